"""Boundaries, regions, maps, figures."""
