"""The Python code node: results, errors with their line, modules, prints."""

from typing import Any

import pytest

from tenon.adapters.sandbox.zygote import ZygoteSandbox
from tenon.engine.errors import CodeFailed
from tests.sandbox.conftest import attempt


async def run(sandbox: ZygoteSandbox, code: str, **inputs: Any) -> dict[str, Any]:
    return await sandbox.run("python3", code, inputs)


async def failure(sandbox: ZygoteSandbox, code: str, **inputs: Any) -> str:
    with pytest.raises(CodeFailed) as caught:
        await run(sandbox, code, **inputs)
    assert caught.value.error_type == "CodeNodeError"
    return str(caught.value)


async def test_the_documented_uses(sandbox: ZygoteSandbox) -> None:
    parse = "import json\ndef main(body: str) -> dict:\n    return {'name': json.loads(body)['data']['name']}"
    assert await run(sandbox, parse, body='{"data": {"name": "河畔"}}') == {"name": "河畔"}
    squares = "def main(x: list) -> dict:\n    m = sum(x) / len(x)\n    return {'result': sum((i - m) ** 2 for i in x)}"
    assert await run(sandbox, squares, x=[1, 2, 3, 4]) == {"result": 5.0}
    assert await run(sandbox, "def main(a, b):\n    return {'r': a + b}", a=[1], b=[2]) == {"r": [1, 2]}


async def test_values_come_back_as_they_are(sandbox: ZygoteSandbox) -> None:
    values: dict[str, Any] = {
        "s": "a\u0000b 😀",
        "i": 2**62,
        "f": 0.1,
        "b": True,
        "n": None,
        "l": [1, [2, {"x": []}]],
        "o": {"k": {}},
    }
    assert await run(sandbox, "def main(v):\n    return v", v=values) == values


async def test_half_a_character_is_replaced(sandbox: ZygoteSandbox) -> None:
    assert await run(sandbox, "def main():\n    return {'s': '\\ud83d'}") == {"s": "\ufffd"}


async def test_large_inputs_and_results_pass(sandbox: ZygoteSandbox) -> None:
    text = "长" * 400_000
    assert await run(sandbox, "def main(t):\n    return {'t': t}", t=text) == {"t": text}


async def test_keys_that_json_knows_become_text(sandbox: ZygoteSandbox) -> None:
    assert await run(sandbox, "def main():\n    return {1: {True: 'x', None: 'y'}}") == {
        "1": {"true": "x", "null": "y"}
    }


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("def main():\n    x = 1\n    return {'r': x / 0}", ["ZeroDivisionError", "line 3", "return {'r': x / 0}"]),
        (
            "def f(x):\n    return x['k']\n\ndef main():\n    return f({})",
            ["KeyError: 'k'", "line 2", "line 5, in main"],
        ),
        ("def main():\n    return {'a': 1", ["SyntaxError", "line 2"]),
        ("def main():\nreturn 1", ["IndentationError", "line 2"]),
        ("raise ValueError('at import')", ["ValueError: at import", "line 1"]),
        ("def main(a):\n    return {}", ["TypeError", "missing 1 required positional argument: 'a'"]),
        ("x = 1", ["must define a function main"]),
        ("def main():\n    pass", ["must return a dict", "None"]),
        ("def main():\n    return [1]", ["must return a dict", "list"]),
        ("import sys\ndef main():\n    sys.exit(3)", ["SystemExit", "line 3"]),
        ("def main():\n    raise KeyboardInterrupt", ["KeyboardInterrupt", "line 2"]),
        (
            "class E(Exception):\n    def __str__(self):\n        raise self\ndef main():\n    raise E",
            ["E: ", "line 5"],
        ),
        ("import requests\ndef main():\n    return {}", ["no network", "HTTP request node", "line 1"]),
        ("import http.client", ["no network"]),
        ("import subprocess", ["cannot start processes"]),
        ("import jieba", ["No module named 'jieba'", "administrator"]),
        ("def main():\n    return {'x': {1, 2}}", ["result['x']", "set"]),
        ("def main():\n    return {'x': [b'1']}", ["result['x'][0]", "bytes"]),
        ("def main():\n    return {(1, 2): 1}", ["key", "tuple"]),
        ("import datetime\ndef main():\n    return {'d': datetime.date.today()}", ["result['d']", "date"]),
    ],
)
async def test_errors_name_the_error_and_the_line(sandbox: ZygoteSandbox, code: str, words: list[str]) -> None:
    text = await failure(sandbox, code)
    assert all(word in text for word in words), text


async def test_prints_are_shown_with_the_error_only(sandbox: ZygoteSandbox) -> None:
    assert await run(sandbox, "def main():\n    print('x')\n    return {}") == {}
    assert "before" in await failure(sandbox, "def main():\n    print('before')\n    raise ValueError('bad')")


async def test_dataclasses_and_name_guard(sandbox: ZygoteSandbox) -> None:
    code = (
        "from __future__ import annotations\nfrom dataclasses import dataclass, asdict\n@dataclass\nclass P:\n"
        "    x: int = 1\ndef main():\n    return asdict(P())\nif __name__ == '__main__':\n    raise SystemExit"
    )
    assert await run(sandbox, code) == {"x": 1}


MODULES = [
    "json",
    "re",
    "math",
    "cmath",
    "datetime",
    "random",
    "base64",
    "hashlib",
    "hmac",
    "collections",
    "itertools",
    "functools",
    "statistics",
    "decimal",
    "fractions",
    "string",
    "textwrap",
    "urllib.parse",
    "html",
    "csv",
    "io",
    "time",
    "uuid",
    "zlib",
    "gzip",
    "difflib",
    "unicodedata",
    "calendar",
    "copy",
    "enum",
    "dataclasses",
    "typing",
    "struct",
    "secrets",
    "locale",
    "zoneinfo",
    "bisect",
    "heapq",
    "operator",
    "os",
    "pathlib",
    "logging",
    "xml.etree.ElementTree",
    "html.parser",
    "jinja2",
    "ipaddress",
    "pprint",
    "types",
    "contextlib",
    "inspect",
    "ast",
    "tomllib",
    "email.message",
    "http",
    "platform",
    "threading",
    "concurrent.futures",
]


async def test_modules_that_people_use_import(sandbox: ZygoteSandbox) -> None:
    lines = "\n".join(f"import {name}" for name in MODULES)
    assert await run(sandbox, f"{lines}\ndef main():\n    return {{'ok': True}}") == {"ok": True}


USES = {
    "strptime": (
        "import datetime as d\nr = d.datetime.strptime('2024-03-01', '%Y-%m-%d').isoformat()",
        "2024-03-01T00:00:00",
    ),
    "zone": (
        "import datetime as d, zoneinfo\n"
        "r = d.datetime(2024, 7, 1, tzinfo=zoneinfo.ZoneInfo('Asia/Shanghai')).isoformat()",
        "2024-07-01T00:00:00+08:00",
    ),
    "gbk": ("r = '中文'.encode('gbk').decode('gb18030')", "中文"),
    "uuid": ("import uuid\nr = len(str(uuid.uuid1())) + len(str(uuid.uuid4()))", 72),
    "hmac": ("import hmac, hashlib\nr = hmac.new(b'k', b'm', hashlib.sha256).hexdigest()[:8]", "b60090e3"),
    "decimal": ("from decimal import Decimal as D\nr = str(D('0.1') + D('0.2'))", "0.3"),
    "csv": ("import csv, io\nr = list(csv.DictReader(io.StringIO('a,b\\n1,2')))", [{"a": "1", "b": "2"}]),
    "xml": ("import xml.etree.ElementTree as E\nr = E.fromstring('<a><b>x</b></a>').find('b').text", "x"),
    "zip": (
        "import io, zipfile\nb = io.BytesIO()\nwith zipfile.ZipFile(b, 'w') as z:\n    z.writestr('n', 'v')\n"
        "r = zipfile.ZipFile(b).read('n').decode()",
        "v",
    ),
    "url": ("from urllib.parse import urlencode\nr = urlencode({'q': '中'})", "q=%E4%B8%AD"),
    "secrets": ("import secrets\nr = len(secrets.token_hex(8))", 16),
    "regex": ("import re\nr = re.sub(r'(\\w+)@', r'<\\1>', 'a@b')", "<a>b"),
    "sleep": ("import time\nt = time.perf_counter()\ntime.sleep(0.01)\nr = time.perf_counter() - t >= 0.01", True),
    "logging": ("import logging\nlogging.warning('x')\nr = 1", 1),
    "mimetypes": ("import mimetypes\nr = mimetypes.guess_type('a.png')[0]", "image/png"),
    "platform": ("import platform\nr = platform.system()", "Linux"),
    "jinja2": ("import jinja2\nr = jinja2.Template('{{ a }}').render(a=1)", "1"),
}


@pytest.mark.parametrize("name", USES)
async def test_modules_work_without_files(sandbox: ZygoteSandbox, name: str) -> None:
    code, expected = USES[name]
    body = "\n".join(f"    {line}" for line in code.splitlines())
    assert await run(sandbox, f"def main():\n{body}\n    return {{'r': r}}") == {"r": expected}


async def test_random_numbers_differ_between_calls(sandbox: ZygoteSandbox) -> None:
    code = "import random, uuid\ndef main():\n    return {'r': [random.random(), str(uuid.uuid4())]}"
    found = [await run(sandbox, code) for _ in range(5)]
    assert len({str(item) for item in found}) == 5


async def test_numpy_and_pandas(sandbox: ZygoteSandbox) -> None:
    code = (
        "import numpy as np\nimport pandas as pd\ndef main(rows):\n    df = pd.DataFrame(rows)\n"
        "    return {'mean': df['x'].mean(), 'a': np.arange(3), 'rows': df.to_dict('records'),\n"
        "            'day': str(pd.to_datetime('2024-01-31').date()), 'r': float(np.random.rand())}"
    )
    first = await run(sandbox, code, rows=[{"x": 1}, {"x": 3}])
    second = await run(sandbox, code, rows=[{"x": 1}, {"x": 3}])
    assert (first["mean"], first["a"], first["rows"], first["day"]) == (
        2.0,
        [0, 1, 2],
        [{"x": 1}, {"x": 3}],
        "2024-01-31",
    )
    assert first["r"] != second["r"]
    outcome = await attempt(sandbox, "python3", "import numpy as np\ndef main():\n    return {'x': np.zeros(10**10)}")
    assert "MemoryError" in outcome


async def test_inputs_that_are_not_json_are_refused_or_written(sandbox: ZygoteSandbox) -> None:
    assert await run(sandbox, "def main(a, b):\n    return {'a': a, 'b': b}", a=(1, 2), b=float("nan")) == {
        "a": [1, 2],
        "b": None,
    }
    assert "too large" in await failure(sandbox, "def main(a):\n    return {}", a="x" * (33 << 20))
