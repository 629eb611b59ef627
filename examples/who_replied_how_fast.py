"""Who replied to whom, and how long it took at least and at most: who_replied_how_fast.py FILES…"""

import sys

import threadkit

for tree in threadkit.load(*sys.argv[1:]).trees():
    for response in tree.responses():
        took = response.took
        span = "nothing tells" if took is None else f"{took.low} to {took.high or 'nobody knows'}"
        print(response.reply.author or "?", "->", response.to.author or "?", span, response.link.basis.value, sep="\t")
