var user_details = {
  "screen_name" : "example_ada",
  "location" : "",
  "full_name" : "Ada Example",
  "bio" : "",
  "id" : "11",
  "created_at" : "2009-01-01 00:00:00 +0000"
}