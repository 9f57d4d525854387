"""The chat and completion protocol of OpenAI, which nearly every server speaks."""

from collections.abc import AsyncGenerator, Sequence
from time import perf_counter
from typing import Any

import aiohttp

from tenon.models.delivery import Take
from tenon.models.messages import ChatDelta, ChatRequest, Message, Tool, Usage
from tenon.models.port import ModelFacts
from tenon.models.protocols.exchange import Answer, exchange
from tenon.models.protocols.http import Endpoint, decode
from tenon.models.protocols.openai_answer import AnswerReader
from tenon.models.protocols.openai_wire import Dialect, chat_body, completion_body
from tenon.models.tokens import count_messages, count_texts


class OpenAIChat:
    """A chat or completion model behind an address. Streams where the server does; a whole answer is read as well."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        endpoint: Endpoint,
        facts: ModelFacts,
        dialect: Dialect | None = None,
        *,
        name: str = "",
    ) -> None:
        self._session, self._endpoint = session, endpoint
        self._dialect = dialect or Dialect()
        self.provider, self.name, self.facts = endpoint.provider, name or endpoint.model, facts

    def count_tokens(self, messages: Sequence[Message], tools: Sequence[Tool] = ()) -> int:
        """A local estimate."""
        return count_messages(messages, tools)

    async def stream(self, request: ChatRequest) -> AsyncGenerator[ChatDelta]:
        """Deltas of the answer; the last one has `finish_reason` and `usage`. Raises the errors of `models.errors`."""
        call = _Call(self._endpoint, request)
        async with exchange(self._session, self._endpoint, *self._asking(request)) as answer:
            if answer.content_type == "application/json":
                delta = call.whole(await answer.read())
                if delta is not None:
                    yield delta
            else:
                while not call.reader.done and (part := await call.part(answer)):
                    for delta in call.feed(part):
                        yield delta
                    if call.reader.failed is not None:
                        raise call.reader.failed
                if (delta := call.reader.end()) is not None:
                    yield delta
            answer.leave(enough=call.reader.done)
            last = call.last()
        yield last

    async def deliver(self, request: ChatRequest, take: Take) -> None:
        """The same by calls (`models.delivery`)."""
        call = _Call(self._endpoint, request)
        async with exchange(self._session, self._endpoint, *self._asking(request)) as answer:
            if answer.content_type == "application/json":
                delta = call.whole(await answer.read())
            else:
                await call.pour(answer, take)
                delta = call.reader.end()
            if delta is not None:
                take(delta)
            answer.leave(enough=call.reader.done)
            last = call.last()
        take(last)

    def _asking(self, request: ChatRequest) -> tuple[str, dict[str, Any]]:
        """Path and body of the request."""
        if self.facts.mode == "completion":
            return self._dialect.path or "/completions", completion_body(self._endpoint, self._dialect, request)
        return self._dialect.path or "/chat/completions", chat_body(self._endpoint, self.facts, self._dialect, request)


class _Call:
    """One answer while it is read."""

    def __init__(self, endpoint: Endpoint, request: ChatRequest) -> None:
        self._endpoint, self._request = endpoint, request
        self.reader = AnswerReader(endpoint)
        self._began = perf_counter()
        self._first: float | None = None

    def whole(self, raw: bytes) -> ChatDelta | None:
        """The delta of an answer that was not streamed."""
        delta = self.reader.take(decode(self._endpoint, raw))
        self.reader.done = True
        return delta

    async def part(self, answer: Answer) -> bytes:
        """The next bytes; a connection that breaks after the finish was told is the end."""
        try:
            return await answer.part()
        except aiohttp.ClientError:
            if self.reader.finish_reason is None:
                raise
            return b""

    def feed(self, part: bytes) -> list[ChatDelta]:
        """The deltas that these bytes complete."""
        deltas = self.reader.feed(part)
        if deltas and self._first is None:
            self._first = perf_counter() - self._began
        return deltas

    async def pour(self, answer: Answer, take: Take) -> None:
        """Hand every delta to `take` as it comes."""
        reader = self.reader

        def piece(part: bytes) -> bool:
            for delta in self.feed(part):
                take(delta)
            if reader.failed is not None:
                raise reader.failed
            return reader.done

        try:
            await answer.pour(piece)
        except aiohttp.ClientError:
            if reader.finish_reason is None:
                raise

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
            tool_calls=calls, finish_reason="tool_calls" if calls and reason == "stop" else reason, usage=usage
        )
