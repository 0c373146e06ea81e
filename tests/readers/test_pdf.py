"""PDF: the text layer as extracted, scans and locks told apart."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader, PdfWriter

from kiitools.errors import DocumentError
from kiitools.readers.pdf import read_pdf
from tests.readers.making import pdf


def written(writer):
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def cloned(data):
    return PdfWriter(clone_from=PdfReader(io.BytesIO(data)))


def whats(extract):
    return {one.what.removeprefix("readers."): one.count for one in extract.skipped}


def test_pages_are_joined_by_an_empty_line():
    extract = read_pdf(pdf("Première page, déjà vue.", "Seconde page."), "t.pdf")
    assert extract.text == "Première page, déjà vue.\n\nSeconde page."
    assert extract.skipped == ()


def test_hyphens_at_line_ends_are_left_and_told():
    extract = read_pdf(pdf("Les enfants sont recru-|tés au marché."), "t.pdf")
    assert extract.text == "Les enfants sont recru-\ntés au marché."
    assert whats(extract) == {"notice.hyphens": 1}


def test_a_scan_is_refused_with_its_number_of_pages():
    with pytest.raises(DocumentError) as caught:
        read_pdf(pdf("", "", ""), "t.pdf")
    assert caught.value.key == "readers.scanned"
    assert caught.value.values == {"n": 3}
    assert "3" in caught.value.what("fr")


def test_single_pages_without_text_are_listed():
    extract = read_pdf(pdf("Une page de texte assez longue.", "", "Une autre page de texte."), "t.pdf")
    assert [(one.count, one.where) for one in extract.skipped] == [(1, "2")]


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-128", "AES-256"])
def test_an_empty_opening_password_is_no_lock(algorithm):
    writer = cloned(pdf("Texte protégé contre l'impression."))
    writer.encrypt(user_password="", owner_password="secret", algorithm=algorithm)
    extract = read_pdf(written(writer), "t.pdf")
    assert extract.text == "Texte protégé contre l'impression."
    assert whats(extract) == {"notice.opened-without-password": 1}


def test_a_locked_file_is_refused_as_locked():
    writer = cloned(pdf("Texte secret."))
    writer.encrypt(user_password="mot", algorithm="RC4-128")
    with pytest.raises(DocumentError) as caught:
        read_pdf(written(writer), "t.pdf")
    assert caught.value.key == "readers.password"


def test_encryption_that_cannot_be_read_is_named():
    lock = (
        "/Filter /Standard /V 5 /R 6 /Length 256 /P -4 /O <"
        + "00" * 48
        + "> /U <"
        + "00" * 48
        + "> /OE <"
        + "00" * 32
    )
    lock += (
        "> /UE <"
        + "00" * 32
        + "> /Perms <"
        + "00" * 16
        + "> /CF << /StdCF << /CFM /AESV3 /Length 32 >> >> /StmF /StdCF /StrF /StdCF"
    )
    data = pdf("Texte.").replace(
        b"/Root 1 0 R", b"/Root 1 0 R /ID [<00> <00>] /Encrypt << " + lock.encode() + b" >>"
    )
    with pytest.raises(DocumentError) as caught:
        read_pdf(data, "t.pdf")
    assert caught.value.key in ("readers.pdf-encryption", "readers.password")


def test_scripts_attachments_and_comments_are_listed_and_left_alone():
    note = "/Annots [<< /Type /Annot /Subtype /Text /Contents (Qui ?) >> << /Type /Annot /Subtype /Link >>]"
    runs = "/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>"
    writer = cloned(pdf("Texte d'un formulaire.", extra=note, catalog=runs))
    writer.add_attachment("liste.csv", b"nom;tel")
    told = whats(read_pdf(written(writer), "t.pdf"))
    assert told == {"skipped.comments": 1, "skipped.scripts": 1, "skipped.attachments": 1}


def test_a_cut_file_is_refused_as_damaged():
    data = pdf("Une page de texte assez longue pour être coupée.")
    for part in (30, 200, 450):
        with pytest.raises(DocumentError) as caught:
            read_pdf(data[:part], "t.pdf")
        assert caught.value.key in ("readers.damaged-pdf", "readers.scanned")


def test_pages_that_point_at_themselves_end():
    data = pdf("Une page de texte.").replace(b"/Kids [4 0 R]", b"/Kids [2 0 R]")
    with pytest.raises(DocumentError):
        read_pdf(data, "t.pdf")
