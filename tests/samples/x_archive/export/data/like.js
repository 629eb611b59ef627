window.YTD.like.part0 = [
  {
    "like" : {
      "tweetId" : "1650000000000000001",
      "fullText" : "Is there moss on Mars &amp; elsewhere? https://t.co/madeL",
      "expandedUrl" : "https://twitter.com/i/web/status/1650000000000000001"
    }
  },
  {
    "like" : {
      "tweetId" : "1650000000000000005"
    }
  },
  {
    "like" : {
      "tweetId" : "1650000000000000006",
      "fullText" : "A liked made-up text that is as long as the site shows. It has nothing to say, at some length. It has nothing to say, at some length. It has nothing to say, at some length. It has nothing to say, at some length. It has nothing to say, at some length. Then…",
      "expandedUrl" : "https://twitter.com/i/web/status/1650000000000000006"
    }
  }
]