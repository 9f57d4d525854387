"""The calculator."""

from collections.abc import Sequence

from tenon.tools.arithmetic import evaluate, show
from tenon.tools.messages import ToolMessage
from tenon.tools.runtime import Arguments, ToolContext


async def eval_expression(context: ToolContext, given: Arguments) -> Sequence[ToolMessage]:
    """The value of an arithmetic expression."""
    return [ToolMessage("text", show(evaluate(given["expression"])))]


TOOLS = {"eval_expression": eval_expression}
