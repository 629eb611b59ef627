"""``python -m threadkit`` is the threadkit command."""

from threadkit.cli import main

main()
