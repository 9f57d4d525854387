"""What the model is told: the task of each kind, and the wish with everything that belongs to it."""

import json
import re
from typing import Any

from tenon.domain.generator.schemas import Generate, Kind, Named
from tenon.models.messages import Message

LONGEST = 12_000
"""Characters of a run's inputs or outputs that are shown to the model."""

_PROMPT = """\
You write prompts for language models. Write one prompt that does what the request asks for.

What makes it good:
- It says who the model is, what it has to do with what it is given, how the answer is built and how long it is, and
  what to do when something is missing, unclear or outside the task.
- It is concrete: steps where order matters, criteria where something is judged, one short example where words alone
  could be misread. It holds nothing that does not change the answer.
- Values that change with each use stand in it as variables, exactly as <variables> spells them, braces included.
  Use those the task needs, at the place where they are read, each under a heading or between tags that tell what it
  is. Never make up a variable. Keep the variables of the current prompt unless the request drops them.
- It is in the language of the request, unless that names another.
- When there is a current prompt, improve that one: keep what works, change what the request or the last run gives
  reason to change.

Answer with the prompt alone: no preface, no explanation, no code fence around it."""

_IDEAL = "\n\n<ideal_answer> shows what an answer to the prompt should look like. Do not copy it into the prompt."

_CODE = """\
You write the code of one step of a workflow, in {language}. Write one complete program that does what the request asks.

Rules of the place where it runs:
- {signature}
- {result}
- Input values have the types given in <variables>: number may be whole or with a fraction, object is a JSON object,
  array[...] a list, file an object with fields such as name, extension and url. A value can be empty or null: then
  return something sensible instead of failing.
- There is no file system and no other process. {network}
- Only the standard library{libraries}; nothing can be installed. Time and memory are limited.
- No test calls and no printing outside of `main`. Comments only where the reason is not plain.
- When there is current code, change that as little as the request needs. When the last run failed, find the cause of
  that error and remove it.

Answer with the program alone: no preface, no explanation, no code fence around it."""

_PYTHON = {
    "language": "Python 3",
    "signature": "It defines `def main(...) -> dict:` whose parameters are named exactly as the inputs in <variables>.",
    "result": "`main` returns a dict that has exactly the keys listed in <outputs>, each with a value of its type.",
    "libraries": ", requests, numpy and pandas",
    "network": "Other servers are called only where the request asks for it, with a timeout and errors handled.",
}
_JAVASCRIPT = {
    "language": "JavaScript",
    "signature": "It defines `function main({ a, b })`: one object is taken apart, its names are exactly the inputs in "
    "<variables>.",
    "result": "`main` returns an object that has exactly the keys listed in <outputs>, each with a value of its type.",
    "libraries": " of the language itself",
    "network": "There is no network.",
}

_SCHEMA = """\
You write JSON schemas for the answers of language models. Write one schema that fits what the request describes.

- The root is {"type": "object", "properties": {...}, "required": [...], "additionalProperties": false}; objects inside
  are built the same way.
- Types are string, number, boolean, object and array; an array has "items". A fixed choice is a string with "enum".
  Nothing else: no $ref, no anyOf, no format.
- Names are short, in lower_snake_case and in English unless the request names them. Every property has a
  "description" of one sentence, in the language of the request, that tells the model what to put there.
- Everything is required except what the request calls optional.
- When there is a current schema, change that one: keep the names and the order of what stays.

Answer with the JSON of the schema alone: no preface, no explanation, no code fence."""

_PLACES = {
    "current_prompt": "the current text (see <current>)",
    "current_code": "the current text (see <current>)",
    "current": "the current text (see <current>)",
    "last_run": "the last run (see <last_run>)",
    "error_message": "the error message of the last run (see <error_message>)",
}
_PLACE = re.compile(r"\{\{#?\s*(" + "|".join(_PLACES) + r")\s*#?\}\}")
_FENCE = re.compile(r"```[\w+-]*[ \t]*\n(.*?)\n?[ \t]*```", re.DOTALL)
_THOUGHT = re.compile(r"<think>.*?(?:</think>|$)", re.DOTALL)


def messages(kind: Kind, wish: Generate) -> list[Message]:
    """The task and the wish."""
    parts = [_block("request", _PLACE.sub(lambda found: _PLACES[found[1]], wish.instruction.strip()))]
    if wish.current.strip():
        parts.append(_block("current", wish.current.strip()))
    if wish.inputs:
        parts.append(_block("variables", _names(wish.inputs)))
    if wish.outputs:
        parts.append(_block("outputs", _names(wish.outputs)))
    if wish.last_run is not None:
        seen = {"inputs": wish.last_run.inputs, "outputs": wish.last_run.outputs}
        parts.append(_block("last_run", "\n".join(f"{name}: {_short(value)}" for name, value in seen.items())))
        if wish.last_run.error:
            parts.append(_block("error_message", wish.last_run.error[:LONGEST]))
    if wish.ideal.strip():
        parts.append(_block("ideal_answer", wish.ideal.strip()))
    return [Message("system", _task(kind, wish)), Message("user", "\n\n".join(parts))]


def _task(kind: Kind, wish: Generate) -> str:
    if kind == "prompt":
        ideal = (
            "\n\n<ideal_answer> shows what an answer to the prompt should look like; do not copy it into the prompt."
        )
        return _PROMPT + (ideal if wish.ideal.strip() else "")
    if kind == "schema":
        return _SCHEMA
    return _CODE.format_map(_JAVASCRIPT if wish.language == "javascript" else _PYTHON)


def _block(name: str, text: str) -> str:
    return f"<{name}>\n{text}\n</{name}>"


def _names(found: list[Named]) -> str:
    return "\n".join(f"{one.name}: {one.type}" if one.type else one.name for one in found)


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} … ({len(text)} characters in all)"


def result(kind: Kind, text: str) -> str:
    """What is to be used of an answer: no thoughts, no fence; of a schema the JSON, indented.

    Empty when there is nothing that can be used.
    """
    said = _THOUGHT.sub("", text).strip()
    if kind == "schema":
        return _schema(said)
    fences = _FENCE.findall(said)
    whole = _FENCE.fullmatch(said)
    if whole is not None and len(fences) == 1:
        return whole[1].strip("\n")
    return max(fences, key=len).strip("\n") if kind == "code" and fences else said


def _schema(said: str) -> str:
    start, end = said.find("{"), said.rfind("}")
    try:
        found = json.loads(said[start : end + 1]) if 0 <= start < end else None
    except ValueError:
        return ""
    usable = isinstance(found, dict) and "properties" in found
    return json.dumps(found, ensure_ascii=False, indent=2) if usable else ""
