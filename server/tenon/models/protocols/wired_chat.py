"""A chat model over any wire that answers a JSON body with events or with one object."""

from collections.abc import AsyncGenerator, Callable, Sequence
from time import perf_counter
from typing import Any, Protocol

import aiohttp

from tenon.models.delivery import Take
from tenon.models.errors import ModelError
from tenon.models.messages import ChatDelta, ChatRequest, FinishReason, Message, SignedThought, Tool, ToolCall, Usage
from tenon.models.port import ModelFacts
from tenon.models.protocols.exchange import Answer, exchange
from tenon.models.protocols.http import Endpoint
from tenon.models.tokens import count_messages, count_texts


class Reader(Protocol):
    """Reads one answer: `EventReader` of most wires, `AnswerReader` of OpenAI's."""

    @property
    def done(self) -> bool:
        """Nothing more comes."""
        ...

    @property
    def failed(self) -> ModelError | None:
        """An error to raise once the deltas before it are passed on."""
        ...

    @property
    def finish_reason(self) -> FinishReason | None:
        """Why the model stopped."""
        ...

    @property
    def usage(self) -> tuple[int, int] | None:
        """Prompt and completion tokens; None when the server told none."""
        ...

    @property
    def pieces(self) -> list[str]:
        """The text, for an estimate."""
        ...

    def feed(self, data: bytes) -> list[ChatDelta]:
        """The deltas that these bytes complete."""
        ...

    def answered(self, raw: bytes) -> ChatDelta | None:
        """The delta of an answer that was not streamed; nothing more comes."""
        ...

    def end(self) -> ChatDelta | None:
        """What a last line without a line break brings."""
        ...

    def finish(self) -> None:
        """Check that the answer came whole. Raises `ModelConnectionError` when it was cut."""
        ...

    def tool_calls(self) -> Sequence[ToolCall]:
        """The calls, complete."""
        ...

    def thoughts(self) -> Sequence[SignedThought]:
        """The thoughts that the vendor wants back with results of tools."""
        ...


class ChatWire(Protocol):
    """How one vendor is asked, and how its answers are read."""

    def asking(self, endpoint: Endpoint, facts: ModelFacts, request: ChatRequest) -> tuple[str, dict[str, Any]]:
        """Path and body of the request. Raises `ModelBadRequest` for what the model cannot take."""
        ...

    def reader(self, endpoint: Endpoint) -> Reader:
        """Reads one answer."""
        ...


class WiredChat:
    """A chat model behind an address. Streams where the server does; a whole answer is read as well."""

    def __init__(
        self, session: aiohttp.ClientSession, endpoint: Endpoint, facts: ModelFacts, wire: ChatWire, *, name: str = ""
    ) -> None:
        self._session, self._endpoint, self._wire = session, endpoint, wire
        self.provider, self.name, self.facts = endpoint.provider, name or endpoint.model, facts

    def count_tokens(self, messages: Sequence[Message], tools: Sequence[Tool] = ()) -> int:
        """A local estimate."""
        return count_messages(messages, tools)

    async def stream(self, request: ChatRequest) -> AsyncGenerator[ChatDelta]:
        """Deltas of the answer; the last one has `finish_reason` and `usage`. Raises the errors of `models.errors`."""
        call = _Call(self._wire.reader(self._endpoint), request)
        path, body = self._wire.asking(self._endpoint, self.facts, request)
        async with exchange(self._session, self._endpoint, path, body) as answer:
            if answer.content_type == "application/json":
                delta = call.reader.answered(await answer.read())
            else:
                while not call.reader.done and (part := await call.part(answer)):
                    for delta in call.feed(part):
                        yield delta
                    if call.reader.failed is not None:
                        raise call.reader.failed
                delta = call.reader.end()
            if delta is not None:
                yield delta
            answer.leave(enough=call.reader.done)
            last = call.last()
        yield last

    async def deliver(self, request: ChatRequest, take: Take) -> None:
        """The same by calls (`models.delivery`)."""
        call = _Call(self._wire.reader(self._endpoint), request)
        path, body = self._wire.asking(self._endpoint, self.facts, request)
        async with exchange(self._session, self._endpoint, path, body) as answer:
            if answer.content_type == "application/json":
                delta = call.reader.answered(await answer.read())
            else:
                await call.broken_at_the_end(answer.pour(call.piece(take)))
                delta = call.reader.end()
            if delta is not None:
                take(delta)
            answer.leave(enough=call.reader.done)
            last = call.last()
        take(last)


class _Call:
    """One answer while it is read."""

    def __init__(self, reader: Reader, request: ChatRequest) -> None:
        self.reader, self._request = reader, request
        self._began = perf_counter()
        self._first: float | None = None

    async def part(self, answer: Answer) -> bytes:
        """The next bytes; a connection that breaks after the finish was told is the end."""
        try:
            return await answer.part()
        except aiohttp.ClientError:
            if self.reader.finish_reason is None:
                raise
            return b""

    async def broken_at_the_end(self, pouring: Any) -> None:
        """Wait for the end of the bytes; the same holds for a connection that breaks."""
        try:
            await pouring
        except aiohttp.ClientError:
            if self.reader.finish_reason is None:
                raise

    def feed(self, part: bytes) -> list[ChatDelta]:
        """The deltas that these bytes complete."""
        deltas = self.reader.feed(part)
        if deltas and self._first is None:
            self._first = perf_counter() - self._began
        return deltas

    def piece(self, take: Take) -> Callable[[bytes], bool]:
        """Takes bytes and hands every delta on; true when the answer is complete."""

        reader, feed = self.reader, self.reader.feed

        def taken(part: bytes) -> bool:
            deltas = feed(part)
            if deltas:
                if self._first is None:
                    self._first = perf_counter() - self._began
                for delta in deltas:
                    take(delta)
            if reader.failed is not None:
                raise reader.failed
            return reader.done

        return taken

    def last(self) -> ChatDelta:
        """The end of the answer. Raises `ModelConnectionError` when it was cut."""
        reader, request, first = self.reader, self._request, self._first
        reader.finish()
        calls = reader.tool_calls()
        latency = perf_counter() - self._began
        if reader.usage is None:
            prompt = count_messages(request.messages, request.tools)
            completion = count_texts(["".join(reader.pieces), *(call.arguments for call in calls)])
        else:
            prompt, completion = reader.usage
        usage = Usage(
            prompt_tokens=prompt,
            completion_tokens=completion,
            latency=latency,
            time_to_first_token=first,
            time_to_generate=latency - first if first is not None else None,
        )
        reason = reader.finish_reason or "stop"
        return ChatDelta(
            tool_calls=calls,
            finish_reason="tool_calls" if calls and reason == "stop" else reason,
            usage=usage,
            thoughts=reader.thoughts(),
        )
