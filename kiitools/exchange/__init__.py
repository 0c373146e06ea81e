"""Formats of other programs: codebook tables, REFI-QDA, forms."""
