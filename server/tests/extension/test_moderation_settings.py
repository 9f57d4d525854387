"""What can be published."""

from typing import Any

import pytest

from tenon.domain.extension import moderation_settings as settings
from tenon.domain.moderation.review import Verdict, verdict
from tenon.errors import InvalidParam

ON = {"enabled": True, "preset_response": "No."}
OFF = {"enabled": False, "preset_response": ""}


def feature(kind: str, **config: Any) -> dict[str, Any]:
    return {"sensitive_word_avoidance": {"enabled": True, "type": kind, "config": config}}


@pytest.mark.parametrize(
    ("features", "text"),
    [
        (feature("keywords", keywords="a", inputs_config=OFF, outputs_config=OFF), "switch moderation"),
        (feature("", inputs_config=ON), "choose what"),
        (feature("keywords", keywords="a", inputs_config={"enabled": True}), "preset reply for inputs"),
        (
            feature("keywords", keywords="a", outputs_config={"enabled": True, "preset_response": "x" * 101}),
            "more than 100 characters",
        ),
        (feature("keywords", keywords=" \n", inputs_config=ON), "enter keywords"),
        (feature("keywords", keywords="a\n" * 101, inputs_config=ON), "more than 100 keywords"),
        (feature("keywords", keywords="a" * 101, inputs_config=ON), "a keyword has more"),
        (feature("api", inputs_config=ON), "choose an API extension"),
    ],
)
def test_settings_that_cannot_be_published(features: dict[str, Any], text: str) -> None:
    with pytest.raises(InvalidParam, match=text):
        settings.check(features)


def test_off_is_always_right() -> None:
    settings.check({})
    settings.check({"sensitive_word_avoidance": {"enabled": False, "type": "", "configs": []}})
    assert settings.read({"sensitive_word_avoidance": {"enabled": False}}) is None
    assert settings.read({"sensitive_word_avoidance": None}) is None


@pytest.mark.parametrize(
    "answer",
    [
        None,
        [],
        {},
        {"flagged": "yes"},
        {"flagged": True},
        {"flagged": True, "action": "direct_output"},
        {"flagged": True, "action": "explode"},
        {"flagged": True, "action": "overridden", "inputs": []},
        {"flagged": True, "action": "overridden", "text": 3},
    ],
)
def test_malformed_verdicts(answer: object) -> None:
    with pytest.raises(ValueError, match=r"answer|action"):
        verdict(answer)


def test_not_flagged_is_nothing_whatever_else_is_said() -> None:
    assert verdict({"flagged": False, "action": "direct_output", "preset_response": "No."}) is None
    expected = Verdict("overridden", inputs={"a": "b"}, query="q", text=None)
    assert verdict({"flagged": True, "action": "overridden", "inputs": {"a": "b"}, "query": "q"}) == expected
