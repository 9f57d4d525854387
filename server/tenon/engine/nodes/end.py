"""End: names the outputs of the run."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from tenon.engine.node import Context, Node, NodeData, Outputs


class EndOutput(BaseModel):
    """One output and the variable it shows."""

    model_config = ConfigDict(extra="allow")

    variable: str
    value_selector: list[str] = Field(default_factory=list[str])
    value_type: Any = None


class EndData(NodeData):
    """The outputs in order."""

    outputs: list[EndOutput] = Field(default_factory=list[EndOutput])


class End(Node[EndData]):
    """A variable that does not exist gives null."""

    type = "end"
    group = "basic"
    data_class = EndData
    inline = True
    response = "end"

    async def run(self, data: EndData, ctx: Context) -> Outputs:
        """The values by output name."""
        values = {item.variable: ctx.find(item.value_selector) for item in data.outputs}
        return Outputs(values, inputs=values)

    @classmethod
    def template(cls, data: EndData) -> list[str | tuple[str, ...]]:
        """The outputs stream one after another."""
        return [tuple(item.value_selector) for item in data.outputs if len(item.value_selector) > 1]
