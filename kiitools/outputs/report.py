"""A Word report: real styles, contents, numbered captions, tables whose header repeats, pictures with text.

What a report says is built elsewhere (`kiitools.outputs.report_sections`); here it becomes a file.
"""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from kiitools.files import replacing
from kiitools.markup import printable
from kiitools.outputs import word
from kiitools.outputs.report_blocks import Block, Bullet, Notice, Picture, Section, Table, finding_table
from kiitools.outputs.typesetting import Typesetter, caption_numbers
from kiitools.outputs.wording import typeset

__all__ = [
    "Block", "Bullet", "Notice", "Picture", "Section", "Table", "finding_table", "write_report",
]  # fmt: skip

CREATED = datetime.datetime(2000, 1, 1)
"""Files carry no true date: two runs on the same study write the same bytes."""


def write_report(
    path: str | Path,
    *,
    title: str,
    subtitle: str = "",
    lang: str = "fr",
    sections: Sequence[Section] = (),
    notices: Sequence[str] = (),
    properties: Mapping[str, str] | None = None,
    compact: bool = False,
) -> Path:
    """Write a Word report.

    Parameters
    ----------
    path : path
        The .docx file; replaced only when the new one is complete.
    title, subtitle : str
        On the first page; the title also heads the footer.
    sections : sequence of Section
        In order; headings of levels 1 and 2 stand in the contents.
    notices : sequence of str
        Cautions on the first page (« tout est fictif » …).
    properties : mapping, optional
        Core properties to set (``author``, ``subject``, ``keywords``); without it they are neutral.

    compact : bool
        No page of its own for the title, no contents: for documents of a page or two.

    Raises
    ------
    InputError
        When a picture is not a PNG file.
    """
    document = word.new_document(lang)
    title, subtitle = typeset(title, lang), typeset(subtitle, lang)
    _front(document, title, subtitle, [typeset(one, lang) for one in notices], compact)
    Typesetter(document, lang, caption_numbers(sections, lang)).set(sections, contents=not compact)
    word.add_page_numbers(document, title)
    _set_properties(document, title, lang, properties or {})
    with replacing(path) as draft:
        draft.write_bytes(_neutral(document))
    return Path(path)


def _front(document: Any, title: str, subtitle: str, notices: Sequence[str], compact: bool) -> None:
    heading = document.add_paragraph(printable(title), style="Title")
    if subtitle:
        document.add_paragraph(printable(subtitle), style="Subtitle")
    for notice in notices:
        document.add_paragraph(printable(notice), style="Notice")
    if compact:
        heading.paragraph_format.space_before = 0
    else:
        document.add_page_break()


def _set_properties(document: Any, title: str, lang: str, given: Mapping[str, str]) -> None:
    core = document.core_properties
    for name in ("author", "last_modified_by", "comments", "category", "keywords", "subject", "version"):
        setattr(core, name, printable(given.get(name, "")))
    core.title, core.language, core.revision = printable(title)[:250], word.LOCALES[lang], 1
    core.created = core.modified = core.last_printed = CREATED


def _neutral(document: Any) -> bytes:
    """The document's bytes without thumbnail, with fixed dates inside the archive."""
    first, last = io.BytesIO(), io.BytesIO()
    package = document.part.package
    for key, relation in list(package.rels.items()):
        if relation.reltype.endswith("/thumbnail"):
            del package.rels[key]
    document.save(first)
    with zipfile.ZipFile(first) as old, zipfile.ZipFile(last, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, old.read(name))
    return last.getvalue()
