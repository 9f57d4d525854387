"""Files of pairs."""

import json

import pytest

from tenon.domain.annotation.csv_file import TEMPLATE, csv_of, jsonl_of, read_pairs
from tenon.domain.annotation.errors import BrokenImport
from tenon.domain.annotation.schemas import Pair

PAIRS = [Pair("你好吗？", "很好,\n谢谢"), Pair('Say "hi"', "hi")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("header", ["", "question,answer\r\n", "Question,Answer\n", "问题,答案\n"])
def test_encodings_and_headers(encoding: str, header: str) -> None:
    text = header + '你好吗？,"很好,\n谢谢"\r\n\r\n"Say ""hi""",hi,,\r\n'
    assert read_pairs(text.encode(encoding), 10) == PAIRS


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"question,answer\na,b\nc\n", "Line 3 .* 1 columns"),
        (b"a,b,c\n", "Line 1 .* 3 columns"),
        (b"a,b\n ,x\n", "Line 2 .* question is empty"),
        (b"a,b\nx,\n", "Line 2 .* answer is empty"),
        (b'a,b\nc,"never closed\nand on\n', "Line 2 .* end of data"),
        (b'a,b\nc,"x"y\n', "Line 2 .* expected after"),
        (b'a,"one\ntwo"\n\nbroken\n', "Line 4 .* 1 columns"),
        (b"a,b\nc,d\x00e\n", "Line 2 .* NUL"),
        (b"a,b\n\xff\xff\xff\xff,d\n", "Line 2 .* cannot be read"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "cannot be"),
        (b"", "0 question-answer pairs"),
        (TEMPLATE.encode(), "0 question-answer pairs"),
        (b"a,b\n" * 11, "11 question-answer pairs; the limit is 10"),
        (b"a," + b"x" * 60_000 + b"\n", "Line 1 .* more than 50000 characters"),
        (b"a," + b"x" * 200_000 + b"\n", "Line 1 .* field larger"),
    ],
)
def test_broken_files_name_the_line(data: bytes, text: str) -> None:
    with pytest.raises(BrokenImport, match=text):
        read_pairs(data, 10)


def test_files_go_round() -> None:
    assert csv_of(PAIRS).startswith(b"\xef\xbb\xbfquestion,answer\r\n")
    assert read_pairs(csv_of(PAIRS), 10) == PAIRS
    lines = [json.loads(line) for line in jsonl_of(PAIRS).splitlines()]
    assert lines[1]["messages"] == [{"role": "user", "content": 'Say "hi"'}, {"role": "assistant", "content": "hi"}]
