"""Every chain from a root to a leaf as a pandas frame: chains_to_frame.py FILES… OUT.csv"""

import sys

import pandas as pd

import threadkit

*files, out = sys.argv[1:]
archive = threadkit.load(*files)
known = {link.child: link.basis.value for link in archive.links if link.kind is threadkit.Kind.REPLY}
chains = enumerate(chain for tree in archive.trees() for chain in tree.chains())
rows = ((n, at, x.id, known.get(x.id), getattr(x, "text", None)) for n, chain in chains for at, x in enumerate(chain))
pd.DataFrame(rows, columns=["chain", "place", "id", "known", "text"]).to_csv(out, index=False)
