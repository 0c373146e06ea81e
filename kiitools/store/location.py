"""Whether a study lies where another machine may write it too: a synced folder or a network drive.

Two machines that write one file there can damage it; locks do not reach from one to the other.
"""

from __future__ import annotations

from pathlib import Path, PurePath

SYNCED = (
    "onedrive", "dropbox", "google drive", "googledrive", "my drive", "mon drive", "icloud", "icloud drive",
    "mobile documents", "nextcloud", "owncloud", "kdrive", "box sync", "pcloud drive",
)  # fmt: skip
NETWORK = ("nfs", "nfs4", "cifs", "smb3", "smbfs", "afpfs", "webdav", "davfs", "fuse.sshfs", "fuse.rclone")
_MOUNTS = Path("/proc/self/mounts")


def risk_of(path: Path) -> str:
    """``synced``, ``network`` or empty for the place a study lies in."""
    where = path.absolute()
    if any(_synced(part) for part in where.parts):
        return "synced"
    return "network" if str(where).startswith("\\\\") or _mounted(where) in NETWORK else ""


def _synced(part: str) -> bool:
    name = part.casefold()
    return name in SYNCED or name.startswith(("onedrive -", "onedrive-", "dropbox (", "googledrive-"))


def _mounted(path: PurePath) -> str:
    """The kind of file system a path lies on; empty where that cannot be told."""
    try:
        lines = _MOUNTS.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    mounts = [(one[1].replace("\\040", " "), one[2]) for one in map(str.split, lines) if len(one) > 2]
    above = [(place, kind) for place, kind in mounts if path.is_relative_to(place)]
    return max(above, key=lambda one: len(one[0]))[1] if above else ""
