"""What conversation routes answer (contract: service-api.md 2.8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tenon.kit.pagination import Slice
from tenon.kit.shapes import Shape


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose conversations: the app, where they come from, and who made them."""

    workspace_id: UUID
    app_id: UUID
    origin: str
    id: UUID


class ConversationItem(Shape):
    """A conversation as listed."""

    id: UUID
    name: str
    inputs: dict[str, Any]
    status: str
    introduction: str
    created_at: int
    updated_at: int


class ConversationSlice(Slice[ConversationItem]):
    """Conversations after a given one."""


class VariableItem(Shape):
    """A conversation variable; the value is text, JSON for objects and arrays."""

    id: UUID
    name: str
    value_type: str
    value: str
    description: str
    created_at: int
    updated_at: int


class VariableSlice(Slice[VariableItem]):
    """Variables after a given one."""


class FeedbackRating(Shape):
    """`like` or `dislike`."""

    rating: str


class MessageFileItem(Shape):
    """A file of a message."""

    id: UUID
    filename: str
    type: str
    url: str | None
    mime_type: str | None
    size: int | None
    transfer_method: str
    belongs_to: str | None
    upload_file_id: UUID | None


class AgentThoughtItem(Shape):
    """A round of an agent; `tool_input` and `observation` are JSON texts by tool name, `files` ids of message files."""

    id: UUID
    chain_id: UUID | None = None
    message_id: UUID
    position: int
    thought: str
    tool: str
    tool_labels: dict[str, Any]
    tool_input: str
    observation: str
    files: Sequence[str]
    created_at: int


class MessageItem(Shape):
    """One turn."""

    id: UUID
    conversation_id: UUID
    parent_message_id: UUID | None
    inputs: dict[str, Any]
    query: str
    answer: str
    message_files: Sequence[MessageFileItem]
    feedback: FeedbackRating | None
    retriever_resources: Sequence[dict[str, Any]]
    created_at: int
    agent_thoughts: Sequence[AgentThoughtItem] = ()
    status: str
    error: str | None
    extra_contents: Sequence[dict[str, Any]] = ()
    message_tokens: int
    answer_tokens: int
    total_tokens: int
    provider_response_latency: float
    total_price: str | None
    currency: str | None


class MessageSlice(Slice[MessageItem]):
    """Messages of a page, oldest first; pages go back in time."""


class FeedbackItem(Shape):
    """Feedback of an app's users and team; times in ISO 8601."""

    id: UUID
    app_id: UUID
    conversation_id: UUID
    message_id: UUID
    rating: str
    content: str | None
    from_source: str
    from_end_user_id: UUID | None
    from_account_id: UUID | None
    created_at: str
    updated_at: str


class FeedbackList(Shape):
    """A page without counters."""

    data: Sequence[FeedbackItem]


class Result(Shape):
    """It is done."""

    result: str = "success"


class Suggestions(Shape):
    """Up to three questions."""

    result: str = "success"
    data: Sequence[str]


class RemoteFacts(Shape):
    """What is known of a file at an address."""

    file_type: str
    file_length: int


class EndUserDetail(Shape):
    """A user of the app; times in ISO 8601."""

    id: UUID
    tenant_id: UUID
    app_id: UUID
    type: str
    external_user_id: str | None
    name: str | None
    is_anonymous: bool
    session_id: str
    created_at: str
    updated_at: str


class PromptMessage(Shape):
    """A message that went to a model; files are named by type and name."""

    role: str
    text: str
    files: Sequence[dict[str, Any]] = ()


class PromptCall(Shape):
    """What one node sent to its model."""

    node_id: str
    title: str
    provider: str | None
    model: str | None
    messages: Sequence[PromptMessage]


class PromptLog(Shape):
    """The prompt of a message: of its last model call, and of every one in their order."""

    messages: Sequence[PromptMessage]
    calls: Sequence[PromptCall]


class SavedItem(Shape):
    """A result that a visitor keeps."""

    id: UUID
    inputs: dict[str, Any]
    query: str
    answer: str
    message_files: Sequence[MessageFileItem]
    feedback: FeedbackRating | None
    created_at: int


class SavedSlice(Slice[SavedItem]):
    """Saved results after a given one."""


class SaveMessage(Shape):
    """The message to keep."""

    message_id: UUID
