"""`python -m goalposts` is the `goalposts` command."""

from goalposts.cli.main import main

main()
