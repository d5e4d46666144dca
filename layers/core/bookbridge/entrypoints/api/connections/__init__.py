"""Connections: settings, consent and tokens, connector keys and pairings."""

from __future__ import annotations

from . import binding, connectors, consent
from .group import GROUP

__all__ = ["GROUP", "binding", "connectors", "consent"]
