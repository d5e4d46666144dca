"""What changed since a cursor: one list after the other, asked for what was modified since.

Webhooks tell of contacts, invoices, bills and credit notes; the other lists are asked for at every poll, those and the
tax rates only when it is to be thorough. Xero tells nothing of items and accounts that were deleted: they just vanish,
and are missed when they are next referred to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final

from bookbridge.domain.changes import Change, ChangeKind
from bookbridge.domain.records import EntityType
from bookbridge.ports.packages import ChangesResult

from .client import Answer, Client
from .entities import (
    ACCOUNTS,
    BANK_TRANSACTIONS,
    CONTACTS,
    CREDIT_NOTES,
    INVOICES,
    ITEMS,
    PAYMENTS,
    TAX_RATES,
    Endpoint,
    batch_of,
    type_of,
)
from .mapping import is_deleted, is_voided, version_of
from .query import PAGE, equal
from .wire import Json, instant_of

_OLDEST_FIRST: Final = {"order": "UpdatedDateUTC ASC"}
_STATUSES: Final = ("DRAFT", "SUBMITTED", "AUTHORISED", "PAID", "VOIDED", "DELETED")
"""What was deleted is left out of lists that do not ask for it."""

_SUMMARY: Final = {"summaryOnly": "true"}

_SILENT: Final[Mapping[Endpoint, Mapping[str, str]]] = {
    PAYMENTS: _OLDEST_FIRST,
    BANK_TRANSACTIONS: _OLDEST_FIRST,
    ITEMS: {},
    ACCOUNTS: {},
}
"""The lists that no webhook tells of, with their parameters."""

_AT_TIMES: Final[Mapping[Endpoint, Mapping[str, str]]] = {
    CONTACTS: {"includeArchived": "true", **_OLDEST_FIRST},
    INVOICES: {"Statuses": ",".join(_STATUSES), **_SUMMARY, **_OLDEST_FIRST},
    CREDIT_NOTES: {"where": " OR ".join(equal("Status", each) for each in _STATUSES), **_OLDEST_FIRST},
    TAX_RATES: {},
}
"""The lists that webhooks tell of, and tax rates, which change once in years and do not say when."""

_FAMILIES: Final[Mapping[Endpoint, tuple[EntityType, ...]]] = {
    PAYMENTS: ("payment",),
    BANK_TRANSACTIONS: ("expense",),
    ITEMS: ("item",),
    ACCOUNTS: ("account",),
    TAX_RATES: ("tax_rate",),
    CONTACTS: ("customer", "vendor"),
    INVOICES: ("invoice",),
    CREDIT_NOTES: ("credit_note",),
}
_OF_SEVERAL_KINDS: Final = (PAYMENTS, BANK_TRANSACTIONS)
"""Lists that hold kinds of object that we do not keep: refunds of credit notes, money received without an invoice."""

_SECOND: Final = timedelta(seconds=1)


def changes_since(client: Client, cursor: datetime, *, thorough: bool) -> ChangesResult:
    """Every change since the cursor, in no particular order, and the package's clock when the reading began."""
    lists = {**_SILENT, **(_AT_TIMES if thorough else {})}
    times: list[datetime] = []
    changes: dict[tuple[EntityType, str], Change] = {}
    for endpoint, page in client.read_first(lists, cursor).items():
        rows, at = _read(client, endpoint, lists[endpoint], page, cursor)
        times.append(at)
        for row in rows.values():
            for change in _changes(client.organisation_id, endpoint, row, at):
                changes[change.entity_type, change.package_id] = change
    return ChangesResult(tuple(changes.values()), min(times))


def _read(
    client: Client, endpoint: Endpoint, params: Mapping[str, str], page: Answer, cursor: datetime
) -> tuple[dict[str, Json], datetime]:
    """All that changed in one list, oldest change first, from its first page on.

    Each page begins at the second before the one at which the page before it ended: a record that changes meanwhile
    moves to the end, and counted pages would skip another in its place. Within one second there is nothing else to go
    by than counting.
    """
    found: dict[str, Json] = {}
    first, instant, number = page.at, cursor, 1
    while True:
        rows = page.rows(endpoint.name)
        found |= {str(row[endpoint.id_field]): row for row in rows}
        if not endpoint.is_paged or len(rows) < PAGE:
            return found, first
        last = (instant_of(rows[-1].get("UpdatedDateUTC")) or instant) - _SECOND
        instant, number = (last, 1) if last > instant else (instant, number + 1)
        page = client.read_page(endpoint, params, number, instant)


def _changes(organisation_id: str, endpoint: Endpoint, row: Json, at: datetime) -> Iterator[Change]:
    if endpoint in _OF_SEVERAL_KINDS and type_of(row) is None:
        return
    package_id, version = str(row[endpoint.id_field]), version_of(endpoint, row)
    occurred_at = instant_of(row.get("UpdatedDateUTC")) or at
    kind, merged_into = ChangeKind.UPDATED, str(row.get("MergedToContactID") or "")
    if merged_into:
        kind = ChangeKind.MERGED
    elif is_voided(endpoint, row):
        kind = ChangeKind.VOIDED
    elif is_deleted(endpoint, row):
        kind = ChangeKind.DELETED
    if batch := batch_of(row):
        # The batch is the payment, and has a version of its own.
        package_id, version, kind = batch, "", ChangeKind.UPDATED
    for family in _FAMILIES[endpoint]:
        yield Change(organisation_id, family, package_id, kind, occurred_at, merged_into=merged_into, version=version)
        if merged_into:
            yield Change(organisation_id, family, merged_into, ChangeKind.UPDATED, occurred_at)
