"""The gazetteer: places of Mali and of the roads that lead there and away, by folded name.

Sources: the project's tables of regions, cercles and places (GeoNames coordinates, CC BY 4.0), with
quarters, mining sites and destinations added from general knowledge. `resources/places/README.md` says more.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from kiitools.model.places import VINTAGES

FLAGS = ("", "cap", "word", "strict", "surname", "people", "river", "ambiguous")
"""How easily a name is taken for something else: ``cap`` needs a capital; ``word`` is also a word, ``strict``
needs a preposition besides; ``surname`` people bear it; ``people`` a people bears it; ``river`` a river does;
``ambiguous`` several places do and nothing tells which."""

WORD = re.compile(r"[^\W_][\w\u0300-\u036f]*")
_PLAIN: dict[int, str | None] = dict.fromkeys(map(ord, "’‘ʼ`´′"), "'")
_PLAIN |= {ord("œ"): "oe", ord("æ"): "ae", ord("ß"): "ss"}
_PLAIN |= dict.fromkeys(range(0x300, 0x370))
for _point in range(0xC0, 0x250):
    _PLAIN.setdefault(_point, unicodedata.normalize("NFD", chr(_point))[0])
_SOUNDS = (
    ("ou", "u"), ("oo", "u"), ("w", "u"), ("ck", "k"), ("qu", "k"), ("q", "k"), ("c", "k"), ("ph", "f"),
    ("gh", "g"), ("dj", "j"), ("y", "i"), ("h", ""),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the gazetteer.

    ``regions`` are its regions of 2012, 2016 and 2023 (empty abroad); ``cercle`` that of 2012; ``lat`` and
    ``lon`` are nan when not known, ``precision_km`` says how far they may be off.
    """

    name: str
    kind: str
    country: str
    regions: tuple[str, str, str] = ("", "", "")
    cercle: str = ""
    lat: float = float("nan")
    lon: float = float("nan")
    precision_km: float = float("nan")
    flag: str = ""

    def region(self, vintage: str = "2016") -> str:
        """The region in a vintage; empty abroad or when it is not known."""
        return self.regions[VINTAGES.index(vintage)]


@dataclass(frozen=True, slots=True)
class Name:
    """A name as folded tokens, and the places that bear it, the likeliest first."""

    tokens: tuple[str, ...]
    places: tuple[Place, ...]
    accented: str = ""
    upper: bool = False


@dataclass(frozen=True)
class Gazetteer:
    """Places by the first folded token of their names; longest names first."""

    by_token: Mapping[str, tuple[Name, ...]] = field(repr=False)
    by_sound: Mapping[str, Name] = field(repr=False)
    places: tuple[Place, ...] = field(repr=False)
    known: dict[str, tuple[Name, ...]] = field(default_factory=dict, repr=False, compare=False)
    blank: set[str] = field(default_factory=set, repr=False, compare=False)

    def __len__(self) -> int:
        return len(self.places)

    def starting(self, word: str) -> tuple[Name, ...]:
        """Names that start with ``word`` as written; remembered, because texts repeat their words."""
        found = self.known.get(word)
        if found is None:
            found = self.known[word] = self._starting(word)
        return found

    def opening(self, words: set[str]) -> set[str]:
        """Those of ``words`` that open a name; the others are remembered and cost nothing next time."""
        words -= self.blank
        wanted = {word for word in words if self.starting(word)}
        self.blank.update(words - wanted)
        return wanted

    def _starting(self, word: str) -> tuple[Name, ...]:
        names = self.by_token.get(fold(word), ())
        if len(word) <= 3 and word.islower():  # « la », « in »: names of several words open with a capital
            names = tuple(name for name in names if len(name.tokens) == 1)
        if not names and word[:1].isupper() and len(word) >= 6:
            sound = self.by_sound.get(sounded(word))
            return (Name((fold(word),), sound.places),) if sound else ()
        return names

    def named(self, name: str) -> tuple[Place, ...]:
        """All places that bear ``name``, however it is spelt; empty when there is none."""
        tokens = tuple(fold(t) for t in WORD.findall(name))
        exact = [n.places for n in self.by_token.get(tokens[0], ()) if n.tokens == tokens] if tokens else []
        if exact:
            return exact[0]
        sound = self.by_sound.get(sounded(name))
        return sound.places if sound else ()


def fold(text: str) -> str:
    """Lower case without accents, one kind of apostrophe: the form in which names are compared."""
    return text.lower().translate(_PLAIN)


def sounded(text: str) -> str:
    """A rough key for spellings of one name (``Tombouktou``, ``Koulicoro``, ``Kulikoro``)."""
    key = re.sub(r"[^a-z]", "", fold(text))
    for written, said in _SOUNDS:
        key = key.replace(written, said)
    return re.sub(r"(.)\1+", r"\1", key).removesuffix("e")


@cache
def build_gazetteer() -> Gazetteer:
    """The gazetteer that is shipped with kiitools; built once per process."""
    folder = resources.files("kiitools").joinpath("resources/places")
    spellings: dict[tuple[str, ...], list[tuple[str, Place]]] = defaultdict(list)
    places = []
    for place, names in (*_mali(folder), *_abroad(folder)):
        places.append(place)
        for spelling in names:
            tokens = tuple(fold(t) for t in WORD.findall(spelling))
            if place not in [p for _, p in spellings[tokens]]:
                spellings[tokens].append((spelling, place))
    known = [_name(tokens, found) for tokens, found in spellings.items() if tokens]
    return Gazetteer(_by_token(known), _by_sound(known), tuple(places))


def _name(tokens: tuple[str, ...], found: list[tuple[str, Place]]) -> Name:
    spelling = found[0][0]
    accented = spelling if fold(spelling) != spelling.casefold() else ""
    return Name(tokens, tuple(p for _, p in found), accented, spelling.isupper() and len(spelling) <= 4)


def _by_token(names: list[Name]) -> dict[str, tuple[Name, ...]]:
    index: dict[str, list[Name]] = defaultdict(list)
    for name in sorted(names, key=lambda n: -len(n.tokens)):
        index[name.tokens[0]].append(name)
    return {token: tuple(found) for token, found in index.items()}


def _by_sound(names: list[Name]) -> dict[str, Name]:
    index: dict[str, list[Name]] = defaultdict(list)
    for name in names:
        if len(name.tokens) == 1 and len(name.tokens[0]) >= 6 and name.places[0].flag in ("", "river"):
            index[sounded(name.tokens[0])].append(name)
    return {key: found[0] for key, found in index.items() if len({n.places for n in found}) == 1}


def _mali(folder: Traversable) -> Iterator[tuple[Place, list[str]]]:
    for row in _rows(folder.joinpath("mali.csv")):
        regions = (row["region_2012"], row["region_2016"], row["region_2023"])
        place = Place(row["name"], row["kind"], "ML", regions, row["cercle_2012"], *_where(row), row["flag"])
        yield place, [row["name"], *_listed(row["variants"])]


def _abroad(folder: Traversable) -> Iterator[tuple[Place, list[str]]]:
    for row in _rows(folder.joinpath("abroad.csv")):
        place = Place(row["name"], row["kind"], row["country"], ("", "", ""), "", *_where(row), row["flag"])
        yield place, [row["name"], *_listed(row["name_en"]), *_listed(row["variants"])]


@cache
def read_cues() -> Mapping[str, Sequence[str]]:
    """The words around a name that tell what it is (``resources/places/cues.yaml``)."""
    import yaml

    file = resources.files("kiitools").joinpath("resources/places/cues.yaml")
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    return dict(yaml.load(file.read_text(encoding="utf-8"), Loader=loader))  # noqa: S506  strings only


def _rows(file: Traversable) -> list[dict[str, str]]:
    return list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))


def _listed(cell: str) -> list[str]:
    return [one.strip() for one in cell.split(";") if one.strip()]


def _where(row: Mapping[str, str]) -> tuple[float, float, float]:
    lat, lon, precision = (float(row[c] or "nan") for c in ("lat", "lon", "precision_km"))
    return lat, lon, precision
