window.YTD.account.part0 = [
  {
    "account" : {
      "email" : "ada@example.org",
      "createdVia" : "web",
      "username" : "example_ada",
      "accountId" : "11",
      "createdAt" : "2015-03-30T10:38:02.103Z",
      "accountDisplayName" : "Ada Example"
    }
  }
]