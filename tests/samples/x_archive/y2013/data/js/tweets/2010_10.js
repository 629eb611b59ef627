Grailbird.data.tweets_2010_10 = [
  {
    "source" : "web",
    "entities" : {
      "user_mentions" : [],
      "media" : [],
      "hashtags" : [],
      "urls" : []
    },
    "geo" : {},
    "id_str" : "29325722673",
    "text" : "From the days of dates.",
    "id" : 29325722673,
    "created_at" : "2010-10-31 00:00:00 +0000",
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