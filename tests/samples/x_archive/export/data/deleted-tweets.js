window.YTD.deleted_tweets.part0 = [
  {
    "tweet" : {
      "edit_info" : {
        "initial" : {
          "editTweetIds" : [
            "1655467568133046272"
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
        "19"
      ],
      "favorite_count" : "0",
      "id_str" : "1655467568133046272",
      "truncated" : false,
      "retweet_count" : "0",
      "id" : "1655467568133046272",
      "created_at" : "Mon May 08 07:00:00 +0000 2023",
      "favorited" : false,
      "full_text" : "Deleted soon after.",
      "lang" : "en",
      "deleted_at" : "Mon May 08 07:05:00 +0000 2023"
    }
  }
]