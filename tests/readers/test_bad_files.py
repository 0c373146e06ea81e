"""Every bad file ends in one clear error that names what the file really is, in French and in English."""

# ruff: noqa: E501 - examples are kept on one line each
from __future__ import annotations

import os
import struct
import zipfile

import pytest

from kiitools.errors import DocumentError
from kiitools.readers.limits import Limits
from kiitools.readers.reading import read_source
from tests.readers.making import INTERVIEW, NAMESPACES, compound, docx, docx_parts, odt, p, pdf, zipped

GOOD = docx("".join(p(line) for line in INTERVIEW.split("\n")))
HTML = "<!DOCTYPE html><html><body><p>Entretien</p></body></html>"
LOCKED_ODT = odt("<text:p>x</text:p>", manifest="<manifest:encryption-data/>")


def with_document(xml, encoding="utf-8"):
    return zipped({**docx_parts(p("x")), "word/document.xml": xml.encode(encoding)})


def entity(definition, use="&x;"):
    head = f'<?xml version="1.0"?><!DOCTYPE w:document [{definition}]>'
    return head + f"<w:document {NAMESPACES}><w:body>{p(use)}</w:body></w:document>"


def flagged(data, offset, value):
    """A zip whose first entry's general flags are changed, in both places."""
    out = bytearray(data)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = out.index(mark) + place + offset
        out[at] |= value
    return bytes(out)


BAD = {
    "vide.docx": (b"", "readers.empty-file"),
    "blancs.txt": (b" \r\n\t\n", "readers.blank-file"),
    "ancien.doc": (compound("WordDocument", "1Table"), "readers.is-old-word"),
    "renomme.docx": (compound("WordDocument"), "readers.is-old-word"),
    "verrouille.docx": (compound("EncryptedPackage", "EncryptionInfo"), "readers.is-password"),
    "message.docx": (compound("__properties_version1.0"), "readers.is-mail"),
    "inconnu.doc": (compound("Autre"), "readers.is-old-office"),
    "verrouille.odt": (LOCKED_ODT, "readers.password"),
    "coupe.docx": (GOOD[: len(GOOD) // 2], "readers.damaged-archive"),
    "coupe.odt": (odt("<text:p>x</text:p>")[:-30], "readers.damaged-archive"),
    "sans-debut.docx": (GOOD[200:], "readers.is-cut-document"),
    "abime.docx": (GOOD[:300] + bytes(20) + GOOD[320:], "readers.damaged-archive"),
    "mal-forme.docx": (with_document("<w:document><w:body>"), "readers.damaged"),
    "sans-corps.docx": (zipped({"[Content_Types].xml": "<Types/>", "word/styles.xml": "<x/>"}), "readers.damaged"),
    "rtf.docx": (rb"{\rtf1\ansi Entretien}", "readers.is-rtf"),
    "page.docx": (HTML.encode(), "readers.is-html"),
    "page.txt": (b"\xef\xbb\xbf\n" + HTML.encode(), "readers.is-html"),
    "donnees.txt": (b'<?xml version="1.0"?><a/>', "readers.is-xml"),
    "programme.docx": (b"MZ\x90\x00" + bytes(200), "readers.is-program"),
    "photo.pdf": (b"\xff\xd8\xff\xe0" + bytes(100), "readers.is-image"),
    "son.txt": (b"ID3\x04" + bytes(100), "readers.is-recording"),
    "video.docx": (bytes(4) + b"ftypmp42" + bytes(90), "readers.is-recording"),
    "archive.docx": (zipped({"a.txt": "x"}), "readers.is-packed"),
    "archive.rar": (b"Rar!\x1a\x07\x01\x00" + bytes(50), "readers.is-packed"),
    "classeur.xlsx": (zipped({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<x/>"}), "readers.is-register"),
    "classeur.docx": (zipped({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<x/>"}), "readers.is-register"),
    "registre.csv": (b"informant_id,category\nKI-1,justice\n", "readers.is-register"),
    "tableau.odt": (zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), "readers.is-register"),
    "diapos.docx": (zipped({"[Content_Types].xml": "<Types/>", "ppt/presentation.xml": "<x/>"}), "readers.is-slides"),
    "livre.docx": (zipped({"mimetype": "application/epub+zip"}), "readers.is-e-book"),
    "~$tretien.docx": (b"\x08consult\x00" + bytes(153), "readers.is-lock-file"),
    "._entretien.docx": (b"\x00\x05\x16\x07" + bytes(80), "readers.is-macos-side"),
    "etude.txt": (b"SQLite format 3\x00" + bytes(80), "readers.is-database"),
    "binaire.txt": (b"abc\x00\x01def" * 20, "readers.is-binary"),
    "coupe.pdf": (pdf("Une page de texte.")[:120], "readers.damaged-pdf"),
    "numerise.pdf": (pdf("", ""), "readers.scanned"),
    "sous-titres.srt": (b"1\n00:00:01,000 --> 00:00:02,000\n\n", "readers.no-cues"),
    "en-tete.txt": (b"Code : ENT-1\nDate : 3/03/2021\n", "readers.no-body"),
    "entite.docx": (with_document(entity('<!ENTITY x SYSTEM "file:///etc/passwd">')), "readers.entities"),
    "entite-web.docx": (with_document(entity('<!ENTITY x SYSTEM "http://203.0.113.9/x">')), "readers.entities"),
    "parametre.docx": (with_document(entity('<!ENTITY % x SYSTEM "http://203.0.113.9/x.dtd"> %x;')), "readers.entities"),
    "milliard.docx": (
        with_document(entity("".join(f'<!ENTITY x{i} "{f"&x{i - 1};" * 10}">' for i in range(1, 9)), "&x8;")),
        "readers.entities",
    ),
    "entite-utf16.docx": (with_document(entity('<!ENTITY x "y">').replace('"1.0"', '"1.0" encoding="utf-16"', 1), "utf-16"), "readers.entities"),
    "entite-utf7.docx": (
        with_document('<?xml version="1.0" encoding="utf-7"?>+ADwAIQ-DOCTYPE a+AD4-<a/>'), "readers.entities",
    ),
    "entite.odt": (
        zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'}),
        "readers.entities",
    ),
    "chemin.docx": (zipped({**docx_parts(p("x")), "../../etc/x": "y"}), "readers.odd-names"),
    "absolu.docx": (zipped({**docx_parts(p("x")), "/etc/x": "y"}), "readers.odd-names"),
    "lecteur.docx": (zipped({**docx_parts(p("x")), "C:/x": "y"}), "readers.odd-names"),
    "casse.docx": (zipped({**docx_parts(p("x")), "WORD/Document.xml": "y"}), "readers.odd-names"),
    "chiffre.docx": (flagged(GOOD, 0, 1), "readers.password"),
    "profond.docx": (docx("<w:p>" + "<w:ins>" * 400 + "</w:ins>" * 400 + "</w:p>"), "readers.damaged"),
}  # fmt: skip


@pytest.fixture
def refused(tmp_path):
    def read(name, data, **options):
        path = tmp_path / name
        path.write_bytes(data)
        with pytest.raises(DocumentError) as caught:
            read_source(path, **options)
        return caught.value

    return read


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_with_its_true_cause(refused, name):
    data, key = BAD[name]
    error = refused(name, data)
    assert error.key == key
    for lang in ("fr", "en"):
        lines = error.lines(lang)
        assert lines[0].startswith(name)
        assert all(len(line) > 10 and "{" not in line for line in lines)
        assert len(lines) == 2
    assert error.what("fr") != error.what("en")


def test_an_error_never_quotes_the_text(refused):
    words = "Mariam Secret habite Kita"
    for data in (f"{words}\x07".encode(), words.encode() + b"\xff" * 30, f"<html>{words}".encode()):
        told = refused("a.txt", data)
        assert "Mariam" not in " ".join(told.lines("fr") + told.lines("en")) + repr(told)


def test_a_bomb_ends_early(refused):
    parts = docx_parts(p("x"))
    for body in (p("A" * 80_000_000), p("x") * 3_000_000):
        parts["word/document.xml"] = f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>"
        assert refused("bombe.docx", zipped(parts)).key == "readers.bomb"


def test_an_entry_with_a_lying_size_is_found(refused):
    data = bytearray(zipped({**docx_parts(p("x")), "word/media/a.bin": bytes(100_000)}))
    at = data.rindex(b"word/media/a.bin", 0, data.rindex(b"PK\x05\x06"))
    struct.pack_into("<I", data, at - 46 + 24, 10)
    assert refused("menteur.docx", bytes(data)).key == "readers.damaged-archive"


def test_overlapping_entries_are_found(refused):
    data = bytearray(GOOD)
    places = [i for i in range(len(data)) if data[i : i + 4] == b"PK\x01\x02"]
    data[places[1] + 42 : places[1] + 46] = data[places[2] + 42 : places[2] + 46]
    assert refused("double.docx", bytes(data)).key in ("readers.odd-names", "readers.damaged-archive")


def test_an_archive_with_a_link_in_it_is_refused(refused, tmp_path):
    link = zipfile.ZipInfo("word/lien")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as file:
        for name, content in docx_parts(p("x")).items():
            file.writestr(name, content)
        file.writestr(link, "/etc/passwd")
    assert refused("lien.docx", (tmp_path / "b.zip").read_bytes()).key == "readers.odd-names"


def test_limits_can_be_set(refused):
    assert refused("a.txt", b"x" * 2000, limits=Limits(file=1000)).key == "readers.too-large"
    assert refused("a.docx", GOOD, limits=Limits(entries=2)).key == "readers.too-many-entries"
    assert refused("a.docx", GOOD, limits=Limits(unpacked=500)).key == "readers.bomb"
    assert (
        refused("a.pdf", pdf("Un texte.", "Deux textes."), limits=Limits(pages=1)).key
        == "readers.too-many-pages"
    )
    assert (
        refused("b.pdf", pdf("Un texte.", "Deux textes."), limits=Limits(seconds=-1)).key
        == "readers.too-slow"
    )


def test_what_is_no_file_is_refused(tmp_path):
    os.mkfifo(tmp_path / "tuyau.txt")
    (tmp_path / "dossier").mkdir()
    keys = []
    for name in ("absent.docx", "dossier", "tuyau.txt"):
        with pytest.raises(DocumentError) as caught:
            read_source(tmp_path / name)
        keys.append(caught.value.key)
    assert keys == ["readers.not-found", "readers.is-folder", "readers.not-a-file"]
    with pytest.raises(DocumentError):
        read_source("x" * 300)
    with pytest.raises(DocumentError):
        read_source("a\x00b")


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path, monkeypatch):
    from pathlib import Path

    path = tmp_path / "a.txt"
    path.write_text(INTERVIEW, encoding="utf-8")
    read = Path.read_bytes

    def meanwhile(self):
        data = read(self)
        with self.open("a", encoding="utf-8") as file:
            file.write("R : encore")
        return data

    monkeypatch.setattr(Path, "read_bytes", meanwhile)
    with pytest.raises(DocumentError) as caught:
        read_source(path)
    assert caught.value.key == "readers.changed"


def test_unknown_kinds_and_languages_list_the_known(tmp_path):
    (tmp_path / "a.txt").write_text("Oui.", encoding="utf-8")
    with pytest.raises(DocumentError, match="focus-group"):
        read_source(tmp_path / "a.txt", kind="réunion")
    with pytest.raises(DocumentError, match="fr, en"):
        read_source(tmp_path / "a.txt", lang="bm")


def test_names_that_pretend_are_shown_as_they_are(refused):
    assert "[U+202E]" in refused("a\u202excod.txt", b"").where


def test_whatever_is_told_has_its_sentence():
    from kiitools import messages
    from kiitools.readers import prose, sniff

    kinds = {kind for _, kind in (*sniff._MAGIC, *sniff._OLE_STREAMS)} | set(sniff._OPENDOCUMENT.values())
    kinds |= {
        "old-office",
        "packed",
        "e-book",
        "html",
        "xml",
        "cut-document",
        "lock-file",
        "image",
        "recording",
    }
    keys = {f"readers.is-{kind}" for kind in kinds - {"opendocument"}}
    keys |= {f"{key}.todo" for key in keys} | {f"readers.skipped.{what}" for what in prose.LEFT_OUT}
    keys |= {f"readers.skipped.{what}" for what in ("scripts", "attachments", "fields", "pages-without-text")}
    keys |= {
        f"readers.notice.{what}" for what in ("hyphens", "ligatures", "unreadable", "same-bytes", "same-text")
    }
    keys |= {f"readers.notice.read-as-{found}" for found in sniff.ENDINGS}
    assert keys <= set(messages.catalogue())
