"""The one object a notebook meets: it fetches, calls one pure function, and hands the answer back."""

from kiitools.study.demonstration import build_demo, demo_folder
from kiitools.study.folder import new_study, open_study
from kiitools.study.study import Study

__all__ = ["Study", "build_demo", "demo_folder", "new_study", "open_study"]
