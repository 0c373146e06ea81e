"""Subtitles (.srt, .vtt) of a recording: cues joined into turns, without their time stamps.

A WebVTT voice (``<v Awa>``) or a ``Name:`` before the words begins a turn, written as ``Awa : …``; cues
without one go on in the turn. Where nobody is named, a pause of two seconds begins a new paragraph.
"""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator

from kiitools.errors import DocumentError
from kiitools.readers.extract import Extract
from kiitools.readers.labels import candidates
from kiitools.readers.text import decode

_PAUSE = 2.0
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?[ \t]+([^<>]{1,80})>")
_TAG = re.compile(r"</?[a-z][^<>]{0,80}>|<[\d:.]{5,15}>|\{\\[^{}]{0,40}\}", re.I)
_DASH = re.compile(r"[–—-]\s")


def read_subtitles(data: bytes, where: str, *, encoding: str | None = None) -> Extract:
    """The words of a subtitle file, one line per turn.

    Raises
    ------
    DocumentError
        Undecodable or malformed files, files without a single cue.
    """
    text, skipped = decode(data, where, encoding=encoding)
    kind = "vtt" if text.lstrip("\ufeff").startswith("WEBVTT") else "srt"
    lines: list[str] = []
    voices: dict[str, None] = {}
    for line, voice in _turns(_cues(text, where, kind)):
        lines.append(line)
        voices.update({voice: None} if voice else {})
    if not lines:
        raise DocumentError("readers.no-cues", where=where)
    media = "text/vtt" if kind == "vtt" else "application/x-subrip"
    return Extract("\n".join(lines), media, skipped, labels=tuple(voices), wrapped=False)


def _turns(cues: Iterator[tuple[str, str, float, float]]) -> Iterator[tuple[str, str]]:
    """Lines (one per turn) with the voice that the format itself names."""
    line, speaker, until = "", "", 0.0
    for voice, words, start, end in cues:
        named = voice or ("?" if _has_label(words) else "")
        pause = not speaker and start - until >= _PAUSE
        if line and not pause and not _DASH.match(words) and (voice == speaker if voice else not named):
            line += " " + words
        else:
            if line:
                yield line, speaker.strip("?")
            line, speaker = (
                (f"{voice} : {words}" if voice else words),
                named or (speaker if not pause else ""),
            )
        until = end
    if line:
        yield line, speaker.strip("?")


def _has_label(words: str) -> bool:
    return bool(candidates(words, 0, len(words)))


def _cues(text: str, where: str, kind: str) -> Iterator[tuple[str, str, float, float]]:
    """Voice, words, start and end (seconds) of every cue, one per voice and per line of a dialogue."""
    import webvtt
    from webvtt.errors import MalformedCaptionError, MalformedFileError

    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    try:
        captions = webvtt.from_buffer(io.StringIO(lines), format=kind).captions
    except (MalformedFileError, MalformedCaptionError, ValueError, IndexError, AssertionError) as wrong:
        raise DocumentError("readers.damaged-subtitles", where=where) from wrong
    for caption in captions:
        start, end = (t.in_milliseconds() / 1000 for t in (caption.start_time, caption.end_time))
        for voice, words in _voices(caption.raw_text):
            yield voice, words, start, end


def _voices(raw: str) -> Iterator[tuple[str, str]]:
    """The voices of a cue with their words; a dialogue (``- Oui ? - Non.``) gives one per line."""
    parts = _VOICE.split(raw)
    for voice, piece in zip(["", *parts[1::2]], parts[::2], strict=True):
        words = html.unescape(_TAG.sub("", piece))
        rows = [row.strip() for row in words.split("\n") if row.strip()]
        joined: list[str] = []
        for row in rows:
            if joined and not _DASH.match(row) and not _has_label(row):
                joined[-1] += " " + row
            else:
                joined.append(row)
        yield from ((html.unescape(voice).strip(), one) for one in joined)
