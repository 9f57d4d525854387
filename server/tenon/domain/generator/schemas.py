"""What a builder asks for."""

from typing import Annotated, Any, Literal

from pydantic import Field

from tenon.kit.shapes import Shape

Kind = Literal["prompt", "code", "schema"]


class ChosenModel(Shape):
    """The model that writes, as apps name it."""

    provider: str = Field(min_length=1, max_length=255)
    name: str = Field(min_length=1, max_length=255)
    completion_params: dict[str, Any] = Field(default_factory=dict[str, Any])


class Named(Shape):
    """A value that the text may use or has to give. `name` is what the text writes, with braces where they belong."""

    name: str = Field(min_length=1, max_length=255)
    type: str = Field("", max_length=64)


Names = Annotated[list[Named], Field(max_length=200)]


class LastRun(Shape):
    """What the node or app took and gave when it last ran."""

    inputs: Any = None
    outputs: Any = None
    error: str = Field("", max_length=20_000)


class Generate(Shape):
    """A wish. Without a `model` the workspace's default one writes.

    The instruction may name `{{current_prompt}}`, `{{current_code}}`, `{{last_run}}` and `{{error_message}}`. `current`
    is the text to improve, `ideal` an example of a good answer. `inputs` are the values that can be used, `outputs`
    those that code must return; `language` is that of the code.
    """

    instruction: str = Field(min_length=1, max_length=20_000)
    model: ChosenModel | None = None
    current: str = Field("", max_length=200_000)
    ideal: str = Field("", max_length=20_000)
    language: Literal["python3", "javascript"] = "python3"
    inputs: Names = Field(default_factory=list[Named])
    outputs: Names = Field(default_factory=list[Named])
    last_run: LastRun | None = None
