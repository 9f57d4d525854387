"""What is known of a draft's variables when a node is to be run: what a member gave or got, and what always holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, cast
from uuid import UUID

from tenon.domain.conversation.earlier import default_of
from tenon.domain.debug.tables import DraftNodeRow
from tenon.domain.run.records import revive
from tenon.engine.errors import NodeError
from tenon.engine.nodes.loop import LoopVariable, initial_value
from tenon.engine.reads import Need
from tenon.engine.single import node_of
from tenon.engine.variables import MISSING

Source = Literal["run", "edited", "default", "missing"]
FORM_TYPES = {
    "number": "number",
    "checkbox": "boolean",
    "json_object": "object",
    "json": "object",
    "file": "file",
    "file-list": "array[file]",
    "files": "array[file]",
}
_SYSTEM = {"query": "string", "files": "array[file]", "dialogue_count": "number", "timestamp": "number"}


@dataclass(slots=True)
class Known:
    """Values by node id and name, of one member and one draft."""

    graph: Mapping[str, Any]
    conversation_variables: Sequence[dict[str, Any]]
    system: dict[str, Any]
    rows: dict[str, DraftNodeRow] = field(default_factory=dict[str, DraftNodeRow])

    def find(self, node_id: str, name: str) -> tuple[Any, Source]:
        """A value and where it comes from; `MISSING` when there is none."""
        row = self.rows.get(node_id)
        if row is not None:
            if name in (row.edits or {}):
                return revive((row.edits or {})[name]), "edited"
            if name in (row.outputs or {}):
                return revive((row.outputs or {})[name]), "run"
        value = self._default(node_id, name)
        return value, "missing" if value is MISSING else "default"

    def group(self, node_id: str) -> dict[str, Any]:
        """All values of a node that were given or got."""
        row = self.rows.get(node_id)
        return revive({**(row.outputs or {}), **(row.edits or {})}) if row is not None else {}

    def conversation(self) -> dict[str, Any]:
        """The conversation variables that are declared, as a run begins with them."""
        names = [str(item["name"]) for item in self.conversation_variables if item.get("name")]
        return {name: self.find("conversation", name)[0] for name in names}

    def type_of(self, need: Need) -> str | None:
        """The declared type, as far as it is known without a value."""
        if need.node_id == "sys":
            return _SYSTEM.get(need.name, "string")
        if need.node_id == "conversation":
            declared = self._declared(need.name)
            return declared.get("value_type") if declared else None
        variable = self._field(need.node_id, need.name)
        return FORM_TYPES.get(str(variable.get("type")), "string") if variable else None

    def _default(self, node_id: str, name: str) -> Any:
        if node_id == "sys":
            return self.system.get(name, MISSING)
        if node_id == "conversation":
            declared = self._declared(name)
            return MISSING if declared is None else default_of(declared)
        data = node_of(self.graph, node_id) or {}
        if data.get("type") == "iteration" and name == "index":
            return 0
        if data.get("type") == "loop":
            return _loop_default(data, name)
        value = self._field(node_id, name).get("default")
        return MISSING if value in (None, "") else value

    def _field(self, node_id: str, name: str) -> dict[str, Any]:
        """A field of the start form."""
        data = node_of(self.graph, node_id) or {}
        fields = cast("list[dict[str, Any]]", data.get("variables") or []) if data.get("type") == "start" else []
        return next((item for item in fields if item.get("variable") == name), dict[str, Any]())

    def _declared(self, name: str) -> dict[str, Any] | None:
        """A conversation variable as declared."""
        return next((item for item in self.conversation_variables if item.get("name") == name), None)


def _loop_default(data: Mapping[str, Any], name: str) -> Any:
    for item in cast("list[dict[str, Any]]", data.get("loop_variables") or []):
        if item.get("label") == name and item.get("value_type", "constant") == "constant":
            try:
                return initial_value(LoopVariable.model_validate(item), _Nothing())
            except NodeError:
                return MISSING
    return MISSING


class _Nothing:
    """No variables: constants read none."""

    def get(self, selector: Sequence[str]) -> Any:
        """Nothing."""
        raise NodeError(f"There is no {list(selector)} here.")

    def exists(self, selector: Sequence[str]) -> bool:
        """No."""
        return False

    def text(self, template: str, extra: Mapping[str, str] | None = None) -> str:
        """As it is."""
        return template


def system_values(app_id: UUID, workflow_id: UUID, account_id: UUID, kind: str) -> dict[str, Any]:
    """The system values that hold before anything ran."""
    values: dict[str, Any] = {
        "files": [],
        "user_id": str(account_id),
        "app_id": str(app_id),
        "workflow_id": str(workflow_id),
    }
    return {**values, "conversation_id": "", "dialogue_count": 0} if kind == "advanced-chat" else values
