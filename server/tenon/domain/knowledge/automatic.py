"""What a model decides about a search: conditions on metadata, and which knowledge base to ask."""

from collections.abc import Mapping, Sequence
from typing import Any, cast
from uuid import UUID

import orjson
from pydantic import ValidationError

from tenon.domain.knowledge.shapes import Condition, Conditions
from tenon.domain.knowledge.tables import DatasetRow
from tenon.domain.provider.gateway import Gateway
from tenon.errors import InvalidParam
from tenon.models.messages import ChatRequest, Message
from tenon.models.port import ModelRef

_FILTER = (
    "You narrow a search in documents by their metadata. Fields and types: {fields}. From the user's question take the "
    "conditions that it states about these fields, none that it does not state. Operators for string: contains, "
    "not contains, start with, end with, is, is not, empty, not empty; for number: =, ≠, >, <, ≥, ≤; for time (unix "
    "seconds): before, after, is. Answer with JSON only: "
    '{{"conditions": [{{"name": "field", "comparison_operator": "is", "value": "..."}}]}}, or an empty list.'
)
_CHOOSE = (
    "Choose the knowledge base that can answer the user's question. Answer with its number only, or 0 when none can.\n"
)


class Asker:
    """Asks chat models."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    async def conditions(
        self, workspace_id: UUID, fields: Mapping[str, str], query: str, model: Mapping[str, Any]
    ) -> Conditions | None:
        """Conditions that a question states; None for none. Raises the errors of models, `InvalidParam`."""
        if not fields:
            return None
        answer = await self._ask(workspace_id, model, _FILTER.format(fields=orjson.dumps(dict(fields)).decode()), query)
        start, end = answer.find("{"), answer.rfind("}")
        try:
            given: Any = orjson.loads(answer[start : end + 1])
        except orjson.JSONDecodeError:
            return None
        found: list[Condition] = []
        entries = cast(dict[str, Any], given).get("conditions") if isinstance(given, dict) else None
        for entry in cast(list[Any], entries) if isinstance(entries, list) else []:
            try:
                condition = Condition.model_validate(entry)
            except ValidationError:
                continue
            if condition.name in fields:
                found.append(condition)
        return Conditions(logical_operator="and", conditions=found) if found else None

    async def one_of(
        self, workspace_id: UUID, datasets: Sequence[DatasetRow], query: str, model: Mapping[str, Any]
    ) -> list[DatasetRow]:
        """The knowledge base that fits a question best; without a clear answer all of them."""
        if len(datasets) < 2:
            return list(datasets)
        listed = "\n".join(f"{n}. {row.name}: {row.description}" for n, row in enumerate(datasets, 1))
        answer = await self._ask(workspace_id, model, _CHOOSE + listed, query)
        digits = "".join(char if char.isdigit() else " " for char in answer).split()
        number = int(digits[0]) if digits else -1
        if number == 0:
            return []
        return [datasets[number - 1]] if 1 <= number <= len(datasets) else list(datasets)

    async def _ask(self, workspace_id: UUID, model: Mapping[str, Any], system: str, query: str) -> str:
        models = self._gateway.for_workspace(workspace_id)
        name = model.get("name") or model.get("model")
        ref = ModelRef(str(model.get("provider") or ""), str(name), "llm") if name else await models.default("llm")
        if ref is None:
            raise InvalidParam("Choose the model that decides about the search.", params="model")
        chat = await models.chat(ref)
        parameters = model.get("completion_params")
        request = ChatRequest(
            messages=[Message(role="system", content=system), Message(role="user", content=query)],
            parameters=cast(dict[str, Any], parameters) if isinstance(parameters, dict) else {},
        )
        return "".join([delta.text async for delta in chat.stream(request) if delta.text])
