"""Variable aggregator: joins branches; the first variable that exists gives the value."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from tenon.engine.node import Context, Node, NodeData, Outputs


class Group(BaseModel):
    """Variables of one type; the group's output is an object with `output`."""

    model_config = ConfigDict(extra="allow")

    group_name: str
    output_type: str = "any"
    variables: list[list[str]] = Field(default_factory=list[list[str]])


class Groups(BaseModel):
    """The groups, when they are switched on."""

    model_config = ConfigDict(extra="allow")

    group_enabled: bool = False
    groups: list[Group] = Field(default_factory=list[Group])


class AggregatorData(NodeData):
    """The variables in order of preference."""

    output_type: str | None = None
    variables: list[list[str]] = Field(default_factory=list[list[str]])
    advanced_settings: Groups | None = None


class VariableAggregator(Node[AggregatorData]):
    """No variable of a list exists: no output, and no error."""

    type = "variable-aggregator"
    aliases = ("variable-assigner",)
    group = "transform"
    outputs = {"output": "any"}
    data_class = AggregatorData
    inline = True

    async def run(self, data: AggregatorData, ctx: Context) -> Outputs:
        """One `output`, or one object for each group."""
        settings = data.advanced_settings
        inputs: dict[str, Any] = {}
        if settings is None or not settings.group_enabled:
            found = _first(data.variables, ctx, inputs)
            return Outputs({"output": found[0]} if found else {}, inputs=inputs)
        values: dict[str, Any] = {}
        for group in settings.groups:
            found = _first(group.variables, ctx, inputs)
            if found:
                values[group.group_name] = {"output": found[0]}
        return Outputs(values, inputs=inputs)


def _first(variables: list[list[str]], ctx: Context, inputs: dict[str, Any]) -> list[Any]:
    """The first value that exists, in a list; an empty list when there is none."""
    for selector in variables:
        if ctx.exists(selector):
            value = ctx.get(selector)
            inputs[".".join(selector[1:])] = value
            return [value]
    return []
