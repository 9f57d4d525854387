"""What is to be executed, for whom."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

from tenon.engine.basic.config import is_agent
from tenon.engine.graph import Graph

AppMode = Literal["workflow", "advanced-chat", "chat", "completion", "agent-chat"]
Origin = Literal["service-api", "web-app", "debugging"]
"""Where a run or conversation came from; each side lists only its own."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who started it. `name` is the session id of an end user or the name of an account."""

    role: Literal["end_user", "account"]
    id: UUID
    name: str
    origin: Origin
    email: str = ""

    def wire(self) -> dict[str, Any]:
        """`created_by` of the service API."""
        if self.role == "end_user":
            return {"id": str(self.id), "user": self.name}
        return {"id": str(self.id), "name": self.name, "email": self.email}

    def stored(self) -> dict[str, Any]:
        """As kept in the run's `spec`."""
        return {"role": self.role, "id": str(self.id), "name": self.name, "origin": self.origin, "email": self.email}

    @staticmethod
    def from_stored(data: Mapping[str, Any]) -> "Actor":
        """Read it back."""
        return Actor(data["role"], UUID(data["id"]), data["name"], data["origin"], data.get("email", ""))


@dataclass(frozen=True, slots=True)
class Version:
    """A draft or published version, ready to run. `environment` is decrypted and never stored with a run.

    `conversation_variables` are the declarations of the document; `graph_id` is set for drafts;
    `secrets` are the names of secret environment variables. Of a basic app `config` is the `model_config`, which holds
    the features too, `aliases` names the system values that stand for variables (`engine.basic.config.aliases`), and
    `engine_mode` is how its graph runs.
    """

    id: UUID
    app_id: UUID
    workspace_id: UUID
    version: str
    mode: AppMode
    graph: Graph
    stored_graph: dict[str, Any]
    features: dict[str, Any]
    environment: dict[str, Any]
    conversation_variables: list[dict[str, Any]]
    graph_id: str | None = None
    secrets: tuple[str, ...] = ()
    config: dict[str, Any] | None = None
    aliases: dict[str, str] = field(default_factory=dict[str, str])

    @property
    def engine_mode(self) -> Literal["workflow", "advanced-chat"]:
        """How the engine runs it."""
        return "workflow" if self.mode in ("workflow", "completion") else "advanced-chat"

    @property
    def agent(self) -> bool:
        """Whether an agent of a basic app answers, which is told in thoughts."""
        return self.config is not None and is_agent(self.mode, self.config)


STEP = "single-step"
"""`triggered_from` of a run of one node of a draft. Lists of runs leave it out, and it is not resumed."""


@dataclass(frozen=True, slots=True)
class Only:
    """The one node that is run, and what it reads: values by node id, then by name."""

    node_id: str
    values: dict[str, dict[str, Any]]


@dataclass(slots=True)
class RunRequest:
    """One execution. `inputs` are checked; `system` has the `sys.` values without their prefix.

    `conversation` are the conversation variables as they are now; `extra` is kept for a resume. With `only` one node
    is run alone.
    """

    id: UUID
    version: Version
    actor: Actor
    triggered_from: Literal["app-run", "debugging", "single-step"]
    inputs: dict[str, Any]
    system: dict[str, Any]
    limit: int = 0
    conversation: dict[str, Any] = field(default_factory=dict[str, Any])
    conversation_id: UUID | None = None
    message_id: UUID | None = None
    extra: dict[str, Any] = field(default_factory=dict[str, Any])
    only: Only | None = None
