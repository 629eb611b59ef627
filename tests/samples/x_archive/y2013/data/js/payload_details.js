var payload_details = {
  "tweets" : 3,
  "created_at" : "2013-03-01 12:00:00 +0000",
  "lang" : "en"
}