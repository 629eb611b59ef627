window.__THAR_CONFIG = {
  "userInfo" : {
    "accountId" : "11",
    "userName" : "example_ada",
    "displayName" : "Ada Example"
  },
  "archiveInfo" : {
    "sizeBytes" : "9",
    "generationDate" : "2023-05-10T00:00:00.000Z",
    "isPartialArchive" : false
  },
  "dataTypes" : {
    "tweets" : {
      "mediaDirectory" : "data/tweets_media",
      "files" : [
        {
          "fileName" : "data/tweets.js",
          "globalName" : "YTD.x.part0",
          "count" : "16"
        },
        {
          "fileName" : "data/tweets-part1.js",
          "globalName" : "YTD.x.part0",
          "count" : "2"
        }
      ]
    },
    "tweetsMedia" : {
      "mediaDirectory" : "data/tweets_media"
    },
    "noteTweet" : {
      "files" : [
        {
          "fileName" : "data/note-tweet.js",
          "globalName" : "YTD.x.part0",
          "count" : "3"
        }
      ]
    },
    "like" : {
      "files" : [
        {
          "fileName" : "data/like.js",
          "globalName" : "YTD.x.part0",
          "count" : "3"
        }
      ]
    },
    "follower" : {
      "files" : [
        {
          "fileName" : "data/follower.js",
          "globalName" : "YTD.x.part0",
          "count" : "1"
        }
      ]
    }
  }
}