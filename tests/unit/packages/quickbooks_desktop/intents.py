"""Records on their way out, for tests of what happens before anything is sent."""

from __future__ import annotations

from tests.unit.packages.intents import intent

__all__ = ["intent"]
