"""The life of one child: confine, say ready, read one request, answer, end."""

import json
import os
import random
import sys
from typing import Any

from tenon_sandbox import javascript_code, python_code, selftest, template_code
from tenon_sandbox.confine import DATA_FD, Confinement
from tenon_sandbox.protocol import read_frame, write_frame
from tenon_sandbox.result import error_frame

_JAVASCRIPT_MEMORY_SHARE = 2
_OUT_OF_MEMORY = error_frame("MemoryError", "MemoryError: the code used too much memory.")
"""Made ahead: later there may be no memory to make it."""


def live(confinement: Confinement, data_fd: int) -> None:
    """Never returns."""
    status = 1
    try:
        confinement.confine_child(data_fd)
        _seed()
        if confinement.open_channel:
            confinement.open_channel()
        request = json.loads(read_frame(DATA_FD, confinement.config.max_request))
        write_frame(DATA_FD, _answer(confinement, request))
        status = 0
    except MemoryError:
        write_frame(DATA_FD, _OUT_OF_MEMORY)
    finally:
        os._exit(status)


def rehearse() -> None:
    """Answer simple requests in the helper itself: what is warm there is warm in every child. No user's code."""
    stdout, stderr = sys.stdout, sys.stderr
    for _ in range(20):
        python_code.run("import json\ndef main(a):\n    return {'a': json.dumps(a)}", {"a": [1]}, 1000)
        javascript_code.run("function main({a}) { return {a} }", {"a": [1]}, 1000, 1 << 24)
        template_code.run("{{ a | default('') }}{% for b in c %}{{ b }}{% endfor %}", {"c": [1]}, 1000)
        json.loads('{"kind": "python3", "inputs": {"a": [1]}}')
    sys.stdout, sys.stderr = stdout, stderr
    sys.modules.pop("user_code", None)


def _answer(confinement: Confinement, request: dict[str, Any]) -> bytes:
    config = confinement.config
    kind, code, inputs = request["kind"], request["code"], request["inputs"]
    try:
        match kind:
            case "python3":
                if confinement.filter is None and not config.unsafe:
                    return error_frame("SandboxUnavailable", "Python is not confined here.")
                return python_code.run(code, inputs, config.max_result)
            case "javascript":
                return javascript_code.run(code, inputs, config.max_result, config.memory // _JAVASCRIPT_MEMORY_SHARE)
            case "template":
                return template_code.run(code, inputs, config.max_result)
            case "selftest":
                return selftest.attempts()
            case _:
                return error_frame("BadRequest", f"Unknown kind {kind!r}.")
    except RecursionError:
        return error_frame("RecursionError", "RecursionError: the code calls itself too deeply.")
    except MemoryError:
        return _OUT_OF_MEMORY


def _seed() -> None:
    """Give the child its own random numbers where a fork would repeat the helper's."""
    random.seed()
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        numpy.random.seed(int.from_bytes(os.urandom(4), "big"))
