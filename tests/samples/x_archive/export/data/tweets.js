window.YTD.tweets.part0 = [
  {
    "tweet" : {
      "edit_info" : {
        "initial" : {
          "editTweetIds" : [
            "1652976151557046272"
          ],
          "editableUntil" : "2023-01-01T00:00:00.000Z",
          "editsRemaining" : "5",
          "isEditEligible" : false
        }
      },
      "retweeted" : false,
      "source" : "<a href=\"https://example.org\" rel=\"nofollow\">Made-up Client</a>",
      "entities" : {
        "hashtags" : [],
        "symbols" : [],
        "user_mentions" : [],
        "urls" : [
          {
            "url" : "https://t.co/made1",
            "expanded_url" : "https://example.org/moss?a=1&b=2",
            "display_url" : "example.org/moss?a=1…",
            "indices" : [
              "0",
              "23"
            ]
          }
        ],
        "media" : [
          {
            "expanded_url" : "https://x.com/example_ada/status/1652976151557046272/photo/1",
            "indices" : [
              "0",
              "23"
            ],
            "url" : "https://t.co/madeP",
            "media_url" : "http://img.example.org/media/AaA.jpg",
            "id_str" : "9",
            "id" : "9",
            "media_url_https" : "https://img.example.org/media/AaA.jpg",
            "type" : "photo",
            "display_url" : "pic.x.com/made",
            "ext_alt_text" : "A stone with moss"
          }
        ]
      },
      "display_text_range" : [
        "0",
        "87"
      ],
      "favorite_count" : "12",
      "id_str" : "1652976151557046272",
      "truncated" : false,
      "retweet_count" : "3",
      "id" : "1652976151557046272",
      "created_at" : "Mon May 01 10:00:00 +0000 2023",
      "favorited" : false,
      "full_text" : "Moss &amp; stones &lt;3, see https://t.co/made1 and &quot;this&quot; https://t.co/madeP",
      "lang" : "en",
      "extended_entities" : {
        "media" : [
          {
            "expanded_url" : "https://x.com/example_ada/status/1652976151557046272/photo/1",
            "indices" : [
              "0",
              "23"
            ],
            "url" : "https://t.co/madeP",
            "media_url" : "http://img.example.org/media/AaA.jpg",
            "id_str" : "9",
            "id" : "9",
            "media_url_https" : "https://img.example.org/media/AaA.jpg",
            "type" : "photo",
            "display_url" : "pic.x.com/made",
            "ext_alt_text" : "A stone with moss"
          },
          {
            "expanded_url" : "https://x.com/example_ada/status/1652976151557046272/photo/1",
            "indices" : [
              "0",
              "23"
            ],
            "url" : "https://t.co/madeP",
            "media_url" : "http://img.example.org/media/BbB.jpg",
            "id_str" : "9",
            "id" : "9",
            "media_url_https" : "https://img.example.org/media/BbB.jpg",
            "type" : "photo",
            "display_url" : "pic.x.com/made"
          }
        ]
      }
    }
  },
  {
    "tweet" : {
      "edit_info" : {
        "initial" : {
          "editTweetIds" : [
            "1652977409848246272"
          ],
          "editableUntil" : "2023-01-01T00:00:00.000Z",
          "editsRemaining" : "5",
          "isEditEligible" : false
        }
      },
      "retweeted" : false,
      "source" : "<a href=\"https://example.org\" rel=\"nofollow\">Made-up Client</a>",
      "entities" : {
        "hashtags" : [],
        "symbols" : [],
        "user_mentions" : [],
        "urls" : []
      },
      "display_text_range" : [
        "0",
        "45"
      ],
      "favorite_count" : "0",
      "id_str" : "1652977409848246272",
      "truncated" : false,
      "retweet_count" : "0",
      "id" : "1652977409848246272",
      "created_at" : "Mon May 01 10:05:00 +0000 2023",
      "favorited" : false,
      "full_text" : "A second thought, in the same made-up thread.",
      "lang" : "en",
      "in_reply_to_status_id" : "1652976151557046272",
      "in_reply_to_status_id_str" : "1652976151557046272",
      "in_reply_to_user_id" : "11",
      "in_reply_to_user_id_str" : "11",
      "in_reply_to_screen_name" : "example_ada"
    }
  },
  {
    "tweet" : {
      "edit_info" : {
        "initial" : {
          "editTweetIds" : [
            "1652991251051446272"
          ],
          "editableUntil" : "2023-01-01T00:00:00.000Z",
          "editsRemaining" : "5",
          "isEditEligible" : false
        }
      },
      "retweeted" : false,
      "source" : "<a href=\"https://example.org\" rel=\"nofollow\">Made-up Client</a>",
      "entities" : {
        "hashtags" : [],
        "symbols" : [],
        "user_mentions" : [
          {
            "name" : "Bob Example",
            "screen_name" : "example_bob",
            "indices" : [
              "0",
              "12"
            ],
            "id_str" : "22",
            "id" : "22"
          }
        ],
        "urls" : []
      },
      "display_text_range" : [
        "0",
        "32"
      ],
      "favorite_count" : "0",
      "id_str" : "1652991251051446272",
      "truncated" : false,
      "retweet_count" : "0",
      "id" : "1652991251051446272",
      "created_at" : "Mon May 01 11:00:00 +0000 2023",
      "favorited" : false,
      "full_text" : "@example_bob Not that I know of.",
      "lang" : "und",
      "in_reply_to_status_id" : "1650000000000000001",
      "in_reply_to_status_id_str" : "1650000000000000001",
      "in_reply_to_user_id" : "22",
      "in_reply_to_user_id_str" : "22",
      "in_reply_to_screen_name" : "example_bob"
    }
  },
  {
    "tweet" : {
      "edit_info" : {
        "initial" : {
          "editTweetIds" : [
            "1653323439928246272"
          ],
          "editableUntil" : "2023-01-01T00:00:00.000Z",
          "editsRemaining" : "5",
          "isEditEligible" : false
        }
      },
      "retweeted" : false,
      "source" : "<a href=\"https://example.org\" rel=\"nofollow\">Made-up Client</a>",
      "entities" : {
        "hashtags" : [],
        "symbols" : [],
        "user_mentions" : [],
        "urls" : [
          {
            "url" : "https://t.co/madeQ",
            "expanded_url" : "https://x.com/example_ada/status/1652976151557046272?s=20",
            "display_url" : "x.com/example_ada/st…",
            "indices" : [
              "0",
              "23"
            ]
          }
        ],
        "media" : [
          {
            "expanded_url" : "https://x.com/example_ada/status/1653323439928246272/photo/1",
            "indices" : [
              "0",
              "23"
            ],
            "url" : "https://t.co/madeV",
            "media_url" : "http://img.example.org/media/CcC.jpg",
            "id_str" : "9",
            "id" : "9",
            "media_url_https" : "https://img.example.org/media/CcC.jpg",
            "type" : "photo",
            "display_url" : "pic.x.com/made",
            "video_info" : {
              "aspect_ratio" : [
                "16",
                "9"
              ],
              "variants" : [
                {
                  "content_type" : "application/x-mpegURL",
                  "url" : "https://video.example.org/p.m3u8"
                },
                {
                  "bitrate" : "632000",
                  "content_type" : "video/mp4",
                  "url" : "https://video.example.org/small.mp4?tag=1"
                },
                {
                  "bitrate" : "2176000",
                  "content_type" : "video/mp4",
                  "url" : "https://video.example.org/large.mp4?tag=1"
                }
              ]
            }
          }
        ]
      },
      "display_text_range" : [
        "0",
        "60"
      ],
      "favorite_count" : "0",
      "id_str" : "1653323439928246272",
      "truncated" : false,
      "retweet_count" : "0",
      "id" : "1653323439928246272",
      "created_at" : "Tue May 02 09:00:00 +0000 2023",
      "favorited" : false,
      "full_text" : "What I wrote yesterday https://t.co/madeQ https://t.co/madeV",
      "lang" : "en",
      "extended_entities" : {
        "media" : [
          {
            "expanded_url" : "https://x.com/example_ada/status/1653323439928246272/photo/1",
            "indices" : [
              "0",
              "23"
            ],
            "url" : "https://t.co/madeV",
            "media_url" : "http://img.example.org/media/CcC.jpg",
            "id_str" : "9",
            "id" : "9",
            "media_url_https" : "https://img.example.org/media/CcC.jpg",
            "type" : "video",
            "display_url" : "pic.x.com/made",
            "video_info" : {
              "aspect_ratio" : [
                "16",
                "9"
              ],
              "variants" : [
                {
                  "content_type" : "application/x-mpegURL",
                  "url" : "https://video.example.org/p.m3u8"
                },
                {
                  "bitrate" : "632000",
                  "content_type" : "video/mp4",
                  "url" : "https://video.example.org/small.mp4?tag=1"
                },
                {
                  "bitrate" : "2176000",
                  "content_type" : "video/mp4",
                  "url" : "https://video.example.org/large.mp4?tag=1"
                }
              ]
            }
          }
        ]
      }
    }
  },
  {
    "tweet" : {
      "edit_info" : {
        "initial" : {
          "editTweetIds" : [
            "1653330989675446272"
          ],
          "editableUntil" : "2023-01-01T00:00:00.000Z",
          "editsRemaining" : "5",
          "isEditEligible" : false
        }
      },
      "retweeted" : false,
      "source" : "<a href=\"https://example.org\" rel=\"nofollow\">Made-up Client</a>",
      "entities" : {
        "hashtags" : [],
        "symbols" : [],
        "user_mentions" : [],
        "urls" : [
          {
            "url" : "https://t.co/madeM",
            "expanded_url" : "https://mobile.twitter.com/example_bob/status/1650000000000000002",
            "display_url" : "mobile.twitter.com/e…",
            "indices" : [
              "0",
              "23"
            ]
          },
          {
            "url" : "https://t.co/madeN",
            "expanded_url" : "https://example.org/n",
            "display_url" : "example.org/n…",
            "indices" : [
              "0",
              "23"
            ]
          }
        ]
      },
      "display_text_range" : [
        "0",
        "59"
      ],
      "favorite_count" : "0",
      "id_str" : "1653330989675446272",
      "truncated" : false,
      "retweet_count" : "0",
      "id" : "1653330989675446272",
      "created_at" : "Tue May 02 09:30:00 +0000 2023",
      "favorited" : false,
      "full_text" : "Look at https://t.co/madeM and then https://t.co/madeN here",
      "lang" : "en"
    }
  },
  {
    "tweet" : {
      "edit_info" : {
        "initial" : {
          "editTweetIds" : [
            "1653670728299446272"
          ],
          "editableUntil" : "2023-01-01T00:00:00.000Z",
          "editsRemaining" : "5",
          "isEditEligible" : false
        }
      },
      "retweeted" : false,
      "source" : "<a href=\"https://example.org\" rel=\"nofollow\">Made-up Client</a>",
      "entities" : {
        "hashtags" : [],
        "symbols" : [],
        "user_mentions" : [
          {
            "name" : "Bob Example",
            "screen_name" : "example_bob",
            "indices" : [
              "3",
              "15"
            ],
            "id_str" : "22",
            "id" : "22"
          }
        ],
        "urls" : []
      },
      "display_text_range" : [
        "0",
        "143"
      ],
      "favorite_count" : "0",
      "id_str" : "1653670728299446272",
      "truncated" : false,
      "retweet_count" : "0",
      "id" : "1653670728299446272",
      "created_at" : "Wed May 03 08:00:00 +0000 2023",
      "favorited" : false,
      "full_text" : "RT @example_bob: The garden of a made-up person has more snails &amp; slugs than anybody could ever count in one long and rainy afternoon in M…",
      "lang" : "en"
    }
  },
  {
    "tweet" : {
      "edit_info" : {
        "initial" : {
          "editTweetIds" : [
            "1653670979957686272"
          ],
          "editableUntil" : "2023-01-01T00:00:00.000Z",
          "editsRemaining" : "5",
          "isEditEligible" : false
        }
      },
      "retweeted" : false,
      "source" : "<a href=\"https://example.org\" rel=\"nofollow\">Made-up Client</a>",
      "entities" : {
        "hashtags" : [],
        "symbols" : [],
        "user_mentions" : [
          {
            "name" : "Gone Example",
            "screen_name" : "example_gone",
            "indices" : [
              "3",
              "16"
            ],
            "id_str" : "-1",
            "id" : "-1"
          }
        ],
        "urls" : [
          {
            "url" : "https://t.co/madeR",
            "expanded_url" : "https://example.org/r",
            "display_url" : "example.org/r…",
            "indices" : [
              "0",
              "23"
            ]
          }
        ]
      },
      "display_text_range" : [
        "0",
        "58"
      ],
      "favorite_count" : "0",
      "id_str" : "1653670979957686272",
      "truncated" : false,
      "retweet_count" : "0",
      "id" : "1653670979957686272",
      "created_at" : "Wed May 03 08:01:00 +0000 2023",
      "favorited" : false,
      "full_text" : "RT @example_gone: Short, and all of it. https://t.co/madeR",
      "lang" : "und"
    }
  },
  {
    "tweet" : {
      "edit_info" : {
        "initial" : {
          "editTweetIds" : [
            "1653685827793846272"
          ],
          "editableUntil" : "2023-01-01T00:00:00.000Z",
          "editsRemaining" : "5",
          "isEditEligible" : false
        }
      },
      "retweeted" : false,
      "source" : "<a href=\"https://example.org\" rel=\"nofollow\">Made-up Client</a>",
      "entities" : {
        "hashtags" : [],
        "symbols" : [],
        "user_mentions" : [
          {
            "name" : "Bob Example",
            "screen_name" : "example_bob",
            "indices" : [
              "3",
              "15"
            ],
            "id_str" : "22",
            "id" : "22"
          }
        ],
        "urls" : []
      },
      "display_text_range" : [
        "0",
        "27"
      ],
      "favorite_count" : "0",
      "id_str" : "1653685827793846272",
      "truncated" : false,
      "retweet_count" : "0",
      "id" : "1653685827793846272",
      "created_at" : "Wed May 03 09:00:00 +0000 2023",
      "favorited" : false,
      "full_text" : "RT @example_bob lol so true",
      "lang" : "en"
    }
  },
  {
    "tweet" : {
      "edit_info" : {
        "initial" : {
          "editTweetIds" : [
            "1653686079452086272"
          ],
          "editableUntil" : "2023-01-01T00:00:00.000Z",
          "editsRemaining" : "5",
          "isEditEligible" : false
        }
      },
      "retweeted" : false,
      "source" : "<a href=\"https://example.org\" rel=\"nofollow\">Made-up Client</a>",
      "entities" : {
        "hashtags" : [],
        "symbols" : [],
        "user_mentions" : [
          {
            "name" : "Bob Example",
            "screen_name" : "example_bob",
            "indices" : [
              "3",
              "15"
            ],
            "id_str" : "22",
            "id" : "22"
          }
        ],
        "urls" : []
      },
      "display_text_range" : [
        "0",
        "41"
      ],
      "favorite_count" : "2",
      "id_str" : "1653686079452086272",
      "truncated" : false,
      "retweet_count" : "0",
      "id" : "1653686079452086272",
      "created_at" : "Wed May 03 09:01:00 +0000 2023",
      "favorited" : false,
      "full_text" : "RT @example_bob: typed by hand, and liked",
      "lang" : "en"
    }
  },
  {
    "tweet" : {
      "edit_info" : {
        "initial" : {
          "editTweetIds" : [
            "1654048215659446272"
          ],
          "editableUntil" : "2023-01-01T00:00:00.000Z",
          "editsRemaining" : "5",
          "isEditEligible" : false
        }
      },
      "retweeted" : false,
      "source" : "<a href=\"https://example.org\" rel=\"nofollow\">Made-up Client</a>",
      "entities" : {
        "hashtags" : [],
        "symbols" : [],
        "user_mentions" : [
          {
            "name" : "Helper Example",
            "screen_name" : "example_helper",
            "indices" : [
              "0",
              "15"
            ],
            "id_str" : "33",
            "id" : "33"
          }
        ],
        "urls" : []
      },
      "display_text_range" : [
        "0",
        "37"
      ],
      "favorite_count" : "0",
      "id_str" : "1654048215659446272",
      "truncated" : false,
      "retweet_count" : "0",
      "id" : "1654048215659446272",
      "created_at" : "Thu May 04 09:00:00 +0000 2023",
      "favorited" : false,
      "full_text" : "@example_helper what grows on stones?",
      "lang" : "en",
      "in_reply_to_user_id" : "33",
      "in_reply_to_user_id_str" : "33",
      "in_reply_to_screen_name" : "example_helper"
    }
  },
  {
    "tweet" : {
      "edit_info" : {
        "initial" : {
          "editTweetIds" : [
            "1654055765406646272"
          ],
          "editableUntil" : "2023-01-01T00:00:00.000Z",
          "editsRemaining" : "5",
          "isEditEligible" : false
        }
      },
      "retweeted" : false,
      "source" : "<a href=\"https://example.org\" rel=\"nofollow\">Made-up Client</a>",
      "entities" : {
        "hashtags" : [],
        "symbols" : [],
        "user_mentions" : [],
        "urls" : []
      },
      "display_text_range" : [
        "0",
        "24"
      ],
      "favorite_count" : "0",
      "id_str" : "1654055765406646272",
      "truncated" : false,
      "retweet_count" : "0",
      "id" : "1654055765406646272",
      "created_at" : "Thu May 04 09:30:00 +0000 2023",
      "favorited" : false,
      "full_text" : "That one I had not seen.",
      "lang" : "en",
      "in_reply_to_user_id" : "44",
      "in_reply_to_user_id_str" : "44",
      "in_reply_to_screen_name" : "example_cyd"
    }
  },
  {
    "tweet" : {
      "edit_info" : {
        "initial" : {
          "editTweetIds" : [
            "1654455902008246272"
          ],
          "editableUntil" : "2023-01-01T00:00:00.000Z",
          "editsRemaining" : "5",
          "isEditEligible" : false
        }
      },
      "retweeted" : false,
      "source" : "<a href=\"https://example.org\" rel=\"nofollow\">Made-up Client</a>",
      "entities" : {
        "hashtags" : [],
        "symbols" : [],
        "user_mentions" : [
          {
            "name" : "Bob Example",
            "screen_name" : "example_bob",
            "indices" : [
              "0",
              "12"
            ],
            "id_str" : "22",
            "id" : "22"
          }
        ],
        "urls" : [
          {
            "url" : "https://t.co/madeW",
            "expanded_url" : "https://x.com/example_cyd/status/1650000000000000009",
            "display_url" : "x.com/example_cyd/st…",
            "indices" : [
              "0",
              "23"
            ]
          }
        ]
      },
      "display_text_range" : [
        "0",
        "316"
      ],
      "favorite_count" : "0",
      "id_str" : "1654455902008246272",
      "truncated" : false,
      "retweet_count" : "0",
      "id" : "1654455902008246272",
      "created_at" : "Fri May 05 12:00:00 +0000 2023",
      "favorited" : false,
      "full_text" : "@example_bob This is a made-up long post about moss &amp; stones. It goes on and on, as long posts do, and says little. It goes on and on, as long posts do, and says little. It goes on and on, as long posts do, and says little. It goes on and on, as long posts do, and says little. Then it is cut… https://t.co/madeW",
      "lang" : "en",
      "in_reply_to_status_id" : "1650000000000000003",
      "in_reply_to_status_id_str" : "1650000000000000003",
      "in_reply_to_user_id" : "22",
      "in_reply_to_user_id_str" : "22",
      "in_reply_to_screen_name" : "example_bob"
    }
  },
  {
    "tweet" : {
      "edit_info" : {
        "initial" : {
          "editTweetIds" : [
            "1654818289873846273"
          ],
          "editableUntil" : "2023-01-01T00:00:00.000Z",
          "editsRemaining" : "5",
          "isEditEligible" : false
        }
      },
      "retweeted" : false,
      "source" : "<a href=\"https://example.org\" rel=\"nofollow\">Made-up Client</a>",
      "entities" : {
        "hashtags" : [],
        "symbols" : [],
        "user_mentions" : [],
        "urls" : []
      },
      "display_text_range" : [
        "0",
        "35"
      ],
      "favorite_count" : "0",
      "id_str" : "1654818289873846273",
      "truncated" : false,
      "retweet_count" : "0",
      "id" : "1654818289873846273",
      "created_at" : "Sat May 06 12:00:00 +0000 2023",
      "favorited" : false,
      "full_text" : "Twice the same beginning of a text…",
      "lang" : "en"
    }
  },
  {
    "tweet" : {
      "edit_info" : {
        "initial" : {
          "editTweetIds" : [
            "1654818289873846274"
          ],
          "editableUntil" : "2023-01-01T00:00:00.000Z",
          "editsRemaining" : "5",
          "isEditEligible" : false
        }
      },
      "retweeted" : false,
      "source" : "<a href=\"https://example.org\" rel=\"nofollow\">Made-up Client</a>",
      "entities" : {
        "hashtags" : [],
        "symbols" : [],
        "user_mentions" : [],
        "urls" : []
      },
      "display_text_range" : [
        "0",
        "35"
      ],
      "favorite_count" : "0",
      "id_str" : "1654818289873846274",
      "truncated" : false,
      "retweet_count" : "0",
      "id" : "1654818289873846274",
      "created_at" : "Sat May 06 12:00:00 +0000 2023",
      "favorited" : false,
      "full_text" : "Twice the same beginning of a text…",
      "lang" : "en"
    }
  },
  {
    "tweet" : {
      "edit_info" : {
        "initial" : {
          "editTweetIds" : [
            "1655180677739446272",
            "1655183194321846272"
          ],
          "editableUntil" : "2023-05-07T13:00:00.000Z",
          "editsRemaining" : "4",
          "isEditEligible" : false
        }
      },
      "retweeted" : false,
      "source" : "<a href=\"https://example.org\" rel=\"nofollow\">Made-up Client</a>",
      "entities" : {
        "hashtags" : [],
        "symbols" : [],
        "user_mentions" : [],
        "urls" : []
      },
      "display_text_range" : [
        "0",
        "20"
      ],
      "favorite_count" : "0",
      "id_str" : "1655180677739446272",
      "truncated" : false,
      "retweet_count" : "0",
      "id" : "1655180677739446272",
      "created_at" : "Sun May 07 12:00:00 +0000 2023",
      "favorited" : false,
      "full_text" : "A post with a typpo.",
      "lang" : "en"
    }
  },
  {
    "tweet" : {
      "edit_info" : {
        "edit" : {
          "initialTweetId" : "1655180677739446272",
          "editControlInitial" : {
            "editTweetIds" : [
              "1655180677739446272",
              "1655183194321846272"
            ],
            "editableUntil" : "2023-05-07T13:00:00.000Z",
            "editsRemaining" : "4",
            "isEditEligible" : false
          }
        }
      },
      "retweeted" : false,
      "source" : "<a href=\"https://example.org\" rel=\"nofollow\">Made-up Client</a>",
      "entities" : {
        "hashtags" : [],
        "symbols" : [],
        "user_mentions" : [],
        "urls" : []
      },
      "display_text_range" : [
        "0",
        "19"
      ],
      "favorite_count" : "0",
      "id_str" : "1655183194321846272",
      "truncated" : false,
      "retweet_count" : "0",
      "id" : "1655183194321846272",
      "created_at" : "Sun May 07 12:10:00 +0000 2023",
      "favorited" : false,
      "full_text" : "A post with a typo.",
      "lang" : "en"
    }
  }
]