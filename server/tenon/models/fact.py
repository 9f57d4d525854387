"""Data that is made by the thousand and never changed."""

from dataclasses import dataclass, field
from typing import dataclass_transform


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def fact[T](cls: type[T]) -> type[T]:
    """A dataclass with slots that the type checker holds to be frozen: freezing it at run time makes it four times as
    slow to create.
    """
    return dataclass(slots=True)(cls)
