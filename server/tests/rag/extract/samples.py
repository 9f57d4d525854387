"""Documents made for the tests."""

import struct
import zipfile
from io import BytesIO
from itertools import pairwise
from typing import Any, cast

import docx
import openpyxl
from docx.shared import Inches


def make_zip(parts: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def make_docx() -> bytes:
    document = docx.Document()
    document.add_heading("Report", 0)
    document.add_heading("Part 一", 1)
    document.add_paragraph("First paragraph.")
    document.add_paragraph("point", style="List Bullet")
    table = document.add_table(2, 3)
    for row, values in enumerate((("Name", "Age", "Note"), ("Ada", "36", "a|b"))):
        for column, value in enumerate(values):
            table.cell(row, column).text = value
    table.add_row().cells[0].merge(table.rows[2].cells[1]).text = "merged"
    document.add_paragraph("After the table.")
    document.add_paragraph("")
    out = BytesIO()
    document.sections[0].left_margin = Inches(1)
    document.save(out)
    return out.getvalue()


def make_xlsx() -> bytes:
    book: Any = openpyxl.Workbook()
    first = book.active
    first.title = "People"
    for row in (["Name", "Born", "Score"], ["Ada", None, 1.0], ["Bob|by", "line\nbreak", 2.5], [None, None, None]):
        first.append(row)
    second = book.create_sheet("More")
    second.append(["x", True])
    book.create_sheet("Empty")
    hidden = book.create_sheet("Hidden")
    hidden.append(["secret"])
    hidden.sheet_state = "hidden"
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def make_pdf(*pages: str, picture: bool = False) -> bytes:
    """A PDF with one line of text a page, or a page with a picture and no text."""
    objects: list[bytes] = []
    count = max(len(pages), 1)
    kids = " ".join(f"{4 + 2 * i} 0 R" for i in range(count))
    objects.append(b"<< /Type /Catalog /Pages 2 0 R >>")
    objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {count} >>".encode())
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    picture_number = 4 + 2 * count
    for i in range(count):
        resources = "/Font << /F1 3 0 R >>"
        if picture:
            resources += f" /XObject << /I {picture_number} 0 R >>"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Resources << {resources} >> "
            f"/Contents {5 + 2 * i} 0 R >>".encode()
        )
        content = b"/I Do" if picture else f"BT /F1 12 Tf 20 200 Td ({pages[i]}) Tj ET".encode("latin-1")
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    if picture:
        pixels = b"\xff" * 3
        objects.append(
            b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceRGB /BitsPerComponent 8 "
            b"/Length 3 >>\nstream\n" + pixels + b"\nendstream"
        )
    out = bytearray(b"%PDF-1.4\n")
    offsets: list[int] = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)
    return bytes(out)


_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_P = "http://schemas.openxmlformats.org/presentationml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PKG = "http://schemas.openxmlformats.org/package/2006/relationships"


def shape(text: str, kind: str = "", level: int = 0) -> str:
    place = f'<p:nvPr><p:ph type="{kind}"/></p:nvPr>' if kind else ""
    paragraphs = "".join(f'<a:p><a:pPr lvl="{level}"/><a:r><a:t>{t}</a:t></a:r></a:p>' for t in text.split("\n"))
    return f"<p:sp><p:nvSpPr>{place}</p:nvSpPr><p:txBody>{paragraphs}</p:txBody></p:sp>"


def slide(*shapes: str, show: str = "1") -> str:
    tree = f"<p:cSld><p:spTree>{''.join(shapes)}</p:spTree></p:cSld>"
    return f'<p:sld xmlns:p="{_P}" xmlns:a="{_A}" show="{show}">{tree}</p:sld>'


def relations(*targets: tuple[str, str, str]) -> str:
    items = "".join(f'<Relationship Id="{i}" Type="{_R}/{kind}" Target="{target}"/>' for i, kind, target in targets)
    return f'<Relationships xmlns="{_PKG}">{items}</Relationships>'


def make_pptx() -> bytes:
    row = "<a:tr>{}</a:tr>".format(
        "".join(f"<a:tc><a:txBody><a:p><a:r><a:t>{t}</a:t></a:r></a:p></a:txBody></a:tc>" for t in "AB")
    )
    table = f"<a:graphic><a:graphicData><a:tbl>{row}{row}</a:tbl></a:graphicData></a:graphic>"
    table = f"<p:graphicFrame>{table}</p:graphicFrame>"
    group = f"<p:grpSp>{shape('in a group')}</p:grpSp>"
    first = slide(shape("First", "ctrTitle"), shape("one\ntwo", "body", 1), shape("3", "sldNum"))
    notes = slide(shape("say this", "body"), shape("7", "sldNum"))
    order = "".join(f'<p:sldId r:id="r{i}"/>' for i in (2, 1, 3))
    order = f"<p:sldIdLst>{order}</p:sldIdLst>"
    return make_zip(
        {
            "ppt/presentation.xml": f'<p:presentation xmlns:p="{_P}" xmlns:r="{_R}">{order}</p:presentation>',
            "ppt/_rels/presentation.xml.rels": relations(
                ("r1", "slide", "slides/slide1.xml"),
                ("r2", "slide", "/ppt/slides/slide2.xml"),
                ("r3", "slide", "slides/slide3.xml"),
            ),
            "ppt/slides/slide1.xml": slide(shape("Second", "title"), group, table),
            "ppt/slides/_rels/slide1.xml.rels": relations(("r1", "notesSlide", "../notesSlides/notes1.xml")),
            "ppt/notesSlides/notes1.xml": notes,
            "ppt/slides/slide2.xml": first,
            "ppt/slides/slide3.xml": slide(shape("hidden"), show="0"),
        }
    )


def make_epub(extra: dict[str, str] | None = None) -> bytes:
    opf = (
        '<package xmlns="http://www.idpf.org/2007/opf"><manifest>'
        '<item id="b" href="b%20two.xhtml" media-type="application/xhtml+xml"/>'
        '<item id="a" href="text/a.xhtml" media-type="application/xhtml+xml"/>'
        '<item id="p" href="p.png" media-type="image/png"/></manifest>'
        '<spine><itemref idref="a"/><itemref idref="p"/><itemref idref="b"/></spine></package>'
    )
    container = (
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'
    )
    page = '<?xml version="1.0"?><html><head><title>T</title></head><body><h1>{}</h1><p>é</p></body></html>'
    return make_zip(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": container,
            "OEBPS/book.opf": opf,
            "OEBPS/text/a.xhtml": page.format("T one"),
            "OEBPS/b two.xhtml": page.format("T two"),
            **(extra or {}),
        }
    )


EML = b"""From: Ada <ada@example.org>
To: bob@example.org
Subject: =?utf-8?b?5L2g5aW9?= world
Date: Mon, 1 Jan 2024 10:00:00 +0000
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="x"

--x
Content-Type: multipart/alternative; boundary="y"

--y
Content-Type: text/plain; charset=iso-8859-1
Content-Transfer-Encoding: quoted-printable

Caf=E9 at ten.
--y
Content-Type: text/html

<p>html</p>
--y--
--x
Content-Type: application/pdf
Content-Disposition: attachment; filename="plan.pdf"

data
--x--
"""


def make_ole(streams: dict[str, bytes]) -> bytes:
    """A compound file (MS-CFB, version 3) with streams by path; all are padded into regular sectors."""
    sector, end, free, fat_mark = 512, 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
    entries: list[dict[str, Any]] = [{"name": "Root Entry", "kind": 5, "children": [], "data": b""}]
    for path, data in streams.items():
        parent = 0
        *folders, name = path.split("/")
        for folder in folders:
            known = [i for i in entries[parent]["children"] if entries[i]["name"] == folder]
            if not known:
                entries.append({"name": folder, "kind": 1, "children": [], "data": b""})
                entries[parent]["children"].append(len(entries) - 1)
                known = [len(entries) - 1]
            parent = known[0]
        entries.append({"name": name, "kind": 2, "children": [], "data": data.ljust(4096, b"\x00")})
        entries[parent]["children"].append(len(entries) - 1)
    links: dict[int, int] = {}
    for entry in entries:
        names: list[tuple[int, str, int]] = sorted(
            (len(str(entries[i]["name"])), str(entries[i]["name"]).upper(), i)
            for i in cast(list[int], entry["children"])
        )
        ordered = [i for _, _, i in names]
        entry["child"] = ordered[0] if ordered else free
        links.update(pairwise(ordered))
    directory_sectors = -(-len(entries) * 128 // sector)
    fat: list[int] = [*range(1, directory_sectors), end]
    blob = bytearray()
    for entry in entries:
        entry["start"] = end
        if entry["kind"] == 2:
            count = -(-len(entry["data"]) // sector)
            entry["start"] = len(fat)
            fat += [*range(len(fat) + 1, len(fat) + count), end]
            blob += cast(bytes, entry["data"]).ljust(count * sector, b"\x00")
    fat_sectors = 1
    while (len(fat) + fat_sectors) * 4 > fat_sectors * sector:
        fat_sectors += 1
    fat_starts = list(range(len(fat), len(fat) + fat_sectors))
    fat += [fat_mark] * fat_sectors
    directory = bytearray()
    for index, entry in enumerate(entries):
        name = entry["name"].encode("utf-16-le") + b"\x00\x00"
        directory += name.ljust(64, b"\x00") + struct.pack("<HBB", len(name), entry["kind"], 1)
        directory += struct.pack("<III", free, links.get(index, free), entry["child"])
        directory += b"\x00" * 36 + struct.pack("<IQ", entry["start"], len(entry["data"]))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 16
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\x00" * 6
    header += struct.pack("<IIIIIIIII", 0, fat_sectors, 0, 0, 4096, end, 0, end, 0)
    header += struct.pack("<109I", *fat_starts, *[free] * (109 - fat_sectors))
    table = struct.pack(f"<{fat_sectors * 128}I", *fat, *[free] * (fat_sectors * 128 - len(fat)))
    return header + bytes(directory).ljust(directory_sectors * sector, b"\x00") + bytes(blob) + table


def make_doc(flags: int = 0, version: int = 0xC1) -> bytes:
    """A heading, a field, a table with a cell of two paragraphs, text of two bytes a character, a footnote behind."""
    narrow = 'Report \x96 May\rSee \x13 HYPERLINK "x" \x14the site\x15.\rCity\x07Note\x07\x07Lisbon\x07one\rtwo\x07\x07'
    wide = "销售额上升😀。\r"
    body, units = narrow.encode("latin-1"), len(wide.encode("utf-16-le")) // 2
    at = 1024
    texts = body + wide.encode("utf-16-le") + "A footnote.\r".encode("utf-16-le")
    places = (0, len(body), len(body) + units + 12)
    pieces = struct.pack("<3I", *places)
    for place in (at * 2 | 0x40000000, at + len(body)):
        pieces += struct.pack("<HIH", 0, place, 0)
    table = b"\x01\x02\x00\x00\x00" + b"\x02" + struct.pack("<I", len(pieces)) + pieces
    head = bytearray(at)
    struct.pack_into("<HH6xH", head, 0, 0xA5EC, version, flags)
    struct.pack_into("<i", head, 0x4C, len(body) + units)
    struct.pack_into("<II", head, 0x1A2, 0, len(table))
    return make_ole({"WordDocument": bytes(head) + texts, "0Table": table})


def make_ppt(token: int = 0xE391C05F) -> bytes:
    """Three slides, one of them hidden, one changed by a second save; a footer; notes behind the last."""

    def record(kind: int, data: bytes, instance: int = 0, *, branch: bool = False) -> bytes:
        return struct.pack("<HHI", instance << 4 | (0xF if branch else 0), kind, len(data)) + data

    def tree(kind: int, *inside: bytes, instance: int = 0) -> bytes:
        return record(kind, b"".join(inside), instance, branch=True)

    def text(kind: int, said: str) -> bytes:
        narrow = said.isascii()
        raw = said.encode("latin-1" if narrow else "utf-16-le")
        return record(0x0F9F, struct.pack("<I", kind)) + record(0x0FA8 if narrow else 0x0FA0, raw)

    def shape(*inside: bytes, placeholder: int | None = None) -> bytes:
        held = () if placeholder is None else (record(0x0BC3, struct.pack("<IBBH", 0, placeholder, 0, 0)),)
        return tree(0xF004, record(0xF00A, b"\0" * 8), tree(0xF011, *held), tree(0xF00D, *inside))

    def drawn(*shapes: bytes) -> bytes:
        return tree(0x040C, tree(0xF002, tree(0xF003, *shapes)))

    def outline(number: int) -> bytes:
        return record(0x0F9E, struct.pack("<I", number))

    def listed(place: int, id: int) -> bytes:
        return record(0x03F3, struct.pack("<IIiII", place, 0, 0, id, 0))

    footer = shape(text(4, "page 7"), placeholder=9)
    first = tree(0x03EE, drawn(shape(outline(0)), tree(0xF003, shape(outline(1))), shape(text(4, "beside")), footer))
    hidden = tree(0x03EE, record(0x03F9, struct.pack("<IIBBHI", 0, 0, 0, 0, 4, 0)), drawn(shape(text(0, "secret"))))
    old, new = (tree(0x03EE, drawn(shape(text(0, said)))) for said in ("Second", "Second, changed"))
    notes = tree(0x03F0, record(0x03F1, struct.pack("<II", 258, 0)), drawn(shape(text(2, "say this\rloud")), footer))
    outlines = text(0, "First 你"), text(1, "one\rtwo")
    slides = tree(0x0FF0, listed(2, 256), *outlines, listed(3, 257), listed(4, 258))
    document = tree(0x03E8, slides, tree(0x0FF0, listed(5, 258), instance=2))
    stream, places = b"", list[int]()
    for part in (document, first, hidden, old, notes, new):
        places.append(len(stream))
        stream += part
    edit = 0
    for first_place, offsets in ((1, places[:5]), (4, places[5:])):
        directory = len(stream)
        stream += record(0x1772, struct.pack(f"<I{len(offsets)}I", first_place | len(offsets) << 20, *offsets))
        before, edit = edit, len(stream)
        stream += record(0x0FF5, struct.pack("<IIIIIII", 0, 0, before, directory, 1, 0, 0))
    user = struct.pack("<HHIIIIHHI", 0, 0x0FF6, 24, 20, token, edit, 0, 0, 0)
    return make_ole({"Current User": user, "PowerPoint Document": stream})


def make_msg() -> bytes:
    def wide(text: str) -> bytes:
        return text.encode("utf-16-le")

    return make_ole(
        {
            "__properties_version1.0": b"\x00" * 32,
            "__substg1.0_0037001F": wide("Lunch 你好"),
            "__substg1.0_0C1A001F": wide("Ada"),
            "__substg1.0_5D01001F": wide("ada@example.org"),
            "__substg1.0_0E04001F": wide("Bob"),
            "__substg1.0_007D001F": wide("Received: x\r\nDate: Mon, 1 Jan 2024 10:00:00 +0000\r\n"),
            "__substg1.0_1000001F": wide("Noon?\r\nYes."),
            "__attach_version1.0_#00000000/__substg1.0_3707001F": wide("menu.pdf"),
        }
    )


def make_xls() -> bytes:
    """A workbook of BIFF 2, the oldest form: one sheet of labels and numbers."""

    def record(kind: int, content: bytes) -> bytes:
        return struct.pack("<HH", kind, len(content)) + content

    def label(row: int, column: int, text: str) -> bytes:
        return record(4, struct.pack("<HH3xB", row, column, len(text)) + text.encode("latin-1"))

    def number(row: int, column: int, value: float) -> bytes:
        return record(3, struct.pack("<HH3xd", row, column, value))

    cells = label(0, 0, "Name") + label(0, 1, "Sum") + label(1, 0, "Ada") + number(1, 1, 3) + number(2, 1, 2.5)
    return record(9, struct.pack("<HH", 2, 0x10)) + cells + record(10, b"")
