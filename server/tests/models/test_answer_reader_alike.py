"""Chunks that differ in their text alone are read by comparing: the deltas must be those of reading each in full."""

from typing import Any

import pytest

from tenon.models.messages import ChatDelta
from tenon.models.protocols.anthropic import AnthropicReader
from tenon.models.protocols.gemini import GeminiReader
from tenon.models.protocols.http import Endpoint
from tenon.models.protocols.openai_answer import AnswerReader
from tenon.models.protocols.reading import EventReader

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


def block(content: str, index: int = 0, kind: str = "text_delta", name: str = "text") -> bytes:
    delta = f'{{"type":"{kind}","{name}":{content}}}'
    body = f'{{"type":"content_block_delta","index":{index},"delta":{delta}}}'
    return f"event: content_block_delta\ndata: {body}\n\n".encode()


def candidate(content: str, more: str = "", count: int = 3) -> bytes:
    body = f'{{"candidates": [{{"content": {{"parts": [{{"text": {content}{more}}}],"role": "model"}},"index": 0}}]'
    return f'data: {body},"usageMetadata": {{"promptTokenCount": 7,"candidatesTokenCount": {count}}}}}\r\n\r\n'.encode()


STOP = b'event: message_delta\ndata: {"type":"message_delta","delta":{"stop_reason":"max_tokens"}}\n\n'
READS: list[tuple[type[EventReader], list[bytes]]] = [
    (AnthropicReader, [block('"a"'), block('"b"'), block('"\\"c\\n"'), block('"é"'), block('"\\u00e9"'), block('""')]),
    (AnthropicReader, [block('"a"'), block('"b"') + block('"c"'), block('"d"'), block('"e"', 1), block('"f"')]),
    (AnthropicReader, [block('"a"'), block('"b"')[:30], block('"b"')[30:], block('"c"'), STOP, block('"d"')]),
    (AnthropicReader, [block('"x"', 0, "thinking_delta", "thinking")] * 2 + [block('"a"'), block('"b"')]),
    (AnthropicReader, [block('"text_delta"'), block('"a"'), block('"text_delta"'), block('"0"')]),
    (GeminiReader, [candidate('"a"'), candidate('"b"'), candidate('"c"', count=4), candidate('"d"', count=4)]),
    (GeminiReader, [candidate('"a"', ',"thought": true'), candidate('"b"', ',"thought": true'), candidate('"c"')]),
    (GeminiReader, [candidate('"a"'), candidate("null"), candidate('"b"},{"text": "c"'), candidate('"d"')]),
]


def all_of(reader: EventReader, reads: list[bytes]) -> list[ChatDelta]:
    return [delta for data in reads for delta in reader.feed(data)]


@pytest.mark.parametrize(("kind", "reads"), READS)
def test_events_read_by_comparing_are_the_same(kind: type[EventReader], reads: list[bytes]) -> None:
    whole, quick = kind(ENDPOINT), kind(ENDPOINT)
    whole.key = b""  # reads every event in full
    assert all_of(quick, reads) == all_of(whole, reads)
    for name in ("pieces", "usage", "finish_reason", "done"):
        assert getattr(quick, name) == getattr(whole, name)
    assert (quick.failed is None) == (whole.failed is None)


@pytest.mark.parametrize(("kind", "event"), [(AnthropicReader, block), (GeminiReader, candidate)])
def test_events_that_differ_in_their_text_are_compared(kind: type[EventReader], event: Any) -> None:
    reader = kind(ENDPOINT)
    reader.feed(event('"a"'))
    reader.line = lambda line: pytest.fail("read in full")
    assert [delta.text for delta in reader.feed(event('"b, \\"c\\""'))] == ['b, "c"']


def test_comparing_is_given_up_where_it_never_helps() -> None:
    reader = GeminiReader(ENDPOINT)
    for count in range(200):
        assert [d.text for d in reader.feed(candidate('"a"', count=count))] == ["a"]
    assert reader._tries == 0  # pyright: ignore[reportPrivateUsage]


def test_reads_of_one_event_are_compared_as_a_whole() -> None:
    reader = AnswerReader(ENDPOINT)
    reads = [b"data: " + chunk(text) + b"\n\n" for text in ('"a"', '"b"', '"c"')]
    assert [[d.text for d in reader.feed(data)] for data in reads] == [["a"], ["b"], ["c"]]
    assert [d.text for d in reader.feed(reads[0] + reads[1])] == ["a", "b"]
    assert [d.text for d in reader.feed(reads[0][:20])] == []
    assert [d.text for d in reader.feed(reads[0][20:])] == ["a"]
    assert reader.pieces == ["a", "b", "c", "a", "b", "a"]
