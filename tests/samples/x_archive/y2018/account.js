window.YTD.account.part0 = [
  {
    "account" : {
      "username" : "example_ada",
      "accountId" : "11",
      "accountDisplayName" : "Ada Example"
    }
  }
]