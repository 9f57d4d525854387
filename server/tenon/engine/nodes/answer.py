"""Answer: a piece of the reply of a chatflow."""

from typing import Any, cast

from tenon.engine.files import File
from tenon.engine.node import Context, Node, NodeData, Outputs
from tenon.engine.variables import compile_template


class AnswerData(NodeData):
    """The text, with `{{#node.name#}}` where values go."""

    answer: str = ""


class Answer(Node[AnswerData]):
    """Streams its template; the files it shows are listed apart."""

    type = "answer"
    group = "basic"
    outputs = {"answer": "string", "files": "array[file]"}
    data_class = AnswerData
    inline = True
    response = "answer"

    async def run(self, data: AnswerData, ctx: Context) -> Outputs:
        """The whole text, written as Markdown."""
        files: list[File] = []
        for selector in compile_template(data.answer).selectors:
            value = ctx.find(selector)
            items = cast(list[Any], value) if isinstance(value, list) else [value]
            files.extend(item for item in items if isinstance(item, File))
        return Outputs({"answer": ctx.markdown(data.answer), "files": files}, files=files)

    @classmethod
    def template(cls, data: AnswerData) -> list[str | tuple[str, ...]]:
        """Literal texts and selectors in order; a reference that names no variable is text."""
        parts = compile_template(data.answer).parts
        return [part if isinstance(part, str) else part.selector or f"{{{{#{part.name}#}}}}" for part in parts]
