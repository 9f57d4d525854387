"""The knowledge retrieval node: asks knowledge bases through the retrieve port."""

from typing import Any

from pydantic import Field, field_validator

from tenon.engine.errors import NodeError
from tenon.engine.knowledge import filled
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
        request = filled(data.model_dump(mode="json"), ctx)
        request["query_attachments"] = pictures
        result = list(await ctx.ports.retrieve.retrieve(query, request))
        return Outputs(values={"result": result}, inputs={"query": query})
