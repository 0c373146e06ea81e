"""Opening boundary files: which layers a file, zip or folder holds, their letters, their fingerprint."""

from __future__ import annotations

import hashlib
import json
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiitools.errors import BoundaryError
from kiitools.markup import visible

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

ENDINGS = (".geojson", ".gpkg", ".json", ".shp")
_SIGNS = {".shp": b"\x00\x00\x27\x0a", ".gpkg": b"SQLite format 3\x00"}
_COMPANIONS = (".dbf", ".shx")
_LARGEST = 1_500_000_000
_LARGEST_TEXT = 50_000_000
_LICENCE_KEYS = ("boundaryLicense", "license", "licence", "License")


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer of polygons: the file it lies in, its path for GDAL, its name."""

    file: str
    dataset: str
    name: str | None
    encodings: tuple[str | None, ...]


def layers(path: Path) -> list[Layer]:
    """All layers of polygons in a file, zip archive or folder.

    Raises
    ------
    BoundaryError
        Nothing is there, nothing in it is a boundary file, a shapefile lacks a part, or it is damaged.
    """
    if not path.exists():
        raise BoundaryError("boundaries.missing", where=visible(path.name))
    found = [layer for file in _files(path) for layer in _layers_of(*file)]
    if not found:
        raise BoundaryError(
            "boundaries.no-polygons", where=visible(path.name), known=", ".join((*ENDINGS, ".zip"))
        )
    return found


def _files(path: Path) -> Iterator[tuple[str, str, bool, bytes]]:
    """Each boundary file: its name, its path for GDAL, whether a .cpg says its letters, its first bytes."""
    if path.is_dir():
        for file in sorted(path.iterdir()):
            if file.is_file() and file.suffix.lower() in (*ENDINGS, ".zip"):
                yield from _files(file)
    elif zipfile.is_zipfile(path) or path.suffix.lower() == ".zip":
        with _unspoiled(path):
            yield from _zipped(path)
    elif path.suffix.lower() in ENDINGS:
        if path.suffix.lower() == ".shp":
            beside = {file.name.lower() for file in path.parent.iterdir()}
            _ensure_companions(path.name, beside)
            yield path.name, str(path), f"{path.stem}.cpg".lower() in beside, _head(path)
        else:
            yield path.name, str(path), True, _head(path)
    else:
        raise BoundaryError(
            "boundaries.ending", where=visible(path.name), known=", ".join((*ENDINGS, ".zip"))
        )


@contextmanager
def _unspoiled(path: Path) -> Iterator[None]:
    """A zip that is cut, encrypted or otherwise not to be opened is a damaged file."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise BoundaryError("boundaries.damaged", where=visible(path.name)) from error


def _zipped(path: Path) -> Iterator[tuple[str, str, bool, bytes]]:
    with zipfile.ZipFile(path) as archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        if sum(entry.file_size for entry in entries) > _LARGEST:
            raise BoundaryError("boundaries.too-large", where=visible(path.name))
        names = {entry.filename.lower() for entry in entries}
        for entry in sorted(entries, key=lambda one: one.filename):
            if Path(entry.filename).suffix.lower() in ENDINGS and "__MACOSX" not in entry.filename:
                if entry.filename.lower().endswith(".shp"):
                    _ensure_companions(entry.filename, names)
                known = str(Path(entry.filename).with_suffix(".cpg")).lower() in names
                with archive.open(entry) as stream:
                    yield entry.filename, f"/vsizip/{{{path}}}/{entry.filename}", known, stream.read(64)


def _head(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(64)


def _ensure_companions(shape: str, beside: set[str]) -> None:
    stem = shape[: -len(".shp")].lower()
    missing = [ending for ending in _COMPANIONS if stem + ending not in beside]
    if missing:
        raise BoundaryError("boundaries.companions", where=visible(shape), missing=", ".join(missing))


def _layers_of(file: str, dataset: str, cpg: bool, head: bytes) -> list[Layer]:
    import pyogrio  # type: ignore[import-untyped]
    from pyogrio.errors import DataSourceError  # type: ignore[import-untyped]

    ending = Path(file).suffix.lower()
    sign = _SIGNS.get(ending)
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not (head.startswith(sign) if sign else text.startswith(b"{")):
        if ending == ".json":
            return []
        raise BoundaryError("boundaries.damaged", where=visible(file))
    try:
        with _without_warnings():
            listed = pyogrio.list_layers(dataset)
    except DataSourceError as error:
        if ending == ".json":
            return []
        raise BoundaryError("boundaries.damaged", where=visible(file)) from error
    letters: tuple[str | None, ...] = (
        (None,) if ending != ".shp" else (None, "UTF-8", "cp1252") if cpg else ("UTF-8", "cp1252")
    )
    return [Layer(file, dataset, str(name), letters) for name, kind in listed if _areal(kind)]


def _areal(kind: object) -> bool:
    return (
        kind is None or "Polygon" in str(kind) or str(kind) in ("Unknown", "Geometry", "GeometryCollection")
    )


@contextmanager
def _without_warnings() -> Iterator[None]:
    """GDAL's warnings speak of bytes and rings; what matters to the user is told by `Boundaries.notes`."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        yield


def read_layer(layer: Layer, *, geometry: bool = True) -> gpd.GeoDataFrame | pd.DataFrame:
    """A layer as a frame; letters as its .cpg says, else UTF-8, else Windows' cp1252.

    Raises
    ------
    BoundaryError
        The layer is damaged, or its names are in letters that are neither.
    """
    import pyogrio

    wanted = {"layer": layer.name, "read_geometry": geometry, "on_invalid": "fix"}
    for letters in layer.encodings:
        try:
            with _without_warnings():
                table = pyogrio.read_dataframe(layer.dataset, encoding=letters, **wanted)
            return table.loc[:, ~table.columns.duplicated()]
        except UnicodeDecodeError:
            continue
        except _damages() as error:
            raise BoundaryError("boundaries.damaged", where=visible(layer.file)) from error
    raise BoundaryError("boundaries.letters", where=visible(layer.file))


def _damages() -> tuple[type[Exception], ...]:
    """What the readers raise for damaged files."""
    from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError
    from pyproj.exceptions import ProjError
    from shapely.errors import GEOSException

    layer = (DataSourceError, DataLayerError, FeatureError, FieldError, GeometryError)
    # pyogrio 0.13 trips over its own variable when a .prj is not text
    return (*layer, ProjError, GEOSException, UnboundLocalError)


def sha256(path: Path) -> str:
    """The fingerprint of a file; of a shapefile with its companions; of a folder's files in order."""
    digest = hashlib.sha256()
    files = [path]
    if path.is_dir():
        files = sorted(file for file in path.rglob("*") if file.is_file())
    elif path.suffix.lower() == ".shp":
        files = sorted(file for file in path.parent.iterdir() if file.stem == path.stem and file.is_file())
    for file in files:
        with file.open("rb") as stream:
            while block := stream.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()


def stated_licence(path: Path) -> str:
    """The licence that the file, or metadata in the same zip or folder, states; empty when none does."""
    for name, text in _metadata(path):
        if name.endswith(".json") or name.endswith(".geojson"):
            licence = _licence_key(text)
        else:
            licence = next((line.strip() for line in text.splitlines() if line.strip()), "")
        if licence:
            return visible(licence)[:200]
    return ""


def _metadata(path: Path) -> Iterator[tuple[str, str]]:
    if path.is_dir():
        for file in sorted(path.iterdir()):
            if file.is_file() and _tells(file.name):
                yield file.name.lower(), file.read_text(encoding="utf-8", errors="replace")[:100_000]
    elif zipfile.is_zipfile(path):
        with _unspoiled(path), zipfile.ZipFile(path) as archive:
            for entry in archive.infolist():
                if _tells(entry.filename):
                    with archive.open(entry) as stream:
                        yield entry.filename.lower(), stream.read(100_000).decode("utf-8", errors="replace")
    elif path.suffix.lower() in (".geojson", ".json") and path.stat().st_size < _LARGEST_TEXT:
        with path.open(encoding="utf-8", errors="replace") as stream:
            yield path.name.lower(), stream.read()


def _tells(name: str) -> bool:
    low = Path(name).name.lower()
    return ("metadata" in low and low.endswith(".json")) or low.startswith(("license", "licence"))


def _licence_key(text: str) -> str:
    try:
        data: Any = json.loads(text)
    except ValueError:
        return ""
    places = [data, data.get("metadata")] if isinstance(data, dict) else []
    found = (
        str(place[key])
        for place in places
        if isinstance(place, dict)
        for key in _LICENCE_KEYS
        if place.get(key)
    )
    return next(found, "")
