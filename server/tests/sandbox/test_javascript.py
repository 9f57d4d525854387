"""The JavaScript code node."""

from typing import Any

import pytest

from tenon.adapters.sandbox.zygote import ZygoteSandbox
from tenon.engine.errors import CodeFailed
from tests.sandbox.conftest import attempt


async def run(sandbox: ZygoteSandbox, code: str, **inputs: Any) -> dict[str, Any]:
    return await sandbox.run("javascript", code, inputs)


@pytest.mark.parametrize(
    "code",
    [
        "function main({a, b}) { return {r: a + b} }",
        "const main = ({a, b}) => ({r: a + b})",
        "let main = function (inputs) { return {r: inputs.a + inputs.b} }",
        "async function main({a, b}) { return {r: await Promise.resolve(a + b)} }",
        "class A { add(x, y) { return x + y } }\nfunction main({a, b}) { return {r: new A().add(a, b)} }",
    ],
)
async def test_main_gets_one_object(sandbox: ZygoteSandbox, code: str) -> None:
    assert await run(sandbox, code, a=1, b=2) == {"r": 3}


async def test_values_come_back_as_they_are(sandbox: ZygoteSandbox) -> None:
    values: dict[str, Any] = {
        "s": "a\u0000b 河畔 😀",
        "i": 2**50,
        "f": 0.1,
        "b": True,
        "n": None,
        "l": [1, [2, {"x": []}]],
        "o": {},
    }
    assert await run(sandbox, "function main(v) { return v }", **values) == values
    assert await run(sandbox, "function main() { return {s: '😀'.slice(0, 1), n: NaN} }") == {"s": "\ufffd", "n": None}


async def test_what_node_users_expect(sandbox: ZygoteSandbox) -> None:
    code = "function main() { console.log('x', {a: 1}); return {r: atob(btoa('hi')), d: typeof new Date().getTime()} }"
    assert await run(sandbox, code) == {"r": "hi", "d": "number"}


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("function main() {\n  const x = null;\n  return {r: x.y};\n}", ["TypeError", "line 3", "return {r: x.y};"]),
        ("function main( {", ["SyntaxError", "line 1"]),
        ("const x = 1", ["must define a function main"]),
        ("function main() {}", ["must return an object", "nothing"]),
        ("function main() { return [1] }", ["must return an object", "an array"]),
        ("function main() { return 'x' }", ["must return an object", "string"]),
        ("function main() { throw new RangeError('too far') }", ["RangeError: too far", "line 1"]),
        ("function main() { throw 'plain' }", ["plain"]),
        ("async function main() { await null; throw new Error('late') }", ["Error: late"]),
        ("async function main() { await new Promise(() => {}); return {} }", ["never settles"]),
        ("const fs = require('fs')", ["Modules cannot be loaded", "'fs'", "line 1: const fs"]),
        ("let a = 1\nconst fs = require('fs')", ["line 2: const fs"]),
        (
            "function main() {\n  const load = n => require(n)\n  return [1].map(() => load('m')) }",
            ["line 2: const load"],
        ),
        ("async function main() {\n\n  const m = await require('axios') }", ["line 3: const m"]),
        ("function main() { return fetch('http://x') }", ["fetch is not available", "line 1: function main"]),
        ("async function main() {\n  await import('os') }", ["Modules cannot be loaded", "line 2: await"]),
        ("let a\n\nimport fs from 'fs'\nfunction main() { return {} }", ["SyntaxError", "line 3"]),
        ("function main() { const a = {}; a.a = a; return a }", ["circular"]),
        ("function main() { return {n: 10n} }", ["BigInt"]),
        ("import fs from 'fs'\nfunction main() { return {} }", ["SyntaxError"]),
        ("function main() {\n  console.log('seen');\n  throw new Error('x') }", ["line 3", "seen"]),
    ],
)
async def test_errors_name_the_error_and_the_line(sandbox: ZygoteSandbox, code: str, words: list[str]) -> None:
    with pytest.raises(CodeFailed) as caught:
        await run(sandbox, code)
    assert all(word in str(caught.value) for word in words), str(caught.value)


HOSTILE = {
    "loop": "function main() { for (;;) {} }",
    "promise loop": "function main() { const f = () => Promise.resolve().then(f); return f() }",
    "recursion": "function main() { return main() }",
    "mutual recursion in toJSON": "function main() { const a = {toJSON() { return {b: a} }}; return {a} }",
    "allocation": "function main() { const a = []; for (;;) a.push(new Array(1e5).fill(1)) }",
    "big string": "function main() { let s = 'x'; for (;;) s += s }",
    "big buffer": "function main() { return {n: new ArrayBuffer(2 ** 40).byteLength} }",
    "regex": "function main() { return {r: /^(a+)+$/.test('a'.repeat(60) + '!')} }",
    "print": "function main() { for (;;) console.log('x'.repeat(1000)) }",
    "huge result": "function main() { return {s: 'x'.repeat(2e7)} }",
    "deep result": "function main() { let a = {}; for (let i = 0; i < 1e5; i++) a = {a}; return a }",
    "getter": "function main() { return { get x() { for (;;) {} } } }",
}


@pytest.mark.parametrize("name", HOSTILE)
async def test_hostile_code_fails_and_the_next_call_works(either: ZygoteSandbox, name: str) -> None:
    assert isinstance(await attempt(either, "javascript", HOSTILE[name]), str)


async def test_prototypes_are_not_shared_between_calls(sandbox: ZygoteSandbox) -> None:
    pollute = (
        "function main() { Object.prototype.stolen = 1; Array.prototype.map = () => 'x'; JSON.stringify = () => '{}';"
        "globalThis.kept = 1; return {} }"
    )
    await run(sandbox, pollute)
    look = "function main() { return {a: typeof ({}).stolen, b: [1].map(x => x + 1), c: typeof kept} }"
    assert await run(sandbox, look) == {"a": "undefined", "b": [2], "c": "undefined"}


async def test_nothing_of_the_host_is_reachable(sandbox: ZygoteSandbox) -> None:
    names = ["std", "os", "bjson", "scriptArgs", "print", "load", "Deno", "Bun", "module", "exports", "__dirname"]
    code = f"function main() {{ return {{found: {names!r}.filter(n => typeof globalThis[n] !== 'undefined')}} }}"
    assert await run(sandbox, code) == {"found": []}
    outcome = await attempt(sandbox, "javascript", "async function main() { await import('os'); return {} }")
    assert isinstance(outcome, str)
