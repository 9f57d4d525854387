"""Finds text by patterns. Patterns run in the sandbox: some take forever."""

import re
from collections.abc import Sequence

from tenon.tools.errors import ToolError, ToolParameterError
from tenon.tools.messages import ToolMessage
from tenon.tools.runtime import Arguments, ToolContext

_SOURCE = """
import re
def main(content, expression, limit):
    found = []
    for hit in re.finditer(expression, content):
        groups = hit.groups()
        found.append(hit.group() if not groups else groups[0] if len(groups) == 1 else list(groups))
        if len(found) >= limit:
            break
    return {"found": found}
"""
MAX_HITS = 1000


async def regex_extract(context: ToolContext, given: Arguments) -> Sequence[ToolMessage]:
    """All hits: the whole hit without groups, else its groups."""
    try:
        re.compile(given["expression"])
    except (re.error, RecursionError, OverflowError) as error:
        raise ToolParameterError(f"The pattern cannot be read: {error}.") from None
    inputs = {"content": given["content"], "expression": given["expression"], "limit": MAX_HITS}
    try:
        found = (await context.code.run("python3", _SOURCE, inputs))["found"]
    except ToolError as error:
        raise ToolError(f"The pattern could not be searched for: {error.message}") from error
    lines = [hit if isinstance(hit, str) else ", ".join(part or "" for part in hit) for hit in found]
    return [ToolMessage("text", "\n".join(lines)), ToolMessage("json", {"result": found})]


TOOLS = {"regex_extract": regex_extract}
