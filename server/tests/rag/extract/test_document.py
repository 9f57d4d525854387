"""Every kind of document, its damages and its limits."""

import zipfile
from contextlib import suppress
from io import BytesIO

import pytest
from pypdf import PdfReader, PdfWriter

from tenon.rag.extract import archive
from tenon.rag.extract.document import READERS, extract, kind_of, reader_for
from tenon.rag.extract.encoding import decode
from tenon.rag.extract.errors import DocumentTooLarge, ExtractError, UnsupportedDocument
from tests.rag.extract import samples


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("héllo 你好".encode(), "héllo 你好"),
        ("\ufeffmarked".encode(), "marked"),
        ("宽字符".encode("utf-16"), "宽字符"),
        (
            "这是一个用旧编码写成的中文文件，里面有标点。".encode("gb18030"),
            "这是一个用旧编码写成的中文文件，里面有标点。",
        ),
        ("中".encode("gbk"), "中"),
        (
            "Grüße aus München, schöne Straße und über Öl".encode("cp1252"),
            "Grüße aus München, schöne Straße und über Öl",
        ),
        (b"a\r\nb\rc", "a\nb\nc"),
        (b"\xff\xfe", ""),
        (b"", ""),
    ],
)
def test_encodings(data: bytes, text: str) -> None:
    assert extract(data, "a.txt") == text


def test_decoding_never_fails() -> None:
    assert decode(bytes(range(256)))
    assert decode("é".encode("latin-1"), "latin-1") == "é"
    assert decode("é".encode(), "no-such-code") == "é"


def test_markdown_and_mdx() -> None:
    assert extract(b"# T\n\n- a", "a.MD") == "# T\n\n- a"
    mdx = b"import X from './x'\nexport const a = 1\n\n# T\n\n<X/> important text\n"
    assert extract(mdx, "a.mdx") == "# T\n\n<X/> important text"


def test_html() -> None:
    page = """<!DOCTYPE html><html><head><title>The  Title</title><style>x{}</style><script>no()</script></head><body>
    <nav hidden>menu</nav><h1>Head <em>one</em></h1><p>Some   <b>bold</b>
    text<br>next line &amp; more</p><ul><li>a<ul><li>a1</li></ul></li><li>b</li></ul><ol><li>x</li><li>y</li></ol>
    <table><tr><th>N</th><th>V</th></tr><tr><td>a|b</td><td> 1 </td></tr></table>
    <pre>code
      kept</pre><a href="https://x.example/">link</a><!-- comment --><img alt="picture"> tail</body></html>"""
    assert extract(page.encode(), "a.html").split("\n\n") == [
        "# The Title",
        "# Head one",
        "Some bold text\nnext line & more",
        "- a\n  - a1\n- b",
        "1. x\n2. y",
        "| N | V |\n| --- | --- |\n| a\\|b | 1 |",
        "```\ncode\n      kept\n```",
        "[link](https://x.example/) picture tail",
    ]


def test_html_declares_its_encoding() -> None:
    page = '<html><head><meta charset="big5"></head><body>中文</body></html>'
    assert extract(page.encode("big5"), "a.htm") == "中文"


@pytest.mark.parametrize(
    "source", ["", " ", "<", "<html>", "<!-- only -->", "\x00\x00", "<?xml version='1.0'?><html/>"]
)
def test_poor_html(source: str) -> None:
    assert extract(source.encode(), "a.html") in ("", "<")


def test_pdf() -> None:
    assert extract(samples.make_pdf("Page one", "Page two"), "a.pdf") == "Page one\n\nPage two"


def test_scanned_pdf_says_so() -> None:
    with pytest.raises(ExtractError, match="scan"):
        extract(samples.make_pdf(picture=True), "a.pdf")


def test_locked_pdf() -> None:
    writer = PdfWriter(clone_from=PdfReader(BytesIO(samples.make_pdf("secret"))))
    writer.encrypt("pass", algorithm="AES-256")
    out = BytesIO()
    writer.write(out)
    with pytest.raises(ExtractError, match="password"):
        extract(out.getvalue(), "a.pdf")


def test_docx_in_document_order() -> None:
    assert extract(samples.make_docx(), "a.docx").split("\n\n") == [
        "# Report",
        "# Part 一",
        "First paragraph.",
        "- point",
        "| Name | Age | Note |\n| --- | --- | --- |\n| Ada | 36 | a\\|b |\n| merged |  |  |",
        "After the table.",
    ]


def test_xlsx() -> None:
    assert extract(samples.make_xlsx(), "a.xlsx") == (
        "## People\n\n| Name | Born | Score |\n| --- | --- | --- |\n| Ada |  | 1 |\n| Bob\\|by | line<br>break | 2.5 |"
        "\n\n## More\n\n| x | True |\n| --- | --- |"
    )


def test_xls() -> None:
    assert extract(samples.make_xls(), "a.xls") == "| Name | Sum |\n| --- | --- |\n| Ada | 3 |\n|  | 2.5 |"


@pytest.mark.parametrize(
    ("source", "table"),
    [
        ("a,b\n1,2\n", "| a | b |\n| --- | --- |\n| 1 | 2 |"),
        ('a;b\n"x;\ny";2\n', "| a | b |\n| --- | --- |\n| x;<br>y | 2 |"),
        ("a\tb\n1\t2", "| a | b |\n| --- | --- |\n| 1 | 2 |"),
        ("only\n1\n2", "| only |\n| --- |\n| 1 |\n| 2 |"),
        ("a,b\n1\n1,2,3", "| a | b |  |\n| --- | --- | --- |\n| 1 |  |  |\n| 1 | 2 | 3 |"),
        ("", ""),
    ],
)
def test_csv(source: str, table: str) -> None:
    assert extract(source.encode(), "a.csv") == table


def test_pptx_in_order() -> None:
    assert extract(samples.make_pptx(), "a.pptx").split("\n\n") == [
        "# First",
        "  - one\n  - two",
        "# Second",
        "in a group",
        "| A | B |\n| --- | --- |\n| A | B |",
        "Notes: say this",
    ]


def test_doc() -> None:
    assert extract(samples.make_doc(), "a.doc").split("\n\n") == [
        "Report – May",
        "See the site.",
        "| City | Note |\n| --- | --- |\n| Lisbon | one<br>two |",
        "销售额上升😀。",
    ]
    for locked, wanted in ((0x0100, "password"), (0x0200, "before Word 97")):
        with pytest.raises(ExtractError, match=wanted):
            extract(samples.make_doc(locked), "a.doc")
    with pytest.raises(ExtractError, match="Save it as DOCX"):
        extract(samples.make_msg(), "a.doc")


def test_ppt() -> None:
    assert extract(samples.make_ppt(), "a.ppt").split("\n\n") == [
        "# First 你",
        "- one\n- two",
        "beside",
        "# Second, changed",
        "Notes: say this loud",
    ]
    assert extract(samples.make_ppt(), "", "application/vnd.ms-powerpoint").startswith("# First")
    with pytest.raises(ExtractError, match="password"):
        extract(samples.make_ppt(token=0xF3D1C4DF), "a.ppt")
    with pytest.raises(ExtractError, match="not a presentation"):
        extract(samples.make_msg(), "a.ppt")


def test_epub() -> None:
    assert extract(samples.make_epub(), "a.epub") == "# T one\n\né\n\n# T two\n\né"
    with pytest.raises(ExtractError, match="protected"):
        extract(samples.make_epub({"META-INF/rights.xml": "<x/>"}), "a.epub")


def test_mails() -> None:
    assert extract(samples.EML, "a.eml") == (
        "Subject: 你好 world\nFrom: Ada <ada@example.org>\nTo: bob@example.org\nDate: Mon, 01 Jan 2024 10:00:00 +0000"
        "\n\nCafé at ten.\n\nAttachments: plan.pdf"
    )
    html = b"Subject: x\nContent-Type: text/html; charset=utf-8\n\n<p>Hi <b>there</b></p>"
    assert extract(html, "a.eml") == "Subject: x\n\nHi there"
    assert extract(samples.make_msg(), "a.msg") == (
        "Subject: Lunch 你好\nFrom: Ada <ada@example.org>\nTo: Bob\nDate: Mon, 1 Jan 2024 10:00:00 +0000"
        "\n\nNoon?\nYes.\n\nAttachments: menu.pdf"
    )


def test_data_files() -> None:
    assert extract('{"b":[1],"a":"é"}'.encode(), "a.json") == '{\n  "b": [\n    1\n  ],\n  "a": "é"\n}'
    assert extract(b'{"a":1}\n{"a":2}\n', "a.json") == '{"a":1}\n{"a":2}'
    assert extract("b: [1, 2]\na: é\n".encode(), "a.yml") == "b:\n- 1\n- 2\na: é"
    xml = '<r xmlns="u" v="1"><a>x<b>y</b>tail</a><!-- c --></r>'
    assert extract(xml.encode(), "a.xml") == "r [v=1]\n  a: x\n    b: y\n    tail"


def test_subtitles() -> None:
    vtt = """WEBVTT

NOTE not this

1
00:00.000 --> 00:02.000 line:0
<v Ada>Hello <b>you</b>

00:00:02.000 --> 00:00:03.000
<v Ada>again.

00:03.000 --> 00:04.000
Nobody speaks
on two lines
"""
    assert extract(vtt.encode(), "a.vtt") == 'Ada: "Hello you again."\nNobody speaks on two lines'
    assert (
        extract(b"1\n00:00:01,000 --> 00:00:02,000\nHi\n\n2\n00:00:02,000 --> 00:00:03,000\nBye\n", "a.srt")
        == "Hi\nBye"
    )


def test_properties() -> None:
    source = b"# note\n! other\na=1\nb.c : two\\\n   parts\nkey\\=x val\\u00e9\nempty\n"
    assert extract(source, "a.properties") == "# note\n# other\na: 1\nb.c: twoparts\nkey=x: valé\nempty:"


@pytest.mark.parametrize(
    "kind", ["pdf", "doc", "docx", "xlsx", "xls", "ppt", "pptx", "epub", "msg", "xml", "json", "yaml"]
)
@pytest.mark.parametrize("data", [b"garbage: [", b"PK\x03\x04garbage", b"%PDF-1.4 garbage", b"\x00" * 600])
def test_damaged_documents_say_so(kind: str, data: bytes) -> None:
    with suppress(ExtractError):
        assert isinstance(extract(data, f"a.{kind}"), str)


@pytest.mark.parametrize(
    "make",
    [
        samples.make_doc,
        samples.make_docx,
        samples.make_xlsx,
        samples.make_pptx,
        samples.make_ppt,
        samples.make_epub,
        samples.make_msg,
    ],
)
def test_cut_documents(make: object) -> None:
    whole: bytes = make()  # type: ignore[operator]  # all are functions without parameters
    with pytest.raises(ExtractError):
        extract(whole[: len(whole) // 2], make.__name__.replace("make_", "a."))  # type: ignore[attr-defined]  # functions


def test_packages_of_another_kind() -> None:
    for kind in ("docx", "pptx", "epub", "xlsx"):
        with pytest.raises(ExtractError):
            extract(samples.make_zip({"x.txt": "x"}), f"a.{kind}")


@pytest.mark.parametrize(
    ("name", "mime"),
    [
        ("a.png", ""),
        ("a.MP3", ""),
        ("a.mov", ""),
        ("noname", "image/jpeg"),
        ("", "video/mp4"),
        ("a.svg", "image/svg+xml"),
    ],
)
def test_media_are_refused(name: str, mime: str) -> None:
    with pytest.raises(UnsupportedDocument, match="picture, sound or film"):
        extract(b"data", name, mime)


@pytest.mark.parametrize(("name", "advice"), [("a.ods", "XLSX"), ("a.odp", "PPTX"), ("a.rtf", "DOCX")])
def test_old_kinds_name_the_way_out(name: str, advice: str) -> None:
    with pytest.raises(UnsupportedDocument, match=f"not configured here.*{advice}"):
        extract(b"data", name)


def test_unknown_kind_lists_the_known() -> None:
    with pytest.raises(UnsupportedDocument, match=r"\.docx"):
        extract(b"\x00\x01", "a.xyz", "application/x-thing")


@pytest.mark.parametrize(
    ("data", "name", "mime", "kind"),
    [
        (b"x", "A.PDF", "text/plain", ".pdf"),
        (b"x", "", "application/pdf; q=1", ".pdf"),
        (b"x", "noext", "text/x-anything", ".txt"),
        (b"%PDF-1", "", "", ".pdf"),
        (samples.make_docx(), "", "application/octet-stream", ".docx"),
        (samples.make_epub(), "x.bin", "application/octet-stream", ".epub"),
        (b"<!doctype html>", "", "", ".html"),
        (b"plain", "README", "", ".txt"),
        (b"\x00", "", "", ""),
    ],
)
def test_kinds(data: bytes, name: str, mime: str, kind: str) -> None:
    assert kind_of(data, name, mime) == kind


@pytest.mark.parametrize("kind", sorted(READERS))
def test_every_reader_is_there(kind: str) -> None:
    assert callable(reader_for(kind))


def test_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(DocumentTooLarge, match=r"a\.txt has 11 bytes"):
        extract(b"x" * 11, "a.txt", max_bytes=10)
    bomb = samples.make_zip({"word/document.xml": b"0" * (archive.SMALL + 1)})
    with pytest.raises(DocumentTooLarge, match="unpacks"):
        extract(bomb, "a.docx")
    monkeypatch.setattr(archive, "MAX_ENTRIES", 3)
    with pytest.raises(DocumentTooLarge, match="parts"):
        extract(samples.make_zip({f"x{i}": "" for i in range(4)}), "a.xlsx")


def test_a_package_that_lies_about_its_size() -> None:
    data = bytearray(samples.make_zip({"a": b"x" * 1000}, zipfile.ZIP_STORED))
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.index(mark) + offset
        data[at : at + 4] = (10).to_bytes(4, "little")
    with pytest.raises(ExtractError):
        archive.Package(bytes(data)).read("a")


def test_xml_entities_are_not_followed() -> None:
    lol = "".join(f'<!ENTITY l{i + 1} "{f"&l{i};" * 10}">' for i in range(9))
    for xml in (
        '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r>&x;</r>',
        f'<!DOCTYPE r [<!ENTITY l0 "lol">{lol}]><r>&l9;</r>',
    ):
        try:
            text = extract(xml.encode(), "a.xml")
        except ExtractError:
            continue
        assert "root:" not in text
        assert len(text) < 1000


def test_yaml_bomb_ends_soon() -> None:
    bomb = "a0: &a0 [x]\n" + "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 9))
    assert len(extract(bomb.encode(), "a.yaml")) < 100_000
