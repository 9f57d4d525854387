"""What code extensions build on. Inside their process this module is importable as `tenon_extension`.

The same classes are found under the import paths of existing extensions: `core.external_data_tool.base` and
`core.moderation.base`.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, ClassVar


class ExternalDataTool(ABC):
    """Fetches the value of a variable. `name` equals the names of folder and file."""

    name: ClassVar[str]
    module: ClassVar[str] = "external_data_tool"

    def __init__(
        self, tenant_id: str = "", app_id: str = "", variable: str = "", config: dict[str, Any] | None = None
    ) -> None:
        self.tenant_id, self.app_id, self.variable, self.config = tenant_id, app_id, variable, config or {}

    @classmethod
    @abstractmethod
    def validate_config(cls, tenant_id: str, config: dict[str, Any]) -> None:
        """Raise `ValueError` when the settings are not usable; its text is shown to the builder."""

    @abstractmethod
    def query(self, inputs: dict[str, Any], query: str | None = None) -> str:
        """The value: a text."""


class ModerationAction(Enum):
    """What happens to a flagged text."""

    DIRECT_OUTPUT = "direct_output"
    OVERRIDDEN = "overridden"


@dataclass
class ModerationInputsResult:
    """The verdict on what a user sent."""

    flagged: bool = False
    action: ModerationAction = ModerationAction.DIRECT_OUTPUT
    preset_response: str = ""
    inputs: dict[str, Any] = field(default_factory=dict[str, Any])
    query: str = ""


@dataclass
class ModerationOutputsResult:
    """The verdict on a piece of an answer."""

    flagged: bool = False
    action: ModerationAction = ModerationAction.DIRECT_OUTPUT
    preset_response: str = ""
    text: str = ""


class Moderation(ABC):
    """Judges what users send and what models answer. `name` equals the names of folder and file."""

    name: ClassVar[str]
    module: ClassVar[str] = "moderation"

    def __init__(self, app_id: str = "", tenant_id: str = "", config: dict[str, Any] | None = None) -> None:
        self.app_id, self.tenant_id, self.config = app_id, tenant_id, config or {}

    @classmethod
    @abstractmethod
    def validate_config(cls, tenant_id: str, config: dict[str, Any]) -> None:
        """Raise `ValueError` when the settings are not usable; its text is shown to the builder."""

    @abstractmethod
    def moderation_for_inputs(self, inputs: dict[str, Any], query: str = "") -> ModerationInputsResult:
        """Judge the variables and the message."""

    @abstractmethod
    def moderation_for_outputs(self, text: str) -> ModerationOutputsResult:
        """Judge a piece of the answer."""

    @classmethod
    def _validate_inputs_and_outputs_config(  # pyright: ignore[reportUnusedFunction] - called by extensions
        cls, config: dict[str, Any], is_preset_response_required: bool
    ) -> None:
        sides: dict[str, dict[str, Any]] = {
            name: config.get(name) or {} for name in ("inputs_config", "outputs_config")
        }
        if not any(side.get("enabled") for side in sides.values()):
            raise ValueError("At least one of inputs_config or outputs_config must be enabled")
        for name, side in sides.items():
            if not side.get("enabled") or not is_preset_response_required:
                continue
            preset = side.get("preset_response")
            if not preset:
                raise ValueError(f"{name}.preset_response is required")
            if len(preset) > 100:
                raise ValueError(f"{name}.preset_response must be less than 100 characters")
