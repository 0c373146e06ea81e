"""The study file: append-only rows and views."""
