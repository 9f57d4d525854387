"""Runs Python: defines the user's functions, calls `main` with the inputs, explains what went wrong and where."""

import errno
import sys
from collections.abc import Mapping
from types import CodeType, ModuleType, TracebackType

from tenon_sandbox.output import Printed
from tenon_sandbox.result import BadResult, error_frame, value_frame

_FILE = "<code>"
_MODULE = "user_code"
_HINT = " Code nodes have no access to files, network, processes and threads."


def run(code: str, inputs: Mapping[str, object], limit: int) -> bytes:
    """The frame to send. Never raises for anything that user code does in Python."""
    printed = Printed()
    sys.stdout = sys.stderr = printed
    try:
        try:
            return value_frame(_call(code, inputs), limit)
        except BadResult as error:
            return error_frame("ResultError", str(error), printed.text)
    except MemoryError as error:
        line = _line(error.__traceback__)
        error.__traceback__ = None
        return error_frame("MemoryError", f"MemoryError: the code used too much memory{_at(code, line)}", "", line)
    except BaseException as error:
        return _explain(code, error, printed.text)


def _call(code: str, inputs: Mapping[str, object]) -> object:
    module = ModuleType(_MODULE)
    module.__dict__["__file__"] = _FILE
    sys.modules[_MODULE] = module
    compiled: CodeType = compile(code, _FILE, "exec", dont_inherit=True)
    exec(compiled, module.__dict__)
    main = module.__dict__.get("main")
    if not callable(main):
        raise BadResult("The code must define a function main(...) that returns a dict.")
    value: object = main(**inputs)
    if not isinstance(value, dict):
        kind = "nothing (None)" if value is None else f"a value of type {type(value).__name__}"
        raise BadResult(f"main must return a dict with the declared outputs, but it returned {kind}.")
    return value  # pyright: ignore[reportUnknownVariableType]  whatever user code made


def _explain(code: str, error: BaseException, printed: str) -> bytes:
    name = type(error).__name__
    if isinstance(error, SyntaxError) and error.filename == _FILE:
        line = error.lineno
        return error_frame(name, f"{name}: {error.msg}{_at(code, line)}", printed, line)
    if isinstance(error, SystemExit):
        text = "SystemExit: the code called exit; return a dict from main instead"
    else:
        text = f"{name}: {_text(error)}".removesuffix(": ")
    frames = _frames(error.__traceback__)
    line = frames[-1][0] if frames else None
    text += _at(code, line)
    if (isinstance(error, PermissionError) and error.errno == errno.EPERM) or "start new thread" in text:
        text += _HINT
    if len(frames) > 1:
        text += "".join(f"\n  line {number}, in {function}" for number, function in frames[:20])
    return error_frame(name, text, printed, line)


def _text(error: BaseException) -> str:
    try:
        return str(error)
    except BaseException:
        return "(the error has no readable text)"


def _frames(traceback: TracebackType | None) -> list[tuple[int, str]]:
    """Line and function of every step inside the user's code, outermost first."""
    found: list[tuple[int, str]] = []
    while traceback is not None and len(found) < 2000:
        code = traceback.tb_frame.f_code
        if code.co_filename == _FILE:
            found.append((traceback.tb_lineno, code.co_name))
        traceback = traceback.tb_next
    return found


def _line(traceback: TracebackType | None) -> int | None:
    frames = _frames(traceback)
    return frames[-1][0] if frames else None


def _at(code: str, line: int | None) -> str:
    if line is None:
        return ""
    lines = code.splitlines()
    source = lines[line - 1].strip()[:200] if 0 < line <= len(lines) else ""
    return f" (line {line}: {source})" if source else f" (line {line})"
