"""Findings as pure functions of visible tables."""
