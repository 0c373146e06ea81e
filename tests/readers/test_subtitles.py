"""Subtitles: cues joined into turns, without time stamps."""

from __future__ import annotations

import pytest

from kiitools.errors import DocumentError
from kiitools.readers.subtitles import read_subtitles

VTT = """WEBVTT

NOTE une note

00:00:01.000 --> 00:00:03.000
<v Awa Traoré>Bonjour, <i>ça</i> va &amp; bien ?

00:00:03.000 --> 00:00:05.000
<v Moussa>Oui,

00:00:05.000 --> 00:00:06.000
<v Moussa>ça va.</v>
<v Awa Traoré>Bon.</v>
"""
SRT = """1
00:00:01,000 --> 00:00:03,000
Enquêtrice : Que voyez-vous
sur le site ?

2
00:00:03,200 --> 00:00:05,000
Répondant : Des enfants

3
00:00:05,000 --> 00:00:07,000
qui tirent la corde.
"""


def test_voices_become_labels_and_cues_turns():
    extract = read_subtitles(VTT.encode(), "t.vtt")
    assert extract.text == "Awa Traoré : Bonjour, ça va & bien ?\nMoussa : Oui, ça va.\nAwa Traoré : Bon."
    assert extract.labels == ("Awa Traoré", "Moussa")
    assert extract.media_type == "text/vtt"


def test_names_before_the_words_begin_turns():
    extract = read_subtitles(SRT.encode(), "t.srt")
    assert (
        extract.text
        == "Enquêtrice : Que voyez-vous sur le site ?\nRépondant : Des enfants qui tirent la corde."
    )
    assert "00:0" not in extract.text


def test_where_nobody_is_named_a_pause_begins_a_paragraph():
    srt = (
        SRT.replace("Enquêtrice : ", "")
        .replace("Répondant : ", "")
        .replace("00:00:05,000 --> 00:00:07,000", "00:00:15,000 --> 00:00:17,000")
    )
    assert (
        read_subtitles(srt.encode(), "t.srt").text
        == "Que voyez-vous sur le site ? Des enfants\nqui tirent la corde."
    )


def test_windows_line_ends_and_old_encodings_are_read():
    assert read_subtitles(SRT.replace("\n", "\r\n").encode("cp1252"), "t.srt").text.startswith(
        "Enquêtrice : Que"
    )


def test_lines_of_a_dialogue_stay_apart():
    vtt = "WEBVTT\n\n00:01.000 --> 00:02.000\n- Tu viens ?\n- Non.\n"
    assert read_subtitles(vtt.encode(), "t.vtt").text == "- Tu viens ?\n- Non."


@pytest.mark.parametrize(
    "text", ["WEBVTT\n\n", "1\n00:00:01,000 --> 00:00:02,000\n\n", "1\nrien\n", "WEBVTT\n\nNOTE seulement\n"]
)
def test_files_without_a_cue_are_refused(text):
    with pytest.raises(DocumentError) as caught:
        read_subtitles(text.encode(), "t.srt")
    assert caught.value.key in ("readers.no-cues", "readers.damaged-subtitles")
