"""Word documents: what a reader of the page would read, once and in order."""

# ruff: noqa: E501 - examples are kept on one line each
from __future__ import annotations

import io

import docx as python_docx
import pytest

from kiitools.errors import DocumentError
from kiitools.readers.word import read_word
from tests.readers.making import INTERVIEW, W, docx, docx_parts, p, run, zipped


def read(body, parts=None, links=()):
    return read_word(docx(body, parts, links), "t.docx")


def skipped(extract):
    return {one.what.removeprefix("readers.skipped."): one.count for one in extract.skipped}


def test_a_document_of_python_docx_is_read_line_for_line():
    document = python_docx.Document()
    for line in INTERVIEW.split("\n"):
        document.add_paragraph(line)
    buffer = io.BytesIO()
    document.save(buffer)
    assert read_word(buffer.getvalue(), "t.docx").text == INTERVIEW + "\n"


def test_insertions_are_read_and_deletions_counted():
    body = p(
        "Elle est ",
        f'<w:ins w:id="1" w:author="X">{run("revenue ")}</w:ins>',
        '<w:del w:id="2"><w:r><w:delText>morte </w:delText></w:r></w:del>',
        "hier.",
    )
    extract = read(body)
    assert extract.text == "Elle est revenue hier.\n"
    assert skipped(extract) == {"deletions": 1}


def test_moved_text_is_read_where_it_went():
    body = p(
        '<w:moveFrom w:id="1">' + run("ici") + "</w:moveFrom>",
        "là ",
        '<w:moveTo w:id="2">' + run("ici") + "</w:moveTo>",
    )
    assert read(body).text == "là ici\n"


def test_a_deleted_paragraph_mark_joins_two_paragraphs():
    gone = '<w:pPr><w:rPr><w:del w:id="1"/></w:rPr></w:pPr>'
    assert read(p("Une ", properties=gone) + p("phrase.")).text == "Une phrase.\n"


def test_links_fields_smart_tags_controls_and_formulas_are_read():
    body = p(
        '<w:hyperlink r:id="r9">' + run("lien ") + "</w:hyperlink>",
        '<w:smartTag w:element="x">' + run("tag ") + "</w:smartTag>",
        "<w:sdt><w:sdtPr/><w:sdtContent>" + run("champ ") + "</w:sdtContent></w:sdt>",
        '<w:fldSimple w:instr="DATE">' + run("2021 ") + "</w:fldSimple>",
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>' + run("7 "),
        "<m:oMath><m:r><m:t>n=3</m:t></m:r></m:oMath>",
    )
    assert read(body).text == "lien tag champ 2021 7 n=3\n"


def test_whole_paragraphs_in_content_controls_are_read():
    body = (
        "<w:sdt><w:sdtPr/><w:sdtContent>" + p("Dans un contrôle.") + "</w:sdtContent></w:sdt>" + p("Après.")
    )
    assert read(body).text == "Dans un contrôle.\nAprès.\n"


def test_an_empty_form_field_s_hint_is_not_text():
    hint = (
        "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>"
        + run("Cliquez ici")
        + "</w:sdtContent></w:sdt>"
    )
    extract = read(p("Nom : ", hint))
    assert extract.text == "Nom : \n"
    assert skipped(extract) == {"placeholders": 1}


def test_tabs_breaks_and_special_hyphens():
    body = p(
        "a",
        "<w:r><w:tab/></w:r>",
        "b",
        "<w:r><w:br/></w:r>",
        "c",
        "<w:r><w:noBreakHyphen/></w:r>",
        "d",
        "<w:r><w:softHyphen/></w:r>",
        "e",
    )
    assert read(body).text == "a\tb\nc\u2011d\u00ade\n"


def test_symbols_with_a_number_are_read_and_those_of_symbol_fonts_counted():
    extract = read(
        p(
            "x",
            '<w:r><w:sym w:font="Arial" w:char="00E9"/></w:r>',
            '<w:r><w:sym w:font="Wingdings" w:char="F0E0"/></w:r>',
        )
    )
    assert extract.text == "xé\n"
    assert skipped(extract) == {"symbols": 1}


def test_tables_are_read_cell_by_cell():
    def cell(*lines):
        return "<w:tc><w:tcPr/>" + "".join(p(line) for line in lines) + "</w:tc>"

    rows = f"<w:tr>{cell('Enquêtrice')}{cell('Bonjour ?')}</w:tr><w:tr>{cell('Awa')}{cell('Oui.', 'Encore.')}</w:tr>"
    gone = f"<w:tr><w:trPr><w:del w:id='1'/></w:trPr>{cell('supprimée')}</w:tr>"
    extract = read(p("Avant") + f"<w:tbl><w:tblPr/><w:tblGrid/>{rows}{gone}</w:tbl>" + p("Après"))
    assert extract.text == "Avant\nEnquêtrice\tBonjour ?\nAwa\tOui.\nEncore.\nAprès\n"
    assert skipped(extract) == {"deletions": 1}


def test_a_text_box_is_read_once_after_its_paragraph():
    box = "<w:txbxContent>" + p("Encadré.") + "</w:txbxContent>"
    drawing = (
        f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:wsp><wps:txbx>{box}</wps:txbx></wps:wsp></w:drawing>"
        f"</mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    extract = read(p("Texte ", drawing, "suivi.") + p("Fin."))
    assert extract.text == "Texte suivi.\nEncadré.\nFin.\n"
    assert skipped(extract) == {}


def test_footnotes_stand_behind_the_body_in_the_order_of_their_marks():
    notes = {
        "footnotes": '<w:footnote w:id="-1" w:type="separator">' + p("---") + '</w:footnote><w:footnote w:id="1">' + p("Note une.")
        + '</w:footnote><w:footnote w:id="2">' + p("Note deux.") + "</w:footnote>",
        "endnotes": '<w:endnote w:id="1">' + p("Note de fin.") + "</w:endnote>",
    }  # fmt: skip
    body = p("Un", '<w:r><w:footnoteReference w:id="2"/></w:r>', ".") + p(
        "Deux", '<w:r><w:endnoteReference w:id="1"/></w:r>', '<w:r><w:footnoteReference w:id="1"/></w:r>', "."
    )
    extract = read(body, notes)
    assert extract.text == "Un.\nDeux.\nNote deux.\nNote de fin.\nNote une.\n"
    assert extract.text[extract.notes :].startswith("Note deux.")


def test_hidden_text_is_counted_also_when_a_style_hides_it():
    styles = {
        "styles": '<w:style w:styleId="Cache"><w:rPr><w:vanish/></w:rPr></w:style><w:style w:styleId="Sous"><w:basedOn w:val="Cache"/></w:style>'
    }
    body = p(
        "Vu ",
        run("caché ", "<w:vanish/>"),
        run("caché ", '<w:rStyle w:val="Sous"/>'),
        run("vu.", '<w:rStyle w:val="Sous"/><w:vanish w:val="0"/>'),
    )
    extract = read(body, styles)
    assert extract.text == "Vu vu.\n"
    assert skipped(extract) == {"hidden": 2}


def test_comments_headers_pictures_objects_macros_and_outside_links_are_counted():
    parts = {
        "comments": '<w:comment w:id="0">'
        + p("Qui ?")
        + '</w:comment><w:comment w:id="1">'
        + p("Non")
        + "</w:comment>",
        "header": p("Confidentiel"),
        "footer": p(""),
        "vbaProject": "",
    }
    body = p(
        "Texte",
        '<w:r><w:commentReference w:id="0"/></w:r>',
        "<w:r><w:drawing/></w:r>",
        "<w:r><w:object/></w:r>",
    )
    extract = read(
        body, parts, (("image", "http://203.0.113.9/balise.png"), ("hyperlink", "http://example.org/"))
    )
    assert extract.text == "Texte\n"
    assert skipped(extract) == {
        "comments": 2,
        "headers": 1,
        "images": 1,
        "embedded": 1,
        "macros": 1,
        "outside": 1,
    }


def test_bold_beginnings_of_paragraphs_are_known():
    extract = read(
        p(run("Awa", "<w:b/>"), " Oui ", run("non", "<w:b/>"))
        + p(run("Tout ", "<w:b/>"), run("gras ?", "<w:b/>"))
        + p("Rien")
    )
    assert [span.of(extract.text) for span in extract.bold] == ["Awa", "Tout gras ?"]


def test_a_body_in_the_strict_format_is_read():
    parts = docx_parts(p("Strict."))
    parts["word/document.xml"] = parts["word/document.xml"].replace(
        W, "http://purl.oclc.org/ooxml/wordprocessingml/main"
    )
    assert read_word(zipped(parts), "t.docx").text == "Strict.\n"


def test_n_ko_arabic_and_combining_marks_come_through_exactly():
    words = "ߒߞߏ العربية Ségou e\u0301 ɛɔ \U0001f469\u200d\U0001f33e"
    assert read(p(words)).text == words + "\n"


def test_a_document_of_pictures_only_is_refused():
    with pytest.raises(DocumentError) as caught:
        read(p("<w:r><w:drawing/></w:r>"))
    assert caught.value.key == "readers.no-text"


def test_a_long_document_is_read_in_reasonable_time_and_whole():
    extract = read("".join(p(f"Paragraphe {i}.") for i in range(20_000)))
    assert extract.text.count("\n") == 20_000
    assert extract.text.endswith("Paragraphe 19999.\n")
