window.YTD.tweet.part0 = [
  {
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
      "26"
    ],
    "favorite_count" : "0",
    "id_str" : "969150249169846272",
    "truncated" : false,
    "retweet_count" : "0",
    "id" : "969150249169846272",
    "created_at" : "Thu Mar 01 10:00:00 +0000 2018",
    "favorited" : false,
    "full_text" : "An unwrapped made-up post.",
    "lang" : "en"
  },
  {
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
      "11"
    ],
    "favorite_count" : "0",
    "id_str" : "969165348664246272",
    "truncated" : false,
    "retweet_count" : "0",
    "id" : "969165348664246272",
    "created_at" : "Thu Mar 01 11:00:00 +0000 2018",
    "favorited" : false,
    "full_text" : "Its answer.",
    "lang" : "en",
    "in_reply_to_status_id" : "969150249169846272",
    "in_reply_to_status_id_str" : "969150249169846272",
    "in_reply_to_user_id" : "11",
    "in_reply_to_user_id_str" : "11",
    "in_reply_to_screen_name" : "example_ada"
  }
]