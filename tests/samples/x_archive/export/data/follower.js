window.YTD.follower.part0 = [
  {
    "follower" : {
      "accountId" : "22",
      "userLink" : "https://twitter.com/intent/user?user_id=22"
    }
  }
]