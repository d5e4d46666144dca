"""Table `credentials`: OAuth tokens, sealed. Key: `company_id`.

The item outlives its tokens: `version` goes on rising, so that a refresh begun before a deletion or a new consent can
never overwrite what came after it.
"""

from __future__ import annotations

import json
import secrets
from datetime import datetime

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.operand import Path
from pynamodb.expressions.update import Action

from bookbridge.adapters.sealing import Sealer
from bookbridge.domain.connections import Credentials
from bookbridge.domain.timestamps import to_text

from .database import Database, Refused
from .table import Table, absent, either, present, sets
from .values import Row


def credentials_table(database: Database, name: str) -> Table:
    """The table `credentials`."""
    return Table(database, name, "company_id")


class DynamoDbCredentialStore:
    """Implements `CredentialStore`."""

    def __init__(self, credentials: Table, sealer: Sealer) -> None:
        self._credentials = credentials
        self._sealer = sealer

    def get(self, company_id: str) -> Credentials | None:
        """The company's tokens, opened. Raises `SealBroken` when they were sealed with another key."""
        row = self._credentials.get(company_id)
        return self._opened(row) if row and row.has("sealed") else None

    def put(self, credentials: Credentials) -> None:
        """Replace the tokens, whatever was stored, under a new version."""
        raised = Path("version").set((Path("version") | 0) + 1)
        self._credentials.update((credentials.company_id,), [*self._tokens(credentials), raised])

    def claim_refresh(self, company_id: str, version: int, now: datetime, until: datetime) -> bool:
        """Become the one worker that refreshes this version."""
        claim = secrets.token_hex(8)
        free = either(absent("refreshing_until"), Path("refreshing_until") <= to_text(now))
        try:
            self._credentials.update(
                (company_id,),
                sets({"refreshing_until": until, "refresh_claim": claim}),
                _is_stored(version) & free,
            )
        except Refused as refused:
            # a claim of our own there: it was made, its answer was lost, and the client asked again
            return refused.row is not None and refused.row.text("refresh_claim") == claim
        return True

    def save_refreshed(self, credentials: Credentials, replaced_version: int) -> bool:
        """Store refreshed tokens and end the claim."""
        actions = [*self._tokens(credentials), *sets({"version": replaced_version + 1})]
        return self._changed(credentials.company_id, actions, _is_stored(replaced_version))

    def release_refresh(self, company_id: str, version: int) -> None:
        """End a claim without new tokens."""
        self._changed(company_id, sets({"refreshing_until": None, "refresh_claim": None}), _is_stored(version))

    def delete(self, company_id: str) -> None:
        """Forget the tokens."""
        names = ("sealed", "organisation_id", "expires_at", "refresh_expires_at", "refreshing_until", "refresh_claim")
        self._changed(company_id, sets(dict.fromkeys(names)), present("sealed"))

    def _tokens(self, credentials: Credentials) -> list[Action]:
        tokens = json.dumps([credentials.access_token, credentials.refresh_token])
        return sets(
            {
                "sealed": self._sealer.seal(tokens.encode(), credentials.company_id),
                "organisation_id": credentials.organisation_id,
                "expires_at": credentials.expires_at,
                "refresh_expires_at": credentials.refresh_expires_at,
                "refreshing_until": None,
                "refresh_claim": None,
            }
        )

    def _opened(self, row: Row) -> Credentials:
        company_id = row.text("company_id")
        access_token, refresh_token = json.loads(self._sealer.open(row.binary("sealed"), company_id))
        return Credentials(
            company_id=company_id,
            organisation_id=row.text("organisation_id"),
            access_token=access_token,
            refresh_token=refresh_token,
            expires_at=row.instant("expires_at"),
            refresh_expires_at=row.optional_instant("refresh_expires_at"),
            version=row.number("version"),
            refreshing_until=row.optional_instant("refreshing_until"),
        )

    def _changed(self, company_id: str, actions: list[Action], condition: Condition) -> bool:
        try:
            self._credentials.update((company_id,), actions, condition)
        except Refused:
            return False
        return True


def _is_stored(version: int) -> Condition:
    """There are tokens, and of this version."""
    stored: Condition = present("sealed") & (Path("version") == version)
    return stored
