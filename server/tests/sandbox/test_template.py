"""Jinja2 templates and prompts."""

from typing import Any

import pytest

from tenon.adapters.sandbox.zygote import ZygoteSandbox
from tenon.engine.errors import CodeFailed

CASES: list[tuple[str, dict[str, Any], str]] = [
    ("{{ item.score | default('N/A') }}", {"item": {}}, "N/A"),
    ("{{ item.score | default('N/A') }}", {"item": {"score": 0.5}}, "0.5"),
    ("{{ a }}", {"a": "河畔"}, "河畔"),
    ("{{ a }}\n", {"a": 1}, "1"),
    ("{% for x in xs %}{{ loop.index }}.{{ x.name }}{% if not loop.last %}, {% endif %}{% endfor %}",
     {"xs": [{"name": "a"}, {"name": "b"}]}, "1.a, 2.b"),
    ("{{ xs | join('-') }} {{ s | replace('a', 'b') | upper }} {{ n | round(1) }} {{ xs | length }}",
     {"xs": [1, 2], "s": "aa", "n": 1.25}, "1-2 BB 1.2 2"),
    ("{{ xs[0] }} {{ o['k'] }} {{ o.k }} {{ xs | first }} {{ xs | last }} {{ xs | sum }}",
     {"xs": [1, 2], "o": {"k": 3}}, "1 3 3 1 2 3"),
    ("{% set t = namespace(n=0) %}{% for x in xs %}{% set t.n = t.n + x %}{% endfor %}{{ t.n }}", {"xs": [1, 2]}, "3"),
    ("{% macro m(x) %}<{{ x }}>{% endmacro %}{{ m(1) }}", {}, "<1>"),
    ("{{ o | tojson }} {{ xs | sort | reverse | list }} {{ s | trim | title }}",
     {"o": {"a": 1}, "xs": [2, 1], "s": " ab "}, '{"a": 1} [2, 1] Ab'),
    ("{{ missing }}|{{ missing is defined }}|{{ none }}", {}, "|False|None"),
    ("{{ xs | map(attribute='n') | select('gt', 1) | list }} {{ '%.2f' | format(n) }}",
     {"xs": [{"n": 1}, {"n": 2}], "n": 1.125}, "[2] 1.12"),
    ("{{ self_ }} {{ loop }} {{ '<b>' }}", {"self_": 1, "loop": 2}, "1 2 <b>"),
]  # fmt: skip


@pytest.mark.parametrize(("template", "inputs", "expected"), CASES)
async def test_templates(sandbox: ZygoteSandbox, template: str, inputs: dict[str, Any], expected: str) -> None:
    assert await sandbox.render(template, inputs) == expected


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("a\n{% for x in y %}", ["TemplateSyntaxError", "line 2"]),
        ("a\n{{ x.y.z }}", ["UndefinedError", "'x' is undefined", "line 2"]),
        ("{{ 1 / 0 }}", ["ZeroDivisionError"]),
        ("{{ a | nofilter }}", ["No filter named 'nofilter'"]),
        ("{% include '/etc/passwd' %}", ["TypeError", "no loader"]),
    ],
)
async def test_errors_are_jinjas_own(sandbox: ZygoteSandbox, template: str, words: list[str]) -> None:
    with pytest.raises(CodeFailed) as caught:
        await sandbox.render(template, {})
    assert all(word in str(caught.value) for word in words), str(caught.value)


INJECTIONS = [
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ lipsum.__globals__['os'].popen('id').read() }}",
    "{{ self.__init__.__globals__.__builtins__.__import__('os').popen('id').read() }}",
    "{{ joiner.__init__.__globals__.os.environ }}",
    "{{ namespace.__init__.__globals__ }}",
    "{{ (x | attr('__class__')).__base__ }}",
    "{{ x | attr('__cl' ~ 'ass__') | attr('__mro__') }}",
    "{{ '{0.__class__.__init__.__globals__}'.format(x) }}",
    "{{ ['{0.__class__}'] | map('format', x) | first }}",
    "{{ ''['__class__'] }}",
    "{{ request.application.__globals__ }}",
    "{% for c in [].__class__.__base__.__subclasses__() %}{{ c }}{% endfor %}",
    "{{ get_flashed_messages.__globals__ }}",
    "{% import 'os' as os %}{{ os.popen('id') }}",
    "{{ ''.format_map.__self__.__class__ }}",
    "{{ (''|attr('format')).__func__.__globals__ }}",
]


@pytest.mark.parametrize("template", INJECTIONS)
async def test_injections_reach_nothing(either: ZygoteSandbox, template: str) -> None:
    try:
        text = await either.render(template, {"x": 1})
    except CodeFailed as error:
        text = str(error)
    assert "<class" not in text
    assert "uid=" not in text
    assert "environ(" not in text
    assert "subclasses()" not in text or "unsafe" in text
    assert await either.render("{{ a }}", {"a": 1}) == "1"


@pytest.mark.parametrize(
    "template",
    [
        "{% for i in range(99999) %}{% for j in range(99999) %}{{ i }}{% endfor %}{% endfor %}",
        "{{ 'x' * 10 ** 10 }}",
        "{{ 9 ** (9 ** 9) }}",
        "{{ range(10 ** 9) | list }}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{{ 'x' * 20000000 }}",
        "{{ 'a' | center(10 ** 11) }}",
        "{{ lipsum(n=10 ** 6) }}",
    ],
)
async def test_hostile_templates_fail_and_the_next_works(sandbox: ZygoteSandbox, template: str) -> None:
    with pytest.raises(CodeFailed):
        await sandbox.render(template, {})
    assert await sandbox.render("{{ a }}", {"a": 1}) == "1"
