"""The code node: users' Python or JavaScript, confined, its result checked."""

from typing import Any, Literal

from pydantic import Field, field_validator

from tenon.engine.code_outputs import CodeOutput, check_outputs
from tenon.engine.model_config import NamedVariable
from tenon.engine.node import Context, Node, NodeData, Outputs
from tenon.engine.variables import to_plain


class CodeData(NodeData):
    """Stored shape (contract: dsl.md 7, code)."""

    code_language: Literal["python3", "javascript"] = "python3"
    code: str = ""
    variables: list[NamedVariable] = Field(default_factory=list[NamedVariable])
    outputs: dict[str, CodeOutput] = Field(default_factory=dict[str, CodeOutput])

    @field_validator("variables", "outputs", mode="before")
    @classmethod
    def _none(cls, value: Any, info: Any) -> Any:
        return ({} if info.field_name == "outputs" else []) if value is None else value


class Code(Node[CodeData]):
    """Calls `main` with the variables by name. A variable that does not exist arrives as null."""

    type = "code"
    group = "transform"
    outputs = {}
    data_class = CodeData

    async def run(self, data: CodeData, ctx: Context) -> Outputs:
        """The declared outputs. Raises `CodeFailed` or `SandboxUnavailable`."""
        inputs = {v.variable: to_plain(ctx.find(v.value_selector)) for v in data.variables}
        ctx.note(inputs=inputs)
        result: Any = await ctx.ports.code.run(data.code_language, data.code, inputs)
        return Outputs(values=check_outputs(result, data.outputs, ctx.ports.limits), inputs=inputs)
