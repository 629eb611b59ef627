Grailbird.data.tweets_2013_02 = [
  {
    "source" : "web",
    "entities" : {
      "user_mentions" : [],
      "media" : [],
      "hashtags" : [],
      "urls" : []
    },
    "in_reply_to_status_id_str" : "300000000000000001",
    "geo" : {},
    "id_str" : "300000000000000003",
    "in_reply_to_user_id" : 22,
    "text" : "@example_bob Yes &amp; no",
    "id" : 300000000000000003,
    "in_reply_to_status_id" : 300000000000000001,
    "created_at" : "2013-02-08 20:00:00 +0000",
    "in_reply_to_screen_name" : "example_bob",
    "in_reply_to_user_id_str" : "22",
    "user" : {
      "name" : "Ada Example",
      "screen_name" : "example_ada",
      "protected" : false,
      "id_str" : "11",
      "id" : 11,
      "verified" : false
    }
  },
  {
    "source" : "web",
    "entities" : {
      "user_mentions" : [
        {
          "name" : "Bob Example",
          "screen_name" : "example_bob",
          "indices" : [
            3,
            15
          ],
          "id_str" : "22",
          "id" : 22
        }
      ],
      "media" : [],
      "hashtags" : [],
      "urls" : []
    },
    "geo" : {},
    "id_str" : "300000000000000002",
    "text" : "RT @example_bob: Is it so?",
    "retweeted_status" : {
      "source" : "web",
      "entities" : {
        "user_mentions" : [],
        "media" : [],
        "hashtags" : [],
        "urls" : []
      },
      "geo" : {},
      "id_str" : "300000000000000001",
      "text" : "Is it so?",
      "id" : 300000000000000001,
      "created_at" : "2013-02-08 19:00:00 +0000",
      "user" : {
        "name" : "Bob Example",
        "screen_name" : "example_bob",
        "protected" : false,
        "id_str" : "22",
        "id" : 22,
        "verified" : false
      }
    },
    "id" : 300000000000000002,
    "created_at" : "2013-02-08 19:30:00 +0000",
    "user" : {
      "name" : "Ada Example",
      "screen_name" : "example_ada",
      "protected" : false,
      "id_str" : "11",
      "id" : 11,
      "verified" : false
    }
  }
]