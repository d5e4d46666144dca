"""Where connections and their tokens are kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bookbridge.domain.connections import Connection, Credentials, DuePoll


class Connections(Protocol):
    """The connections, one a company, each bound to an organisation that no other company has."""

    def get(self, company_id: str) -> Connection | None:
        """The company's connection; strongly consistent."""
        ...

    def save(self, connection: Connection) -> Connection:
        """Write a connection and return it with its new `version`.

        Keeps the binding of `organisation_id` unique: raises `Conflict` when another company has it. A changed or
        emptied `organisation_id` frees the former one. Raises `Outdated` when the stored version is another than the
        one given (0: must not exist yet).
        """
        ...

    def company_ids(self, package: str, organisation_ids: Sequence[str]) -> dict[str, str]:
        """Company by organisation, for those that are bound."""
        ...

    def due(self, shard: int, now: datetime, limit: int) -> tuple[DuePoll, ...]:
        """Companies of one shard (0 to DUE_SHARDS - 1) whose `next_poll_at` has come, longest due first.

        May lag a moment behind writes.
        """
        ...

    def claim_poll(self, company_id: str, due_before: datetime, next_poll_at: datetime) -> bool:
        """Set the next poll if it is still due; False when another tick was faster. Does not touch `version`."""
        ...

    def advance_cursor(self, company_id: str, cursor: datetime, *, thorough: bool) -> None:
        """Move the cursor forward, after a thorough poll also the one of thorough polls.

        A smaller one than the stored changes nothing. Does not touch `version`.
        """
        ...

    def park(self, company_id: str, until: datetime) -> None:
        """Let no session start and no poll run before `until`. Does not touch `version`."""
        ...

    def note_reconsidered(self, company_id: str, version: int) -> None:
        """The records of all types in `to_reconsider` were looked through with the settings of this `version`.

        Changes nothing if the connection was written since: then they must be looked through again.
        """
        ...

    def note_sync(self, company_id: str, at: datetime) -> None:
        """Remember when a session last ended well. Does not touch `version`."""
        ...

    def page(self, cursor: str | None, limit: int) -> tuple[tuple[Connection, ...], str | None]:
        """All connections, for the operator; returns the next cursor."""
        ...


class CredentialStore(Protocol):
    """Sealed OAuth tokens."""

    def get(self, company_id: str) -> Credentials | None:
        """The company's tokens, opened; strongly consistent."""
        ...

    def put(self, credentials: Credentials) -> None:
        """Replace the tokens (a new consent), whatever was stored."""
        ...

    def claim_refresh(self, company_id: str, version: int, now: datetime, until: datetime) -> bool:
        """Become the one worker that refreshes this version; False when another holds an unexpired claim or is done."""
        ...

    def save_refreshed(self, credentials: Credentials, replaced_version: int) -> bool:
        """Store refreshed tokens and end the claim; False when the version was replaced meanwhile."""
        ...

    def release_refresh(self, company_id: str, version: int) -> None:
        """End a claim without new tokens."""
        ...

    def delete(self, company_id: str) -> None:
        """Forget the tokens."""
        ...
