"""The knowledge retrieval node: asks knowledge bases through the retrieve port."""

from typing import Any, cast

from pydantic import Field, field_validator

from tenon.engine.errors import NodeError
from tenon.engine.media import files_in
from tenon.engine.model_config import ChosenSelector
from tenon.engine.node import Context, Node, NodeData, Outputs


class KnowledgeRetrievalData(NodeData):
    """Stored shape (contract: dsl.md 7, knowledge-retrieval); the port reads the rest of the members."""

    query_variable_selector: ChosenSelector = Field(default_factory=list[str])
    query_attachment_selector: ChosenSelector = Field(default_factory=list[str])
    dataset_ids: list[str] = Field(default_factory=list[str])
    retrieval_mode: str = "multiple"
    metadata_filtering_conditions: dict[str, Any] | None = None

    @field_validator("dataset_ids", mode="before")
    @classmethod
    def _none(cls, value: Any) -> Any:
        return value or []


class KnowledgeRetrieval(Node[KnowledgeRetrievalData]):
    """Passes the query and its settings on; templates in filter values are filled first."""

    type = "knowledge-retrieval"
    group = "knowledge"
    outputs = {"result": "array[object]"}
    data_class = KnowledgeRetrievalData

    async def run(self, data: KnowledgeRetrievalData, ctx: Context) -> Outputs:
        """The found segments. An empty query finds nothing. Raises `NodeError` for a query that is no text."""
        query: Any = ctx.get(data.query_variable_selector) if data.query_variable_selector else ""
        if query is None:
            query = ""
        if not isinstance(query, str):
            raise NodeError("The query of a knowledge retrieval must be text.", error_type="InvalidVariableTypeError")
        selector = data.query_attachment_selector
        pictures = files_in(ctx.find(selector)) if selector else []
        if not query.strip() and not pictures:
            return Outputs(values={"result": []}, inputs={"query": query})
        ctx.note(inputs={"query": query})
        request = data.model_dump(mode="json")
        request["query_attachments"] = pictures
        if data.metadata_filtering_conditions:
            request["metadata_filtering_conditions"] = _filled(data.metadata_filtering_conditions, ctx)
        result = list(await ctx.ports.retrieve.retrieve(query, request))
        return Outputs(values={"result": result}, inputs={"query": query})


def _filled(conditions: dict[str, Any], ctx: Context) -> dict[str, Any]:
    entries = cast(list[dict[str, Any]], conditions.get("conditions") or [])
    return {**conditions, "conditions": [{**entry, "value": _value(entry.get("value"), ctx)} for entry in entries]}


def _value(value: Any, ctx: Context) -> Any:
    if isinstance(value, str):
        return ctx.text(value)
    if isinstance(value, list):
        return [_value(item, ctx) for item in cast(list[Any], value)]
    return value
