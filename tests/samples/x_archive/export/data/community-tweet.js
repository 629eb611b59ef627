window.YTD.community_tweet.part0 = [
  {
    "tweet" : {
      "edit_info" : {
        "initial" : {
          "editTweetIds" : [
            "1655482667627446272"
          ],
          "editableUntil" : "2023-01-01T00:00:00.000Z",
          "editsRemaining" : "5",
          "isEditEligible" : false
        }
      },
      "retweeted" : false,
      "source" : "<a href=\"https://example.org\" rel=\"nofollow\">Made-up Client</a>",
      "entities" : {
        "hashtags" : [],
        "symbols" : [],
        "user_mentions" : [],
        "urls" : []
      },
      "display_text_range" : [
        "0",
        "23"
      ],
      "favorite_count" : "0",
      "id_str" : "1655482667627446272",
      "truncated" : false,
      "retweet_count" : "0",
      "id" : "1655482667627446272",
      "created_at" : "Mon May 08 08:00:00 +0000 2023",
      "favorited" : false,
      "full_text" : "In a made-up community.",
      "lang" : "en",
      "community_id" : "1500000000000000001",
      "community_id_str" : "1500000000000000001",
      "scopes" : {
        "followers" : false
      }
    }
  }
]