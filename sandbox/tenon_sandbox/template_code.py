"""Renders Jinja2 templates in its sandboxed environment."""

from collections.abc import Mapping
from types import TracebackType

from jinja2 import TemplateError, TemplateSyntaxError
from jinja2.sandbox import SandboxedEnvironment

from tenon_sandbox.result import BadResult, error_frame, value_frame

_environment = SandboxedEnvironment()
_FILE = "<template>"


def run(template: str, inputs: Mapping[str, object], limit: int) -> bytes:
    """The frame to send."""
    try:
        return value_frame(_environment.from_string(template).render(inputs), limit)
    except BadResult as error:
        return error_frame("ResultError", str(error))
    except TemplateSyntaxError as error:
        return _failure(error, error.message or "the template is not valid", error.lineno)
    except MemoryError:
        return error_frame("MemoryError", "MemoryError: the template used too much memory")
    except BaseException as error:
        text = error.message or "" if isinstance(error, TemplateError) else str(error)
        return _failure(error, text, _line(error.__traceback__))


def _failure(error: BaseException, text: str, line: int | None) -> bytes:
    name = type(error).__name__
    where = f" (line {line} of the template)" if line else ""
    return error_frame(name, f"{name}: {text}{where}", "", line)


def _line(traceback: TracebackType | None) -> int | None:
    line: int | None = None
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename == _FILE:
            line = traceback.tb_lineno
        traceback = traceback.tb_next
    return line
