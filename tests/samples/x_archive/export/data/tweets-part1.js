window.YTD.tweets.part1 = [
  {
    "tweet" : {
      "edit_info" : {
        "initial" : {
          "editTweetIds" : [
            "1520704580613046272"
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
        "26"
      ],
      "favorite_count" : "0",
      "id_str" : "1520704580613046272",
      "truncated" : false,
      "retweet_count" : "0",
      "id" : "1520704580613046272",
      "created_at" : "Sun May 01 10:00:00 +0000 2022",
      "favorited" : false,
      "full_text" : "Older, in the second part.",
      "lang" : "en",
      "possibly_sensitive" : true,
      "withheld_in_countries" : [
        "XX"
      ]
    }
  },
  {
    "tweet" : {
      "edit_info" : {
        "initial" : {
          "editTweetIds" : [
            "1654832944645046272"
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
        "267"
      ],
      "favorite_count" : "0",
      "id_str" : "1654832944645046272",
      "truncated" : false,
      "retweet_count" : "0",
      "id" : "1654832944645046272",
      "created_at" : "Sat May 06 12:58:13 +0000 2023",
      "favorited" : false,
      "full_text" : "Cut, and no long text of it is there. Words and words and words and words. Words and words and words and words. Words and words and words and words. Words and words and words and words. Words and words and words and words. Words and words and words and words. And so…",
      "lang" : "en"
    }
  }
]