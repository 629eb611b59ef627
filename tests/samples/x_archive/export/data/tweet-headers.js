window.YTD.tweet_headers.part0 = [
  {
    "tweet" : {
      "tweet_id" : "1652976151557046272",
      "user_id" : "11",
      "created_at" : "Mon May 01 10:00:00 +0000 2023"
    }
  },
  {
    "tweet" : {
      "tweet_id" : "1652977409848246272",
      "user_id" : "11",
      "created_at" : "Mon May 01 10:05:00 +0000 2023"
    }
  },
  {
    "tweet" : {
      "tweet_id" : "1652991251051446272",
      "user_id" : "11",
      "created_at" : "Mon May 01 11:00:00 +0000 2023"
    }
  },
  {
    "tweet" : {
      "tweet_id" : "1653323439928246272",
      "user_id" : "11",
      "created_at" : "Tue May 02 09:00:00 +0000 2023"
    }
  },
  {
    "tweet" : {
      "tweet_id" : "1653330989675446272",
      "user_id" : "11",
      "created_at" : "Tue May 02 09:30:00 +0000 2023"
    }
  },
  {
    "tweet" : {
      "tweet_id" : "1653670728299446272",
      "user_id" : "11",
      "created_at" : "Wed May 03 08:00:00 +0000 2023"
    }
  },
  {
    "tweet" : {
      "tweet_id" : "1653670979957686272",
      "user_id" : "11",
      "created_at" : "Wed May 03 08:01:00 +0000 2023"
    }
  },
  {
    "tweet" : {
      "tweet_id" : "1653685827793846272",
      "user_id" : "11",
      "created_at" : "Wed May 03 09:00:00 +0000 2023"
    }
  },
  {
    "tweet" : {
      "tweet_id" : "1653686079452086272",
      "user_id" : "11",
      "created_at" : "Wed May 03 09:01:00 +0000 2023"
    }
  },
  {
    "tweet" : {
      "tweet_id" : "1654048215659446272",
      "user_id" : "11",
      "created_at" : "Thu May 04 09:00:00 +0000 2023"
    }
  },
  {
    "tweet" : {
      "tweet_id" : "1654055765406646272",
      "user_id" : "11",
      "created_at" : "Thu May 04 09:30:00 +0000 2023"
    }
  },
  {
    "tweet" : {
      "tweet_id" : "1654455902008246272",
      "user_id" : "11",
      "created_at" : "Fri May 05 12:00:00 +0000 2023"
    }
  },
  {
    "tweet" : {
      "tweet_id" : "1654818289873846273",
      "user_id" : "11",
      "created_at" : "Sat May 06 12:00:00 +0000 2023"
    }
  },
  {
    "tweet" : {
      "tweet_id" : "1654818289873846274",
      "user_id" : "11",
      "created_at" : "Sat May 06 12:00:00 +0000 2023"
    }
  },
  {
    "tweet" : {
      "tweet_id" : "1655180677739446272",
      "user_id" : "11",
      "created_at" : "Sun May 07 12:00:00 +0000 2023"
    }
  },
  {
    "tweet" : {
      "tweet_id" : "1655183194321846272",
      "user_id" : "11",
      "created_at" : "Sun May 07 12:10:00 +0000 2023"
    }
  },
  {
    "tweet" : {
      "tweet_id" : "1520704580613046272",
      "user_id" : "11",
      "created_at" : "Sun May 01 10:00:00 +0000 2022"
    }
  },
  {
    "tweet" : {
      "tweet_id" : "1654832944645046272",
      "user_id" : "11",
      "created_at" : "Sat May 06 12:58:13 +0000 2023"
    }
  },
  {
    "tweet" : {
      "tweet_id" : "1640000000000000001",
      "user_id" : "11",
      "created_at" : "Sun Mar 26 12:00:00 +0000 2023"
    }
  }
]