"""Code that loops, allocates, prints without end, lies about its result or ends its process."""

# ruff: noqa: E501 - the tables read best with one attempt a line

import json
import struct

import pytest

from tenon.adapters.sandbox.zygote import ZygoteSandbox
from tests.sandbox.conftest import attempt

LOOPS = {
    "loop": "def main():\n    while True: pass",
    "loop that catches everything": "def main():\n    while True:\n        try:\n            while True: pass\n        except BaseException: pass",
    "big power": "def main():\n    return {'x': len(str(9 ** 9 ** 9))}",
    "regex": "import re\ndef main():\n    return {'x': bool(re.match(r'(a+)+$', 'a' * 60 + '!'))}",
    "sleep": "import time\ndef main():\n    time.sleep(100)\n    return {}",
    "sum": "def main():\n    return {'x': sum(range(10 ** 12))}",
    "loop in str of an error": (
        "class E(Exception):\n    def __str__(self):\n        while True: pass\ndef main():\n    raise E"
    ),
    "loop in a result": (
        "class D(dict):\n    def items(self):\n        while True: pass\ndef main():\n    return {'x': D(a=1), 'y': {1, 2}}"
    ),
    "ignore the CPU signal": (
        "import signal\nsignal.signal(signal.SIGXCPU, signal.SIG_IGN)\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "def main():\n    while True: pass"
    ),
    "endless print": "def main():\n    while True: print('x' * 10_000)",
    "endless write": "import os\ndef main():\n    while True: os.write(1, b'x' * 100_000)",
}  # fmt: skip

MEMORY = {
    "bytes": "def main():\n    return {'x': len(bytes(10 ** 11))}",
    "many bytes": "def main():\n    a = []\n    while True: a.append(bytes(10 ** 7))",
    "nested lists": "def main():\n    a = []\n    while True: a = [a, a, [0] * 100_000]",
    "big number": "def main():\n    return {'x': (1 << 10 ** 11) > 0}",
    "text": "def main():\n    s = 'x'\n    while True: s += s",
    "dictionary": "def main():\n    d = {}\n    while True: d[len(d)] = str(len(d)) * 1000",
    "generator": "def main():\n    return {'x': list(range(10 ** 10))}",
    "bomb of zeros": "import zlib\ndef main():\n    d = zlib.compress(bytes(10 ** 8))\n    return {'x': len(zlib.decompress(d) * 99)}",
    "catch and go on": (
        "def main():\n    a = []\n    while True:\n        try:\n            while True: a.append(bytearray(10 ** 6))\n"
        "        except MemoryError: pass"
    ),
}

ENDS = {
    "sys.exit": "import sys\ndef main():\n    sys.exit(0)",
    "os._exit": "import os\ndef main():\n    os._exit(0)",
    "abort": "import os\ndef main():\n    os.abort()",
    "kill itself": "import os\ndef main():\n    os.kill(os.getpid(), 9)",
    "recursion": "def main():\n    return main()",
    "recursion without limit": "import sys\nsys.setrecursionlimit(10 ** 9)\ndef main():\n    return main()",
    "recursion in C": (
        "import sys\nsys.setrecursionlimit(10 ** 9)\ndef main():\n    a = []\n    for _ in range(10 ** 6): a = [a]\n"
        "    return {'x': repr(a)}"
    ),
    "deep source": "def main():\n    return {'x': eval('(' * 10 ** 5 + ')' * 10 ** 5)}",
    "close everything": "import os\ndef main():\n    os.closerange(0, 100)\n    return {'x': 1}",
    "close and wait": "import os, time\ndef main():\n    os.close(3)\n    time.sleep(100)",
    "broken code object": (
        "def main():\n    f = lambda: 0\n    f.__code__ = f.__code__.replace(co_code=b'\\x64\\xff' * 40, co_stacksize=0)\n"
        "    return f()"
    ),
    "broken interpreter": "import sys\ndef main():\n    sys.modules.clear()\n    return {'x': print}",
    "trap builtins": "import builtins\ndef main():\n    builtins.len = builtins.isinstance = None\n    return {'x': {1}}",
}  # fmt: skip

RESULTS = {
    "huge text": "def main():\n    return {'x': 'x' * 9_000_000}",
    "many items": "def main():\n    return {'x': [123456789] * 1_000_000}",
    "deep": "def main():\n    a = {}\n    for _ in range(100_000): a = {'a': a}\n    return a",
    "rather deep": "def main():\n    a = {}\n    for _ in range(300): a = {'a': a}\n    return a",
    "cycle": "def main():\n    a = {}\n    a['a'] = a\n    return a",
    "cycle of lists": "def main():\n    a = []\n    a.append(a)\n    return {'a': a}",
    "NaN": "def main():\n    return {'x': float('nan')}",
    "infinity": "def main():\n    return {'x': [1e999]}",
    "function": "def main():\n    return {'x': main}",
    "object": "def main():\n    return {'x': object()}",
    "odd key": "def main():\n    return {(1,): 1}",
}


@pytest.mark.parametrize("name", LOOPS)
async def test_loops_end_in_time(either: ZygoteSandbox, name: str) -> None:
    outcome = await attempt(either, "python3", LOOPS[name])
    assert "did not finish within 1.5 seconds" in outcome


@pytest.mark.parametrize("name", MEMORY)
async def test_memory_is_bounded(either: ZygoteSandbox, name: str) -> None:
    outcome = await attempt(either, "python3", MEMORY[name])
    assert isinstance(outcome, str)
    assert any(words in outcome for words in ("MemoryError", "OverflowError", "did not finish")), outcome


@pytest.mark.parametrize("name", ENDS)
async def test_the_end_of_the_process_is_an_error(either: ZygoteSandbox, name: str) -> None:
    assert isinstance(await attempt(either, "python3", ENDS[name]), str)


@pytest.mark.parametrize("name", RESULTS)
async def test_results_are_checked(sandbox: ZygoteSandbox, name: str) -> None:
    outcome = await attempt(sandbox, "python3", RESULTS[name])
    assert isinstance(outcome, str)
    assert "result" in outcome


async def test_prints_are_bounded(sandbox: ZygoteSandbox) -> None:
    code = "def main():\n    for _ in range(2000): print('x' * 1000)\n    raise ValueError('end')"
    outcome = await attempt(sandbox, "python3", code)
    assert "ValueError: end" in outcome
    assert len(outcome) < 20_000


def _frame(payload: bytes) -> bytes:
    return struct.pack(">I", len(payload)) + payload


FORGED = {
    "nothing": _frame(b""),
    "no JSON": _frame(b"\x80\x04."),
    "NaN": _frame(b'{"value":{"x":NaN}}'),
    "list": _frame(b"[]"),
    "other members": _frame(b'{"ok":true}'),
    "text for a map": _frame(b'{"value":"x"}'),
    "error of the wrong kind": _frame(b'{"error":[1]}'),
    "error without text": _frame(b'{"error":{"message":{"a":1},"type":7},"printed":[]}'),
    "deep": _frame(b'{"value":' + b'{"a":' * 900 + b"1" + b"}" * 901),
    "very deep": _frame(b"[" * 1_000_000),
    "broken text": _frame(b'{"value":{"x":"\xff\xfe"}}'),
    "length without bytes": struct.pack(">I", 1000) + b"{}",
    "length beyond the limit": struct.pack(">I", 0xFFFFFFFF) + b"x" * 100_000,
    "half a length": b"\x00\x00",
    "control records": b"D" + b"\x00" * 15 + b"E" + b"\x00" * 15,
}


@pytest.mark.parametrize("name", FORGED)
async def test_forged_frames_fail(either: ZygoteSandbox, name: str) -> None:
    payload = FORGED[name]
    source = repr(payload)
    if len(payload) > 10_000:
        source = f"{payload[:4]!r} + {payload[4:5]!r} * {len(payload) - 4}"
    code = (
        f"import os\ndef main():\n    data = {source}\n    while data: data = data[os.write(3, data):]\n    os._exit(0)"
    )
    assert isinstance(await attempt(either, "python3", code), str)


async def test_a_second_frame_reaches_nobody(either: ZygoteSandbox) -> None:
    first, second = (_frame(json.dumps({"value": {"n": n}}).encode()) for n in (1, 2))
    code = f"import os\ndef main():\n    os.write(3, {first + second!r})\n    os.write(3, {second!r})\n    os._exit(0)"
    assert await attempt(either, "python3", code) == {"n": 1}


_SEARCH = """
import sys, gc, json, builtins
def main(s):
    kept = [m.__name__ for m in (json, builtins, sys) if hasattr(m, 'kept')]
    gc.unfreeze()
    things, texts, frame = gc.get_objects(), [], sys._getframe()
    while frame:
        things.append(dict(frame.f_locals))
        native = frame.f_globals['selftest'].ctypes if 'selftest' in frame.f_globals else None
        frame = None if native else frame.f_back
    for thing in list(things):
        if type(thing) in (dict, list, tuple, set):
            texts += [v for v in (thing.values() if type(thing) is dict else thing) if type(v) in (str, bytes)]
    marks = ('needle' + '-in-the-input-', (b'needle' + b'-in-the-input-'))
    held = {str(t)[:60] for t in texts if marks[type(t) is bytes] in t}
    libc = native.CDLL(None)
    libc.sbrk.restype = native.c_void_p
    end = libc.sbrk(0)
    heap = native.string_at(end - 500_000, 500_000)
    pages = b''.join(native.string_at(p, 4096) for p in {id(t) & ~4095 for t in things})
    for memory in (heap, pages):
        at = -1
        while (at := memory.find(marks[1], at + 1)) >= 0:
            held.add(memory[at:at + 40].decode('latin-1'))
    return {'kept': kept, 'held': [h for h in held if 'earlier' in h], 'own': any('later' in h for h in held)}
"""


async def test_no_state_passes_from_call_to_call(either: ZygoteSandbox) -> None:
    keep = "import json, sys, builtins\ndef main(s):\n    json.kept = builtins.kept = sys.kept = s\n    return {'s': s}"
    for _ in range(5):
        await either.run("python3", keep, {"s": "needle-in-the-input-of-an-earlier-call"})
    found = await either.run("python3", _SEARCH, {"s": "needle-in-the-input-of-the-call later"})
    assert found == {"kept": [], "held": [], "own": True}
