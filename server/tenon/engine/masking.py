"""Keeps the values of secret environment variables out of what is told of a run."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, cast

from tenon.engine.events import (
    AgentLog,
    ContainerFinished,
    ContainerStarted,
    Event,
    NodeFinished,
    NodeRetry,
    RunFinished,
)

MASK: Final = "******"
_SHORTEST: Final = 4
"""Shorter secrets are left alone: hiding every `a` of a trace would hide the trace."""


def masking(secrets: Iterable[object]) -> Callable[[Any], Any] | None:
    """Gives an event without the secrets: not in inputs, process data, logs and error texts. None without secrets.

    Outputs stay as they are: later nodes and a resumed run need them.
    """
    texts = sorted({str(secret) for secret in secrets if len(str(secret or "")) >= _SHORTEST}, key=len, reverse=True)
    if not texts:
        return None
    return _Mask(re.compile("|".join(map(re.escape, texts)))).event


class _Mask:
    def __init__(self, pattern: re.Pattern[str]) -> None:
        self._pattern = pattern

    def event(self, event: Event) -> Event:
        match event:
            case NodeFinished():
                return self._node(event)
            case NodeRetry():
                return replace(event, failed=self._node(event.failed))
            case ContainerStarted():
                return replace(event, inputs=self.value(event.inputs))
            case ContainerFinished():
                return replace(event, inputs=self.value(event.inputs), error=self.value(event.error))
            case AgentLog():
                return replace(event, data=self.value(event.data), error=self.value(event.error))
            case RunFinished():
                return replace(event, error=self.value(event.error))
            case _:
                return event

    def _node(self, event: NodeFinished) -> NodeFinished:
        return replace(
            event,
            inputs=self.value(event.inputs),
            process_data=self.value(event.process_data),
            error=self.value(event.error),
        )

    def value(self, value: Any) -> Any:
        """The value with every text in it masked; what is no text, list or mapping stays."""
        if isinstance(value, str):
            return self._pattern.sub(MASK, value)
        if isinstance(value, dict):
            return {key: self.value(item) for key, item in cast(Mapping[str, Any], value).items()}
        if isinstance(value, (list, tuple)):
            return [self.value(item) for item in cast(Sequence[Any], value)]
        return value
