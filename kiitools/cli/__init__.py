"""The same verbs for the shell: every command fetches a study, calls its verb, and prints what came of it."""

from kiitools.cli.main import main

__all__ = ["main"]
