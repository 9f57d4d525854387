"""The composition root: reads settings, opens adapters, hands them to domains."""

from tenon.wiring.compose import build
from tenon.wiring.container import Container

__all__ = ["Container", "build"]
