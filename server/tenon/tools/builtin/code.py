"""Runs code in the sandbox and shows what it prints."""

from collections.abc import Sequence
from typing import Literal

from tenon.tools.errors import ToolError
from tenon.tools.messages import ToolMessage
from tenon.tools.runtime import Arguments, ToolContext

_PYTHON = """
def main(source):
    import ast, contextlib, io, sys, traceback
    out, error = io.StringIO(), ""
    try:
        tree = ast.parse(source, "code")
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        names = {"__name__": "__main__"}
        with contextlib.redirect_stdout(out):
            exec(compile(tree, "code", "exec"), names)
            if last is not None:
                value = eval(compile(ast.Expression(last.value), "code", "eval"), names)
                if value is not None:
                    print(value if isinstance(value, str) else repr(value))
    except SystemExit:
        pass
    except Exception as raised:
        places = [f for f in traceback.extract_tb(raised.__traceback__) if f.filename == "code"]
        line = places[-1].lineno if places else getattr(raised, "lineno", None)
        error = f"{type(raised).__name__}: {raised}" + (f" (line {line})" if line else "")
    return {"output": out.getvalue(), "error": error}
"""
_JAVASCRIPT = """
function main({source}) {
  const lines = [];
  const show = (value) => {
    if (typeof value === "string") return value;
    if (value === undefined || typeof value === "function" || typeof value === "bigint") return String(value);
    return JSON.stringify(value);
  };
  const log = (...values) => { lines.push(values.map(show).join(" ")); };
  globalThis.console = {log, info: log, warn: log, error: log, debug: log};
  let error = "";
  try {
    const value = (0, eval)(source);
    if (value !== undefined && typeof value !== "function") log(value);
  } catch (raised) {
    error = String(raised);
  }
  return {output: lines.join("\\n"), error};
}
"""


async def simple_code(context: ToolContext, given: Arguments) -> Sequence[ToolMessage]:
    """What the code prints and the value of its last expression. Raises `ToolError` with what went wrong."""
    language: Literal["python3", "javascript"] = "javascript" if given["language"] == "javascript" else "python3"
    wrapper = _JAVASCRIPT if language == "javascript" else _PYTHON
    result = await context.code.run(language, wrapper, {"source": given["code"]})
    output, error = str(result.get("output", "")), str(result.get("error", ""))
    if error:
        raise ToolError(f"{output[-2000:].rstrip()}\n{error}".strip())
    return [ToolMessage("text", output.rstrip("\n"))]


TOOLS = {"simple_code": simple_code}
