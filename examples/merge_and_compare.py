"""Two dumps as one, and what changed from the first to the second: merge_and_compare.py OLD NEW OUT.json"""

import sys

import threadkit

old, new = threadkit.load(sys.argv[1]), threadkit.load(sys.argv[2])
old.merge(new).write(sys.argv[3])
changes = old.diff(new)
print(changes)
for name, posts in (("new", changes.new), ("gone", changes.gone)):
    for post in posts:
        print(name, post.id, post.text[:50].replace("\n", " "))
