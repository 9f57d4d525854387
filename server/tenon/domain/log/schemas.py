"""What the log routes take and answer; times in Unix seconds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from tenon.domain.conversation.schemas import ConversationItem, MessageItem
from tenon.kit.pagination import Page, Slice
from tenon.kit.shapes import Shape

Sort = Literal["-created_at", "-updated_at"]
Rating = Literal["like", "dislike"]


@dataclass(frozen=True, slots=True)
class LogQuery:
    """What a log of conversations is narrowed to; `since` and `until` are held against the time it is sorted by."""

    sort: Sort = "-created_at"
    since: datetime | None = None
    until: datetime | None = None
    keyword: str = ""
    status: Literal["normal", "error"] | None = None
    rating: Rating | None = None
    annotated: bool | None = None
    source: Literal["service-api", "web-app"] | None = None


@dataclass(frozen=True, slots=True)
class RunQuery:
    """What a log of runs is narrowed to."""

    keyword: str = ""
    status: str | None = None
    since: datetime | None = None
    until: datetime | None = None


class LogUser(Shape):
    """Who used the app: `name` is the session id where nothing better is known."""

    id: UUID
    name: str
    type: str
    anonymous: bool


class Ratings(Shape):
    """How often one side liked and disliked."""

    like: int = 0
    dislike: int = 0


class ConversationLog(ConversationItem):
    """A conversation in the log; `summary` is what it began with."""

    summary: str
    source: str
    user: LogUser | None
    messages: int
    errors: int
    tokens: int
    price: str
    currency: str
    user_ratings: Ratings
    team_ratings: Ratings
    annotations: int


class ConversationLogPage(Page[ConversationLog]):
    """One page, newest first."""


class GivenFeedback(Shape):
    """What one side thinks of an answer; `by` is a name of the team."""

    rating: str
    content: str | None
    by: str | None


class LogAnnotation(Shape):
    """The annotation made of a message."""

    id: UUID
    question: str
    answer: str


class LogMessage(MessageItem):
    """A turn as the team reads it; `models` are those that its run used."""

    run_id: UUID | None
    models: Sequence[str]
    user_feedback: GivenFeedback | None
    team_feedback: GivenFeedback | None
    annotation: LogAnnotation | None


class LogMessageSlice(Slice[LogMessage]):
    """Turns of a page, oldest first; pages go back in time."""


class TeamFeedback(Shape):
    """What the team thinks of an answer; no rating withdraws it."""

    rating: Rating | None
    content: str | None = Field(None, max_length=2000)


class RunLog(Shape):
    """A run of a published workflow."""

    id: UUID
    version: str
    status: str
    error: str | None
    elapsed_time: float
    total_tokens: int
    total_steps: int
    source: str
    user: LogUser | None
    created_at: int
    finished_at: int | None


class RunLogPage(Page[RunLog]):
    """One page, newest first."""


class DayFigures(Shape):
    """The use of one day; `messages` counts runs where the app is a workflow."""

    date: str
    messages: int = 0
    conversations: int = 0
    users: int = 0
    tokens: int = 0
    price: str = "0"
    errors: int = 0
    seconds: float = 0
    speed: float = 0
    likes: int = 0
    dislikes: int = 0


class Figures(Shape):
    """The use of an app over some days, oldest first.

    `total.users` counts each user once; `seconds` is a mean, `speed` tokens per second.
    """

    currency: str
    days: Sequence[DayFigures]
    total: DayFigures
    previous: DayFigures
    """The total of as many days before."""
