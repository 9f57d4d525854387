"""Chunks that differ in their text alone are read by comparing: the deltas must be those of reading each in full."""

import pytest

from tenon.models.protocols.http import Endpoint
from tenon.models.protocols.openai_answer import AnswerReader

ENDPOINT = Endpoint("test", "m", "http://x")


def chunk(content: str, rest: str = '"finish_reason":null', more: str = "") -> bytes:
    return f'{{"id":"1","choices":[{{"index":0,"delta":{{"content":{content}{more}}},{rest}}}]}}'.encode()


CASES = [
    [chunk('"a"'), chunk('"b"'), chunk('"\\"c\\n"'), chunk('"é"'), chunk('"\\u00e9"')],
    [chunk('"a"'), chunk('""'), chunk("null"), chunk('"b"')],
    [chunk('"a"'), chunk('"b","reasoning_content":"thought"'), chunk('"c"')],
    [chunk('"a"'), chunk('"b"', '"finish_reason":"stop"'), chunk('"c"')],
    [chunk('"a"'), chunk('[{"type":"text","text":"b"}]'), chunk('"c"')],
    [chunk('"a"', more=',"refusal":"no"'), chunk('"b"', more=',"refusal":"no"')],
    [chunk('"a"', more=',"reasoning_content":"same"'), chunk('"b"', more=',"reasoning_content":"same"')],
    [chunk('"\\u0061"'), chunk('"b"')],
    [chunk('"a"'), b'{"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2}}', b"[DONE]"],
]


@pytest.mark.parametrize("chunks", CASES)
def test_reading_by_comparing_changes_nothing(chunks: list[bytes]) -> None:
    reader = AnswerReader(ENDPOINT)
    together = [delta for data in chunks for delta in reader.feed(b"data: " + data + b"\n\n")]
    apart = [delta for data in chunks for delta in AnswerReader(ENDPOINT).feed(b"data: " + data + b"\n\n")]
    assert together == apart
    assert "".join(reader.pieces) == "".join(delta.text or delta.reasoning for delta in apart)
