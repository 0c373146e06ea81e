"""One entry point for every kind of source: `read_source`.

The content decides how a file is read, not its name. What cannot be read is refused with its true cause
(`DocumentError`); what is read but holds more than its text says so in ``Source.skipped``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from kiitools import messages
from kiitools.errors import DocumentError
from kiitools.markup import visible
from kiitools.model.sources import KINDS, Skipped, Source, source_id, text_sha256
from kiitools.plugins import load_plugin
from kiitools.readers.extract import Extract
from kiitools.readers.headers import Header, read_header
from kiitools.readers.limits import LIMITS, Limits
from kiitools.readers.sniff import ENDINGS, format_of
from kiitools.readers.turns import Turn, segments_of, turns_of


def read_source(
    path: str | Path,
    *,
    kind: str | None = None,
    encoding: str | None = None,
    lang: str | None = None,
    limits: Limits = LIMITS,
) -> Source:
    """Read a transcript or document with its header, speakers' turns, sentences and languages.

    Parameters
    ----------
    path : str or Path
        A .txt, .md, .docx, .odt, .pdf, .srt or .vtt file; the content is looked at, not the ending.
    kind : {"interview", "focus-group", "document"}, optional
        What it is; else told by the header and the speakers.
    encoding : str, optional
        Of text files; else a byte order mark, UTF-8, or Windows-1252 (said in ``skipped``).
    lang : {"fr", "en"}, optional
        The source's language; else told by its function words. Segments keep their own.
    limits : Limits
        How large a file may be.

    Raises
    ------
    DocumentError
        The file cannot be read; the error says what it really is and what to do.

    Examples
    --------
    >>> read_source("entretien.docx").kind                                # doctest: +SKIP
    'interview'
    """
    path = Path(path)
    where = visible(path.name)
    if kind is not None and kind not in KINDS:
        raise DocumentError("readers.unknown-kind", where=where, kind=kind, known=", ".join(KINDS))
    if lang is not None and lang not in messages.LANGUAGES:
        raise DocumentError(
            "readers.unknown-language", where=where, lang=lang, known=", ".join(messages.LANGUAGES)
        )
    data = read_bytes(path, limits)
    extract = extract_text(data, where, ending=path.suffix.lower(), encoding=encoding, limits=limits)
    return build_source(extract, path.name, hashlib.sha256(data).hexdigest(), kind=kind, lang=lang)


def read_bytes(path: Path, limits: Limits = LIMITS) -> bytes:
    """The bytes of a file that did not change while it was read.

    Raises
    ------
    DocumentError
        Missing, a folder, not permitted, too large, or changed meanwhile.
    """
    where = visible(path.name)
    try:
        before = path.stat()
        if path.is_dir():
            raise DocumentError("readers.is-folder", where=where)
        if not path.is_file():
            raise DocumentError("readers.not-a-file", where=where)
        if before.st_size > limits.file:
            raise DocumentError(
                "readers.too-large", where=where, size=before.st_size // 10**6, most=limits.file // 10**6
            )
        data = path.read_bytes()
        after = path.stat()
    except FileNotFoundError as wrong:
        raise DocumentError("readers.not-found", where=where) from wrong
    except PermissionError as wrong:
        raise DocumentError("readers.not-permitted", where=where) from wrong
    except (OSError, ValueError) as wrong:
        raise DocumentError("readers.cannot-open", where=where) from wrong
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or len(
        data
    ) != after.st_size:
        raise DocumentError("readers.changed", where=where)
    return data


def extract_text(
    data: bytes, where: str, *, ending: str = "", encoding: str | None = None, limits: Limits = LIMITS
) -> Extract:
    """The text of a file's bytes, by the format that their content shows."""
    if other := load_plugin("kiitools.readers", ending):
        return Extract(other(data, where), media_type=f"plugin{ending}")
    found = "text" if encoding and ending in ENDINGS["text"] else format_of(data, where, ending)
    extract = _readers(encoding, limits)[found](data, where)
    if ending in ENDINGS[found]:
        return extract
    notice = Skipped(f"readers.notice.read-as-{found}")
    return replace(extract, skipped=(notice, *extract.skipped))


def build_source(
    extract: Extract, file_name: str, file_sha256: str, *, kind: str | None = None, lang: str | None = None
) -> Source:
    """A `Source` from extracted text: header, turns, sentences, languages."""
    header = read_header(extract.text) if kind != "document" else Header()
    turns = turns_of(extract, header, kind=kind)
    segments, language = segments_of(extract, header, turns, lang=lang)
    if not segments:
        raise DocumentError("readers.no-body", where=visible(file_name))
    return Source(
        source_id=source_id(extract.text),
        title=Path(file_name).stem,
        kind=kind or kind_of(header, turns),
        text=extract.text,
        text_sha256=text_sha256(extract.text),
        file_name=file_name,
        file_sha256=file_sha256,
        media_type=extract.media_type,
        lang=language,
        segments=segments,
        meta=dict(header.meta),
        skipped=extract.skipped,
    )


def kind_of(header: Header, turns: list[Turn]) -> str:
    """What a source is: the header's mode first, else an interview's header, else who speaks."""
    if header.meta.get("mode") == "focus-group":
        return "focus-group"
    if header.of_interview:
        return "interview"
    answering = {turn.speaker for turn in turns if turn.role == "respondent"}
    if not turns:
        return "document"
    return "focus-group" if len(answering) >= 3 else "interview"


def skipped_lines(skipped: tuple[Skipped, ...], lang: str = "fr") -> list[str]:
    """What a file held besides its text, as sentences."""
    return [messages.say(one.what, lang, n=one.count, where=one.where) for one in skipped]


def _readers(encoding: str | None, limits: Limits) -> dict[str, Callable[[bytes, str], Extract]]:
    """Format → its reader; each module is entered on first use."""

    def text(data: bytes, where: str) -> Extract:
        from kiitools.readers.text import read_text

        return read_text(data, where, encoding=encoding)

    def subtitles(data: bytes, where: str) -> Extract:
        from kiitools.readers.subtitles import read_subtitles

        return read_subtitles(data, where, encoding=encoding)

    def word(data: bytes, where: str) -> Extract:
        from kiitools.readers.word import read_word

        return read_word(data, where, limits)

    def opendocument(data: bytes, where: str) -> Extract:
        from kiitools.readers.opendocument import read_opendocument

        return read_opendocument(data, where, limits)

    def pdf(data: bytes, where: str) -> Extract:
        from kiitools.readers.pdf import read_pdf

        return read_pdf(data, where, limits)

    return {"text": text, "subtitles": subtitles, "word": word, "opendocument": opendocument, "pdf": pdf}
