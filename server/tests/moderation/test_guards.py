"""Guards over a run, without a run."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

import pytest

from tenon.domain.extension.errors import ExtensionFailed
from tenon.domain.moderation.keywords import Keywords
from tenon.domain.moderation.output import KeywordGuard, SliceGuard
from tenon.domain.moderation.review import Verdict, texts_of
from tenon.engine.events import AgentLog, RunFinished, TextChunk


@dataclass
class Heard:
    """What clients of a run get."""

    said: list[str] = field(default_factory=list[str])
    replaced: list[str] = field(default_factory=list[str])
    stopped: str = ""

    def say(self, event: TextChunk) -> None:
        self.said.append(event.text)

    def put_in_place(self, answer: str, reason: str) -> None:
        assert reason == "output_moderation"
        self.replaced.append(answer)

    def stop(self, reason: str) -> None:
        self.stopped = reason


def chunk(text: str) -> TextChunk:
    return TextChunk(text, ("llm", "text"), "llm")


def finished(status: Any = "succeeded", **outputs: str) -> RunFinished:
    return RunFinished("r", status, outputs, 0.0, 0.0, 0, 0, 0)


async def test_a_held_beginning_comes_at_the_end() -> None:
    heard, guard = Heard(), KeywordGuard(Keywords(["badword"]), "No.")
    guard.attach(heard)
    for text in ("all go", "od b", "a", "d"):
        assert guard.passes(chunk(text)) is False
    assert "".join(heard.said) == "all good "
    end = finished(answer="all good bad")
    assert await guard.settle(end) is end
    assert "".join(heard.said) == "all good bad"


async def test_what_was_said_before_a_restart_counts() -> None:
    heard, guard = Heard(), KeywordGuard(Keywords(["badword"]), "No.")
    guard.attach(heard)
    guard.passes(chunk("ord and more"))
    end = await guard.settle(finished(answer="a badword and more"))
    assert (heard.replaced, end.outputs["answer"], end.status) == (["No."], "No.", "succeeded")


@pytest.mark.parametrize("key", ["answer", "text"])
async def test_a_stopped_run_ends_with_the_preset(key: str) -> None:
    heard, guard = Heard(), KeywordGuard(Keywords(["badword"]), "No.", key)
    guard.attach(heard)
    guard.passes(chunk("a bad"))
    guard.passes(chunk("word"))
    assert (heard.said, heard.replaced, bool(heard.stopped)) == (["a "], ["No."], True)
    guard.passes(chunk(" and on"))
    end = await guard.settle(finished("stopped"))
    assert (end.status, end.outputs, heard.said) == ("succeeded", {key: "No."}, ["a "])


async def test_thoughts_of_agents_are_read_as_well() -> None:
    heard, guard = Heard(), KeywordGuard(Keywords(["badword"]), "No.")
    guard.attach(heard)
    assert guard.passes(AgentLog("1", "n", "e", "ROUND 1", "success", data={"output": {"thought": "fine"}}))
    assert not guard.passes(AgentLog("1", "n", "e", "ROUND 1", "success", data={"output": {"thought": "a badword"}}))
    assert heard.replaced == ["No."]


async def test_pieces_are_judged_while_text_goes_on() -> None:
    asked: list[str] = []
    gate = asyncio.Event()

    async def review(text: str) -> Verdict | None:
        asked.append(text)
        await gate.wait()
        return Verdict("overridden", text="[" + text[:3] + "]")

    heard, guard = Heard(), SliceGuard(review)
    guard.attach(heard)
    text = "x" * 250
    assert guard.passes(chunk(text))
    await asyncio.sleep(0)
    gate.set()
    end = await guard.settle(finished(answer=text))
    assert sorted(map(len, asked)) == [50, 100, 100]
    assert end.outputs["answer"] == "[xxx]" * 3
    assert heard.replaced[-1] == "[xxx]" * 3


async def test_a_phrase_over_two_pieces_is_found_at_the_end() -> None:
    asked: list[str] = []

    async def review(text: str) -> Verdict | None:
        asked.append(text)
        return Verdict("direct_output", "No.") if "badword" in text else None

    heard, guard = Heard(), SliceGuard(review)
    guard.attach(heard)
    text = "x" * 97 + "badword" + "y" * 20
    assert guard.passes(chunk(text))
    end = await guard.settle(finished(answer=text))
    assert asked == [text[:100], text[100:], text]
    assert (heard.replaced, end.outputs["answer"]) == (["No."], "No.")


async def test_a_reviewer_that_fails_ends_the_run() -> None:
    async def review(text: str) -> Verdict | None:
        raise ExtensionFailed("The extension 'A' failed: boom")

    heard, guard = Heard(), SliceGuard(review)
    guard.attach(heard)
    guard.passes(chunk("short"))
    end = await guard.settle(finished(answer="short"))
    assert (end.status, end.error) == ("failed", "The extension 'A' failed: boom")
    assert (end.outputs["answer"], heard.stopped) == ("short", end.error)


async def test_a_run_taken_up_again_is_judged_as_a_whole() -> None:
    asked: list[str] = []

    async def review(text: str) -> Verdict | None:
        asked.append(text)
        return Verdict("direct_output", "No.")

    heard, guard = Heard(), SliceGuard(review)
    guard.attach(heard)
    guard.passes(chunk("the end"))
    end = await guard.settle(finished(answer="the beginning and the end"))
    assert (asked, end.outputs["answer"]) == (["the beginning and the end"], "No.")


def test_texts_of_values() -> None:
    file = {"dify_model_identity": "__dify__file__", "type": "image"}
    value = {"a": ["one", {"b": "two", "c": file}], "d": 3, "e": True, "f": None, "g": file}
    assert list(texts_of(value)) == ["one", "two", "3"]
