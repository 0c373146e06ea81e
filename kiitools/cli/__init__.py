"""The same verbs for the shell."""
