"""Asks knowledge bases."""

from collections.abc import Mapping, Sequence
from typing import Any

from tenon.tools.errors import ToolParameterError
from tenon.tools.messages import ToolMessage
from tenon.tools.runtime import Arguments, ToolContext


async def knowledge_search(context: ToolContext, given: Arguments) -> Sequence[ToolMessage]:
    """The segments that fit the query as text, and as JSON `{result: […]}` with their sources."""
    ids = [str(part).strip() for part in given.get("dataset_ids", []) if str(part).strip()]
    if not ids:
        raise ToolParameterError("No knowledge base is chosen. Choose one in the settings of the tool.")
    request: Mapping[str, Any] = {
        "dataset_ids": ids,
        "retrieval_mode": "multiple",
        "multiple_retrieval_config": {
            "top_k": int(given.get("top_k") or 4),
            "score_threshold": given.get("score_threshold") or None,
            "reranking_enable": bool(given.get("reranking_model")),
            "reranking_mode": "reranking_model" if given.get("reranking_model") else "weighted_score",
            "reranking_model": given.get("reranking_model"),
        },
        "metadata_filtering_mode": "disabled",
    }
    found = [dict(item) for item in await context.knowledge.retrieve(given["query"], request)]
    text = "\n\n".join(str(item.get("content") or "") for item in found)
    return [
        ToolMessage("text", text or "Nothing was found in the knowledge base."),
        ToolMessage("json", {"result": found}),
    ]


TOOLS = {"knowledge_search": knowledge_search}
