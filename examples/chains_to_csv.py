"""Every chain from a root to a leaf as rows of a table: chains_to_csv.py FILES… OUT.csv"""

import csv
import sys
from pathlib import Path

import threadkit

*files, out = sys.argv[1:]
archive = threadkit.load(*files)
chains = (chain for tree in archive.trees() for chain in tree.chains())
rows = [(n, at, item.id, getattr(item, "text", "")) for n, chain in enumerate(chains) for at, item in enumerate(chain)]
with Path(out).open("w", newline="", encoding="utf-8") as file:
    csv.writer(file).writerows([("chain", "place", "id", "text"), *rows])
