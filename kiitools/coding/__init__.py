"""Indicators suggested by rules, with their reason; places; review of decisions."""
