"""``python -m kiitools``: the program where scripts are not on the path."""

from kiitools.cli.main import main

main()
