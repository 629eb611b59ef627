window.YTD.deleted_tweet_headers.part0 = [
  {
    "tweet" : {
      "tweet_id" : "1655467568133046272",
      "user_id" : "11",
      "created_at" : "Mon May 08 07:00:00 +0000 2023",
      "deleted_at" : "Mon May 08 07:05:00 +0000 2023"
    }
  },
  {
    "tweet" : {
      "tweet_id" : "1655000000000000001",
      "user_id" : "11",
      "created_at" : "Sun May 07 00:00:00 +0000 2023",
      "deleted_at" : "Sun May 07 01:00:00 +0000 2023"
    }
  }
]