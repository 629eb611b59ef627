window.YTD.note_tweet.part0 = [
  {
    "noteTweet" : {
      "noteTweetId" : "1654000000000000000",
      "updatedAt" : "2023-05-05T12:00:01.000Z",
      "lifecycle" : {
        "value" : "1",
        "name" : "Active",
        "originalName" : "Active",
        "annotations" : {}
      },
      "createdAt" : "2023-05-05T12:00:01.000Z",
      "core" : {
        "styletags" : [],
        "urls" : [
          {
            "expandedUrl" : "https://example.org/x",
            "toIndex" : "1",
            "shortUrl" : "https://t.co/madeX",
            "displayUrl" : "example.org/x",
            "fromIndex" : "0"
          }
        ],
        "text" : "This is a made-up long post about moss & stones. It goes on and on, as long posts do, and says little. It goes on and on, as long posts do, and says little. It goes on and on, as long posts do, and says little. It goes on and on, as long posts do, and says little. Then it is cut off by the site, but not here: https://t.co/madeX ends it.",
        "mentions" : [],
        "cashtags" : [],
        "hashtags" : []
      }
    }
  },
  {
    "noteTweet" : {
      "noteTweetId" : "1654000000000000001",
      "updatedAt" : "2023-05-06T12:00:00.000Z",
      "lifecycle" : {
        "value" : "1",
        "name" : "Active",
        "originalName" : "Active",
        "annotations" : {}
      },
      "createdAt" : "2023-05-06T12:00:00.000Z",
      "core" : {
        "styletags" : [],
        "urls" : [],
        "text" : "Twice the same beginning of a text, and one of them goes on like this.",
        "mentions" : [],
        "cashtags" : [],
        "hashtags" : []
      }
    }
  },
  {
    "noteTweet" : {
      "noteTweetId" : "1654000000000000002",
      "updatedAt" : "2023-05-09T12:00:00.000Z",
      "lifecycle" : {
        "value" : "1",
        "name" : "Active",
        "originalName" : "Active",
        "annotations" : {}
      },
      "createdAt" : "2023-05-09T12:00:00.000Z",
      "core" : {
        "styletags" : [],
        "urls" : [],
        "text" : "A long text whose post is nowhere.",
        "mentions" : [],
        "cashtags" : [],
        "hashtags" : []
      }
    }
  }
]