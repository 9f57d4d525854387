"""Runs JavaScript in QuickJS inside the confined child."""

import json
import re
from collections.abc import Mapping
from typing import Any

import _quickjs  # the package `quickjs` around it starts a thread when it is imported

from tenon_sandbox.output import LIMIT
from tenon_sandbox.result import BadResult, error_frame, raw_frame, value_frame

_quickjs: Any = _quickjs  # it has no type information
_STACK = 1 << 20
_PRELUDE = """
(() => {
  const kept = []; let room = ROOM;
  const show = v => { if (typeof v === 'string') return v;
    try { const s = JSON.stringify(v); return s === undefined ? String(v) : s; } catch { return String(v); } };
  const log = (...a) => { if (room > 0) { const s = a.map(show).join(' ').slice(0, room); room -= s.length + 1;
    kept.push(s); } };
  globalThis.console = { log, info: log, warn: log, error: log, debug: log, trace: log };
  globalThis.process = Object.freeze({ env: Object.freeze({}) });
  const refuse = text => { const e = new Error(text); e.stack = e.stack.split('\\n').slice(2).join('\\n'); throw e; };
  globalThis.require = name =>
    refuse("Modules cannot be loaded in code nodes, so '" + name + "' is not available.");
  const none = name => () => refuse(name + ' is not available in code nodes.');
  for (const name of ['fetch', 'setTimeout', 'setInterval', 'XMLHttpRequest'])
    Object.defineProperty(globalThis, name, { value: none(name), configurable: true, writable: true });
  const stringify = JSON.stringify, isArray = Array.isArray, resolve = Promise.resolve.bind(Promise);
  const state = { done: false, failed: false, value: undefined };
  return {
    call: (f, input) => {
      const settle = failed => v => { state.done = true; state.failed = failed; state.value = v; };
      const r = f(input);
      if (r && typeof r.then === 'function') resolve(r).then(settle(false), settle(true)); else settle(false)(r);
    },
    result: () => {
      if (!state.done) refuse('main returned a promise that never settles.');
      if (state.failed) throw state.value;
      const v = state.value;
      if (v === null || typeof v !== 'object' || isArray(v))
        return isArray(v) ? '!an array' : v === null || v === undefined ? '!nothing' : '!a ' + typeof v;
      return stringify(v);
    },
    printed: () => kept.join('\\n'),
  };
})()
""".replace("ROOM", str(LIMIT))
_PLACE = re.compile(r"<input>:(\d+)")
_NO_MODULE = re.compile(r"ReferenceError: could not load module '(.+)'")


def run(code: str, inputs: Mapping[str, object], limit: int, memory: int) -> bytes:
    """The frame to send."""
    context = _quickjs.Context()
    context.set_memory_limit(memory)
    context.set_max_stack_size(_STACK)
    host = context.eval(_PRELUDE)
    call, result, printed = (_member(context, host, name) for name in ("call", "result", "printed"))
    try:
        text = _call(context, code, inputs, call, result)
        # JavaScript escapes half characters; read and written again they are replaced.
        return value_frame(json.loads(text), limit) if "\\ud" in text else raw_frame(text, limit)
    except BadResult as error:
        return error_frame("ResultError", str(error), _printed(printed))
    except MemoryError:
        return error_frame("MemoryError", "MemoryError: the code used too much memory")
    except Exception as error:
        return _explain(code, error, _printed(printed))


def _member(context: Any, host: Any, name: str) -> Any:
    return context.eval(f"(o) => o.{name}")(host)


def _call(context: Any, code: str, inputs: Mapping[str, object], call: Any, result: Any) -> str:
    context.eval(code)
    main = context.eval("typeof main === 'function' ? main : undefined")
    if main is None:
        raise BadResult("The code must define a function main that takes one object and returns one.")
    call(main, context.parse_json(json.dumps(inputs)))
    while context.execute_pending_job():
        pass
    text = result()
    if not isinstance(text, str):
        raise BadResult("main must return an object with the declared outputs.")
    if text.startswith("!"):
        raise BadResult(f"main must return an object with the declared outputs, but it returned {text[1:]}.")
    if not text.startswith("{"):
        raise BadResult("main must return an object with the declared outputs.")
    return text


def _printed(printed: Any) -> str:
    try:
        return str(printed())
    except Exception:
        return ""


def _explain(code: str, error: Exception, printed: str) -> bytes:
    full = str(error)
    message, _, stack = full.partition("\n")
    name = message.partition(":")[0] if re.match(r"\w+(Error|Exception)\b", message) else "Error"
    if stack == "undefined":
        message = f"Error: {message} was thrown"
    match = _PLACE.search(stack)
    line = int(match[1]) if match else None
    lines = code.splitlines()
    if missing := _NO_MODULE.match(message):
        # A failed `import()` has no stack.
        message = f"Error: Modules cannot be loaded in code nodes, so '{missing[1]}' is not available."
        line = next((n for n, text in enumerate(lines, 1) if "import" in text and missing[1] in text), None)
    if line is not None:
        source = lines[line - 1].strip()[:200] if 0 < line <= len(lines) else ""
        message += f" (line {line}: {source})" if source else f" (line {line})"
    return error_frame(name, message, printed, line)
