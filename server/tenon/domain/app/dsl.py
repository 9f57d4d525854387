"""The DSL format: versions, reading a file into an app's parts, writing the parts back (contract: dsl.md 1-4)."""

import base64
import re
from copy import deepcopy
from hashlib import sha256
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from tenon.domain.app.schemas import ImportStatus
from tenon.domain.workflow.content import Content, is_secret, mapping, mappings

CURRENT = "0.5.0"
"""The version our exports carry."""
_VERSION = re.compile(r"\s*v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:[-+.].*)?\s*")
_WORKFLOW_MEMBERS = ("graph", "features", "environment_variables", "conversation_variables")
SCHEDULE: dict[str, Any] = {
    "mode": "visual",
    "frequency": "daily",
    "visual_config": {"time": "12:00 AM", "on_minute": 0, "weekdays": ["sun"], "monthly_days": [1]},
    "timezone": "UTC",
}
"""What an export writes in place of the real schedule of a trigger."""


def parse_version(version: str) -> tuple[int, int, int] | None:
    """Major, minor, patch; None when it cannot be read."""
    match = _VERSION.fullmatch(version)
    return (int(match[1]), int(match[2] or 0), int(match[3] or 0)) if match else None


def verdict(version: str) -> ImportStatus:
    """What becomes of a file of this version."""
    file, server = parse_version(version), parse_version(CURRENT)
    if file is None or server is None:
        return "failed"
    if file > server or file[0] < server[0]:
        return "pending"
    return "completed-with-warnings" if file[1] < server[1] else "completed"


def read_workflow(section: dict[str, Any], workspace_id: UUID) -> Content:
    """The content of a file's `workflow`: editor state left out, knowledge ids readable here or dropped."""
    graph = deepcopy(mapping(section.get("graph")))
    for item in (*mappings(graph.get("nodes")), *mappings(graph.get("edges"))):
        _drop_editor_state(item)
    for node in mappings(graph.get("nodes")):
        data = mapping(node.get("data"))
        if data.get("type") == "knowledge-retrieval" and isinstance(data.get("dataset_ids"), list):
            found = [_dataset_id(workspace_id, str(value)) for value in data["dataset_ids"]]
            data["dataset_ids"] = [value for value in found if value is not None]
    extra = {name: value for name, value in section.items() if name not in _WORKFLOW_MEMBERS}
    return Content(
        graph,
        deepcopy(mapping(section.get("features"))),
        deepcopy(mappings(section.get("environment_variables"))),
        deepcopy(mappings(section.get("conversation_variables"))),
        deepcopy(extra),
    )


def _drop_editor_state(item: dict[str, Any]) -> None:
    for part in (item, mapping(item.get("data"))):
        for name in [name for name in part if str(name).startswith("_")]:
            del part[name]


def write_workflow(
    content: Content, order: list[str], workspace_id: UUID, *, include_secret: bool, hide_datasets: bool
) -> dict[str, Any]:
    """The `workflow` of a file, its members in the order they came in; what must not leave is taken out."""
    graph = deepcopy(content.graph)
    for node in mappings(graph.get("nodes")):
        _clean(mapping(node.get("data")), workspace_id, include_secret=include_secret, hide_datasets=hide_datasets)
    variables = [
        {**item, "value": ""} if is_secret(item) and not include_secret else item
        for item in content.environment_variables
    ]
    members: dict[str, Any] = {
        "graph": graph,
        "features": content.features,
        "environment_variables": variables,
        "conversation_variables": content.conversation_variables,
        **content.extra,
    }
    wanted = [name for name in order if name in members] or list(members)
    wanted += [name for name, value in members.items() if name not in wanted and value]
    return {name: members[name] for name in wanted}


def _clean(data: dict[str, Any], workspace_id: UUID, *, include_secret: bool, hide_datasets: bool) -> None:
    kind = data.get("type")
    if kind == "tool" and not include_secret:
        data.pop("credential_id", None)
    elif kind == "agent" and not include_secret:
        for tool in mappings(mapping(mapping(data.get("agent_parameters")).get("tools")).get("value")):
            tool.pop("credential_id", None)
    elif kind == "knowledge-retrieval" and hide_datasets and isinstance(data.get("dataset_ids"), list):
        data["dataset_ids"] = [hide_dataset_id(workspace_id, str(value)) for value in data["dataset_ids"]]
    elif kind == "trigger-schedule":
        data["config"] = deepcopy(SCHEDULE)
    elif kind == "trigger-webhook":
        data |= {"webhook_url": "", "webhook_debug_url": ""}
    elif kind == "trigger-plugin":
        data["subscription_id"] = ""


def write_settings(settings: dict[str, Any]) -> dict[str, Any]:
    """`model_config` of a file: credentials of tools never leave."""
    written = deepcopy(settings)
    for tool in mappings(mapping(written.get("agent_mode")).get("tools")):
        tool.pop("credential_id", None)
    return written


def _cipher(workspace_id: UUID) -> Cipher[modes.CBC]:
    key = sha256(str(workspace_id).encode()).digest()
    return Cipher(algorithms.AES256(key), modes.CBC(key[:16]))


def hide_dataset_id(workspace_id: UUID, dataset_id: str) -> str:
    """A knowledge base's id, readable only in its own workspace."""
    padder = padding.PKCS7(128).padder()
    encryptor = _cipher(workspace_id).encryptor()
    data = padder.update(dataset_id.encode()) + padder.finalize()
    return base64.b64encode(encryptor.update(data) + encryptor.finalize()).decode()


def _dataset_id(workspace_id: UUID, value: str) -> str | None:
    """A knowledge base's id as it is in the file, or decrypted; None when it is not one of this workspace."""
    if _is_uuid(value):
        return value
    try:
        decryptor, unpadder = _cipher(workspace_id).decryptor(), padding.PKCS7(128).unpadder()
        data = decryptor.update(base64.b64decode(value, validate=True)) + decryptor.finalize()
        found = (unpadder.update(data) + unpadder.finalize()).decode()
    except ValueError:
        return None
    return found if _is_uuid(found) else None


def _is_uuid(value: str) -> bool:
    try:
        UUID(value)
    except ValueError:
        return False
    return True
