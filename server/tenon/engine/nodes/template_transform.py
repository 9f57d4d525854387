"""The template node: a Jinja2 template over named variables."""

from typing import Any

from pydantic import Field, field_validator

from tenon.engine.errors import CodeFailed
from tenon.engine.model_config import NamedVariable
from tenon.engine.node import Context, Node, NodeData, Outputs
from tenon.engine.variables import to_plain


class TemplateTransformData(NodeData):
    """Stored shape (contract: dsl.md 7, template-transform)."""

    template: str = ""
    variables: list[NamedVariable] = Field(default_factory=list[NamedVariable])

    @field_validator("variables", mode="before")
    @classmethod
    def _none(cls, value: Any) -> Any:
        return value or []


class TemplateTransform(Node[TemplateTransformData]):
    """Renders in the sandbox."""

    type = "template-transform"
    group = "transform"
    outputs = {"output": "string"}
    data_class = TemplateTransformData

    async def run(self, data: TemplateTransformData, ctx: Context) -> Outputs:
        """The text. Raises `CodeFailed` with Jinja's message, or when the text is too long."""
        inputs = {v.variable: to_plain(ctx.find(v.value_selector)) for v in data.variables}
        ctx.note(inputs=inputs)
        text = await ctx.ports.code.render(data.template, inputs)
        limit = ctx.ports.limits.template_max_length
        if len(text) > limit:
            raise CodeFailed(f"The text has more than {limit} characters.", error_type="OutputValidationError")
        return Outputs(values={"output": text}, inputs=inputs)
