"""Every thread of some pages as a Markdown file of its own: one_file_per_thread.py PAGES… FOLDER"""

import sys
from pathlib import Path

import threadkit

*pages, folder = sys.argv[1:]
Path(folder).mkdir(parents=True, exist_ok=True)
for number, thread in enumerate(threadkit.load(*pages).threads(), start=1):
    path = Path(folder, f"thread-{number:03}.md")
    thread.write(path)
    print(path, len(thread), "posts", "with gaps" if thread.missing else "")
