"""How large a file may be that is read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a file may be: bytes of the file, unpacked in all, of one entry; entries; ratio; pages.

    The ratio counts only above ``ratio_from`` unpacked bytes: honest long documents unpack 75 to 1.
    """

    file: int = 500_000_000
    unpacked: int = 1_000_000_000
    entry: int = 512_000_000
    entries: int = 10_000
    ratio: int = 200
    ratio_from: int = 50_000_000
    pages: int = 20_000
    seconds: int = 120


LIMITS = Limits()
