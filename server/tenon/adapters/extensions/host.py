"""The process of one code extension: reads requests from standard input, answers on standard output, a line each.

Started as `python host.py MODULE FOLDER`. What the extension prints goes to standard error.
"""

import importlib
import inspect
import json
import os
import sys
import threading
import types
from concurrent.futures import ThreadPoolExecutor
from enum import Enum
from pathlib import Path
from typing import Any

WORKERS = 16


def load(module: str, folder: Path) -> type[Any]:
    """The extension's class. Raises `ValueError` when the folder does not hold one."""
    sys.path[:0] = [str(Path(__file__).parent), str(folder.parent)]
    base: Any = importlib.import_module("tenon_extension")
    for name in ("core", "core.external_data_tool", "core.moderation"):
        sys.modules[name] = types.ModuleType(name)
        sys.modules[name].__path__ = []
    sys.modules["core.external_data_tool.base"] = sys.modules["core.moderation.base"] = base
    found = importlib.import_module(f"{folder.name}.{folder.name}")
    wanted = base.Moderation if module == "moderation" else base.ExternalDataTool
    for _, member in inspect.getmembers(found, inspect.isclass):
        if issubclass(member, wanted) and member is not wanted and getattr(member, "name", None) == folder.name:
            return member
    raise ValueError(f"{folder.name}.py has no {wanted.__name__} whose name is {folder.name!r}.")


def serve(kind: type[Any], request: dict[str, Any]) -> Any:
    """Do one request."""
    operation, config = request["op"], request["config"]
    tenant_id, app_id = request["tenant_id"], request["app_id"]
    if operation == "validate":
        kind.validate_config(tenant_id, config)
        return None
    made = kind(tenant_id=tenant_id, app_id=app_id, config=config, **request["more"])
    if operation == "query":
        return made.query(request["inputs"], request["query"])
    if operation == "inputs":
        return verdict(made.moderation_for_inputs(request["inputs"], request["query"]))
    return verdict(made.moderation_for_outputs(request["text"]))


def verdict(result: Any) -> dict[str, Any]:
    """A result object as plain data."""
    names = ("flagged", "action", "preset_response", "inputs", "query", "text")
    values = {name: getattr(result, name) for name in names if hasattr(result, name)}
    action = values.get("action")
    values["action"] = action.value if isinstance(action, Enum) else action
    return values


def main() -> None:
    """Serve until standard input ends."""
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    lock = threading.Lock()

    def answer(id: Any, **values: Any) -> None:
        line = json.dumps({"id": id, **values}, default=str).encode() + b"\n"
        with lock:
            answers.write(line)

    try:
        kind = load(sys.argv[1], Path(sys.argv[2]))
    except BaseException as error:
        answer(0, error=f"{type(error).__name__}: {error}")
        return
    answer(0, result="ready")

    def work(request: dict[str, Any]) -> None:
        try:
            answer(request["id"], result=serve(kind, request))
        except ValueError as error:
            answer(request["id"], error=str(error))
        except BaseException as error:
            answer(request["id"], error=f"{type(error).__name__}: {error}")

    with ThreadPoolExecutor(WORKERS) as pool:
        for line in sys.stdin.buffer:
            pool.submit(work, json.loads(line))


if __name__ == "__main__":
    main()
