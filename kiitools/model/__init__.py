"""Frozen records of the field; standard library only."""
