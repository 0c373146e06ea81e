"""Static figures for reports: each takes a finding's table and gives a matplotlib `Figure`.

They are drawn without a window and leave matplotlib's settings as they were; `write_figure` writes PNG
(300 dpi), SVG or PDF. matplotlib is imported on first use.
"""

from __future__ import annotations

from typing import Any

_HOMES = {
    "figure_prevalence": "kiitools.geo.prevalence_figures",
    "figure_forms": "kiitools.geo.prevalence_figures",
    "figure_tiles": "kiitools.geo.tile_figures",
    "figure_understanding": "kiitools.geo.understanding_figure",
    "figure_presence": "kiitools.geo.presence_figure",
    "figure_coverage": "kiitools.geo.interviews_figure",
    "figure_routes": "kiitools.geo.routes_figure",
    "count_presence": "kiitools.geo.presence",
    "write_figure": "kiitools.geo.sheet",
}
__all__ = list(_HOMES)


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(import_module(_HOMES[name]), name)
