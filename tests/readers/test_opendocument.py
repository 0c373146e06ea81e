"""OpenDocument texts: what a reader of the page would read, once and in order."""

# ruff: noqa: E501 - examples are kept on one line each
from __future__ import annotations

import io

import pytest
from odfdo import Document, Paragraph

from kiitools.errors import DocumentError
from kiitools.readers.opendocument import read_opendocument
from tests.readers.making import INTERVIEW, odt


def read(body, styles="", **more):
    return read_opendocument(odt(body, styles, **more), "t.odt")


def skipped(extract):
    return {one.what.removeprefix("readers.skipped."): one.count for one in extract.skipped}


def test_a_document_of_odfdo_is_read_line_for_line():
    document = Document("text")
    document.body.clear()
    for line in INTERVIEW.split("\n"):
        document.body.append(Paragraph(line))
    buffer = io.BytesIO()
    document.save(buffer)
    assert read_opendocument(buffer.getvalue(), "t.odt").text == INTERVIEW + "\n"


def test_headings_lists_sections_and_links_are_read_in_order():
    body = (
        "<text:h>Titre</text:h><text:section><text:p>Dans une <text:a>section</text:a>.</text:p></text:section>"
        "<text:list><text:list-item><text:p>un</text:p></text:list-item><text:list-item><text:p>deux</text:p></text:list-item></text:list>"
    )
    assert read(body).text == "Titre\nDans une section.\nun\ndeux\n"


def test_white_space_follows_the_rule_of_the_format():
    body = "<text:p>  a\n   b<text:s text:c='3'/>c<text:tab/>d<text:line-break/>e</text:p>"
    assert read(body).text == "a b   c\td\ne\n"


def test_annotations_and_tracked_deletions_are_counted():
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>supprimé</text:p></text:deletion></text:changed-region>"
        "<text:changed-region><text:insertion/></text:changed-region></text:tracked-changes>"
        "<text:p>Elle est <text:change-start/>revenue<text:change-end/><text:change/>."
        "<office:annotation><dc:creator>X</dc:creator><text:p>Qui ?</text:p></office:annotation></text:p>"
    )
    extract = read(body)
    assert extract.text == "Elle est revenue.\n"
    assert skipped(extract) == {"comments": 1, "deletions": 1}


def test_notes_stand_behind_the_body():
    note = "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Une note.</text:p></text:note-body></text:note>"
    extract = read(f"<text:p>Texte{note} suivi.</text:p><text:p>Fin.</text:p>")
    assert extract.text == "Texte suivi.\nFin.\nUne note.\n"
    assert extract.text[extract.notes :] == "Une note.\n"


def test_tables_are_read_cell_by_cell():
    def cell(words):
        return f"<table:table-cell><text:p>{words}</text:p></table:table-cell>"

    body = f"<table:table><table:table-column/><table:table-row>{cell('E')}{cell('Oui ?')}</table:table-row><table:table-row>{cell('R')}{cell('Non.')}</table:table-row></table:table>"
    assert read(body).text == "E\tOui ?\nR\tNon.\n"


def test_text_boxes_are_read_after_their_paragraph_and_pictures_counted():
    body = (
        "<text:p>Texte<draw:frame><draw:text-box><text:p>Encadré.</text:p></draw:text-box></draw:frame> suivi."
        "<draw:frame><draw:image/></draw:frame><draw:frame><draw:object/></draw:frame></text:p>"
    )
    extract = read(body)
    assert extract.text == "Texte suivi.\nEncadré.\n"
    assert skipped(extract) == {"images": 1, "embedded": 1}


def test_hidden_text_is_counted_and_bold_beginnings_are_known():
    styles = (
        '<style:style style:name="B"><style:text-properties fo:font-weight="bold"/></style:style>'
        '<style:style style:name="H"><style:text-properties text:display="none"/></style:style>'
    )
    body = '<text:p><text:span text:style-name="B">Awa</text:span> Oui.<text:span text:style-name="H"> caché</text:span></text:p><text:p text:style-name="H">caché</text:p>'
    extract = read(body, styles)
    assert extract.text == "Awa Oui.\n"
    assert [span.of(extract.text) for span in extract.bold] == ["Awa"]
    assert skipped(extract) == {"hidden": 2}


def test_macros_and_page_headers_are_counted():
    more = {
        "Basic/Standard/Module1.xml": "<x/>",
        "styles.xml": '<s xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"><style:header>Confidentiel</style:header><style:footer/></s>',
    }
    assert skipped(read("<text:p>Texte</text:p>", more=more)) == {"headers": 1, "macros": 1}


def test_an_encrypted_document_is_refused_as_locked():
    with pytest.raises(DocumentError) as caught:
        read("<text:p>x</text:p>", manifest="<manifest:encryption-data/>")
    assert caught.value.key == "readers.password"


def test_a_document_without_text_is_refused():
    with pytest.raises(DocumentError) as caught:
        read("<text:p/>")
    assert caught.value.key == "readers.no-text"
