"""Where actions on many failures are kept."""

from __future__ import annotations

from typing import Protocol

from bookbridge.domain.failure_actions import FailureAction


class FailureActions(Protocol):
    """The actions of all companies; every call names the company. Progress is written through transactions."""

    def get(self, company_id: str, action_id: str) -> FailureAction | None:
        """One action; strongly consistent."""
        ...

    def latest(self, company_id: str, request: str) -> str:
        """The id of the latest action with this request (its digest), which may be long gone; empty: there was none."""
        ...

    def add(self, action: FailureAction, instead_of: str) -> bool:
        """Write a new action, as the latest one with its request.

        False, and nothing is written, when its id is taken or the latest one is no longer `instead_of` (empty: none).
        """
        ...

    def finish(self, action: FailureAction) -> bool:
        """State how it ended, whoever is carrying it out; False when that was stated before, and is final.

        How far it came stays as it is stored, and whoever goes on with it is refused from then on.
        """
        ...

    def page(self, company_id: str, cursor: str | None, limit: int) -> tuple[tuple[FailureAction, ...], str | None]:
        """Newest first, and the next cursor. Their ids sort by time."""
        ...
