"""The chat and completion protocol of OpenAI, which nearly every server speaks."""

from collections.abc import AsyncGenerator, Sequence
from time import perf_counter

import aiohttp

from tenon.models.messages import ChatDelta, ChatRequest, Message, Tool, Usage
from tenon.models.port import ModelFacts
from tenon.models.protocols.body import Body
from tenon.models.protocols.http import Endpoint, decode, post
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
        if self.facts.mode == "completion":
            path, body = "/completions", completion_body(self._endpoint, self._dialect, request)
        else:
            path, body = "/chat/completions", chat_body(self._endpoint, self.facts, self._dialect, request)
        reader = AnswerReader(self._endpoint)
        began = perf_counter()
        first: float | None = None
        async with post(self._session, self._endpoint, path, body) as response:
            if response.content_type == "application/json":
                delta = reader.take(decode(self._endpoint, await response.read()))
                reader.done = True
                if delta is not None:
                    yield delta
            else:
                parts = Body(response, self._endpoint.timeouts)
                try:
                    while not reader.done and (part := await parts.read(reader.finish_reason is not None)):
                        deltas = reader.feed(part)
                        if deltas and first is None:
                            first = perf_counter() - began
                        for delta in deltas:
                            yield delta
                        if reader.failed is not None:
                            raise reader.failed
                finally:
                    parts.close()
                if (delta := reader.end()) is not None:
                    yield delta
                yield self._last(reader, request, began, first)
                await parts.to_end(0.2)
                return
        yield self._last(reader, request, began, first)

    def _last(self, reader: AnswerReader, request: ChatRequest, began: float, first: float | None) -> ChatDelta:
        reader.finish()
        calls = reader.tool_calls()
        latency = perf_counter() - began
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
