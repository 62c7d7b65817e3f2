"""`python -m api.cli` is `halte`."""

from api.cli import main

main()
