"""Real files for the readers' tests, made on the spot."""

# ruff: noqa: E501 - examples are kept on one line each
from __future__ import annotations

import io
import zipfile

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:r="{R}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
ODF = {
    "office": "office", "text": "text", "table": "table", "draw": "drawing", "style": "style", "fo": "xsl-fo-compatible",
}  # fmt: skip
_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)


def zipped(entries: dict[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive of these entries."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as file:
        for name, content in entries.items():
            file.writestr(name, content)
    return buffer.getvalue()


def relations(*rows: tuple[str, str]) -> str:
    """A relations part; a target that begins with http lies outside."""
    body = "".join(
        f'<Relationship Id="r{i}" Type="{R}/{kind}" Target="{target}"'
        f"{' TargetMode=' + chr(34) + 'External' + chr(34) if target.startswith('http') else ''}/>"
        for i, (kind, target) in enumerate(rows)
    )
    return f'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{body}</Relationships>'


def docx_parts(
    body: str, parts: dict[str, str] | None = None, links: tuple[tuple[str, str], ...] = ()
) -> dict[str, str]:
    """The entries of a Word file; ``parts`` (``footnotes`` …) are wrapped and related."""
    more = parts or {}
    entries = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": relations(("officeDocument", "word/document.xml")),
        "word/document.xml": f'<?xml version="1.0" encoding="UTF-8"?><w:document {NAMESPACES}><w:body>{body}</w:body></w:document>',
        "word/_rels/document.xml.rels": relations(*((kind, f"{kind}.xml") for kind in more), *links),
    }
    roots = {"header": "hdr", "footer": "ftr"}
    for kind, content in more.items():
        root = roots.get(kind, kind)
        entries[f"word/{kind}.xml"] = f'<?xml version="1.0"?><w:{root} {NAMESPACES}>{content}</w:{root}>'
    return entries


def docx(body: str, parts: dict[str, str] | None = None, links: tuple[tuple[str, str], ...] = ()) -> bytes:
    """A Word file with this body."""
    return zipped(docx_parts(body, parts, links))


def p(*pieces: str, properties: str = "") -> str:
    """A paragraph; plain words become runs."""
    return f"<w:p>{properties}{''.join(one if one.startswith('<') else run(one) for one in pieces)}</w:p>"


def run(words: str, properties: str = "") -> str:
    """A run of characters."""
    return f'<w:r>{"<w:rPr>" + properties + "</w:rPr>" if properties else ""}<w:t xml:space="preserve">{words}</w:t></w:r>'


def odt(body: str, styles: str = "", manifest: str = "", more: dict[str, str] | None = None) -> bytes:
    """An OpenDocument text with this body."""
    spaces = " ".join(f'xmlns:{s}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for s, n in ODF.items())
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces} xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:text>{body}</office:text>"
        "</office:body></office:document-content>"
    )
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": content,
            "META-INF/manifest.xml": f"<manifest>{manifest}</manifest>",
            **(more or {}),
        }
    )


def pdf(*pages: str, extra: str = "", catalog: str = "") -> bytes:
    """A PDF with one text object per page; lines of a page are set apart by ``|``."""
    objects: list[bytes] = []
    kids = " ".join(f"{4 + 2 * i} 0 R" for i in range(len(pages)))
    objects.append(f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode())
    objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode())
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
    for i, page in enumerate(pages):
        shown = b" T* ".join(b"(" + _escaped(line) + b") Tj" for line in page.split("|"))
        stream = b"BT /F1 12 Tf 14 TL 72 720 Td " + shown + b" ET" if page else b"0 0 m 100 100 l S"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {5 + 2 * i} 0 R "
            f"/Resources << /Font << /F1 3 0 R >> >> {extra} >>".encode()
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n".encode() + stream + b"\nendstream")
    return _numbered(objects)


def _escaped(line: str) -> bytes:
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)").encode("cp1252")


def _numbered(objects: list[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    out += f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)


def compound(*streams: str) -> bytes:
    """An old Office container (OLE) whose directory names these streams."""
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + b"\x3e\x00\x03\x00\xfe\xff\x09\x00" + bytes(480)
    entries = b""
    for name in ("Root Entry", *streams):
        coded = name.encode("utf-16-le")
        entries += coded.ljust(64, b"\x00") + (len(coded) + 2).to_bytes(2, "little") + b"\x02\x01" + bytes(60)
    return head[:512] + entries.ljust(512, b"\x00") + bytes(512)


INTERVIEW = """Code de l'entretien : ENT-900
Date : 4 mars 2021
Lieu : Kita
Région : Kayes
Mode : individuel, face à face
Enquêteur : Awa T., consultante

Enquêtrice : Que voyez-vous ici ?

Répondant : Des enfants au placer. On m'a dit : « Ils travaillent pour l'oncle. » Je n'ai rien vu moi-même.

Enquêtrice : Et la police ?

Répondant : Elle vient une fois par an.
"""
