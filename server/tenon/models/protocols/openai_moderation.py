"""Moderation in the wire format of OpenAI: https://platform.openai.com/docs/api-reference/moderations."""

from collections.abc import Iterator, Sequence
from typing import Any, cast

import aiohttp
import orjson

from tenon.models.protocols.http import Endpoint, malformed, post_json


class OpenAIModeration:
    """A model that judges texts. `most_texts` go into one call, each `longest` characters at most."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        endpoint: Endpoint,
        *,
        most_texts: int = 32,
        longest: int = 2000,
        name: str = "",
    ) -> None:
        self._session, self._endpoint = session, endpoint
        self._most, self._longest = most_texts, longest
        self.provider, self.name = endpoint.provider, name or endpoint.model

    async def flagged(self, texts: Sequence[str], *, user: str = "") -> bool:
        """Whether any of the texts breaks the provider's rules; empty texts are not sent.

        Raises the errors of `models.errors`.
        """
        pieces = [piece for text in texts if text.strip() for piece in self._cut(text)]
        for start in range(0, len(pieces), self._most):
            batch = pieces[start : start + self._most]
            answer = await post_json(
                self._session, self._endpoint, "/moderations", {"model": self._endpoint.model, "input": batch}
            )
            if self._judged(answer, len(batch)):
                return True
        return False

    def _cut(self, text: str) -> Iterator[str]:
        for start in range(0, len(text), self._longest):
            yield text[start : start + self._longest]

    def _judged(self, answer: dict[str, Any], count: int) -> bool:
        try:
            verdicts = [bool(result["flagged"]) for result in cast(list[dict[str, Any]], answer["results"])]
        except (LookupError, TypeError):
            raise malformed(self._endpoint, orjson.dumps(answer)) from None
        if len(verdicts) != count:
            raise malformed(self._endpoint, orjson.dumps({"results": len(verdicts), "texts": count}))
        return any(verdicts)
