window.YTD.direct_messages.part0 = [
  {
    "dmConversation" : {
      "conversationId" : "11-22",
      "messages" : []
    }
  }
]