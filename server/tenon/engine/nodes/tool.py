"""The tool node: invokes a tool of any kind through the tools port."""

from typing import Any, cast

from pydantic import Field, field_validator

from tenon.engine.errors import ToolFailed
from tenon.engine.node import Context, Node, NodeData, Outputs
from tenon.engine.tool_inputs import cast_declared, resolve
from tenon.engine.tool_messages import collect
from tenon.engine.variables import to_plain


class ToolData(NodeData):
    """Stored shape (contract: dsl.md 7, tool)."""

    provider_id: str = ""
    provider_type: str = "builtin"
    provider_name: str = ""
    tool_name: str = ""
    tool_configurations: dict[str, Any] = Field(default_factory=dict[str, Any])
    tool_parameters: dict[str, Any] = Field(default_factory=dict[str, Any])
    tool_node_version: str | None = None
    credential_id: str | None = None
    paramSchemas: list[Any] | None = None
    output_schema: Any = None

    @field_validator("tool_configurations", "tool_parameters", mode="before")
    @classmethod
    def _none(cls, value: Any) -> Any:
        return value or {}


class ToolNode(Node[ToolData]):
    """Settings chosen by the author and inputs from the run go to the tool; its messages stream back."""

    type = "tool"
    group = "tools"
    outputs = {"text": "string", "files": "array[file]", "json": "array[object]"}
    data_class = ToolData
    side_effects = True

    async def run(self, data: ToolData, ctx: Context) -> Outputs:
        """The tool's result. Raises `ToolFailed`, or what the port raises for a provider that is not there."""
        provider = data.provider_id or data.provider_name
        if not provider or not data.tool_name:
            raise ToolFailed("No tool is chosen. Choose one in the settings of this node.")
        settings = resolve(data.tool_configurations, ctx, bare="mixed" if data.tool_node_version else "constant")
        parameters = {**settings, **resolve(data.tool_parameters, ctx)}
        parameters = cast_declared(parameters, data.paramSchemas)
        info = {"provider_type": data.provider_type, "provider_id": provider, "tool_name": data.tool_name}
        inputs = to_plain(parameters)
        ctx.note(inputs=inputs, metadata={"tool_info": info})
        messages = ctx.ports.tools.invoke(data.provider_type, provider, data.tool_name, parameters, data.credential_id)
        found = await collect(messages, ctx)
        return Outputs(
            values={**_declared(data.output_schema), **found.values()},
            inputs=inputs,
            metadata={"tool_info": info, **found.metadata},
            files=found.files,
        )


def _declared(schema: Any) -> dict[str, Any]:
    """Variables that the tool declares: null until it gives them (TOOL-DEC-12)."""
    properties: Any = cast(dict[str, Any], schema).get("properties") if isinstance(schema, dict) else None
    return dict.fromkeys(cast(dict[str, Any], properties)) if isinstance(properties, dict) else {}
