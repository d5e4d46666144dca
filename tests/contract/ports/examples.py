"""Examples of everything that is kept, each with what a test wants to change."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from bookbridge.domain.changes import ChangeKind, FeedEntry, Notice
from bookbridge.domain.connections import Connection, ConnectionStatus, Credentials
from bookbridge.domain.connector_keys import ConnectorKey, Login, Mode
from bookbridge.domain.connector_sessions import ConnectorSession
from bookbridge.domain.discrepancies import Choice, Difference, Discrepancy, DiscrepancyKind, discrepancy_id
from bookbridge.domain.dispatches import Dispatch, Operation, Verb
from bookbridge.domain.failure_action_requests import ActionRequest, parse
from bookbridge.domain.failure_actions import FailureAction, first_position
from bookbridge.domain.failures import Actor, Failure, FailureStatus, HistoryEntry, Problem, Remedy, failure_id
from bookbridge.domain.leases import Hold
from bookbridge.domain.records import EntityType, category_of
from bookbridge.domain.reports import Report
from bookbridge.domain.sessions import Session
from bookbridge.domain.settings import Settings
from bookbridge.domain.stored_records import PackageLink, StoredRecord, SyncState
from bookbridge.ports.sessions import Leases

NOON: Final = datetime(2026, 5, 1, 12, 0, 0, 250_000, tzinfo=UTC)
SECOND: Final = timedelta(seconds=1)
MINUTE: Final = timedelta(minutes=1)
LEASE: Final = timedelta(minutes=30)
ORGANISATION: Final = "4620816365"


def record(company_id: str = "c-1", record_id: str = "inv-1", **changed: Any) -> StoredRecord:
    """An invoice that waits to be written."""
    pending = StoredRecord(
        company_id=company_id,
        entity_type="invoice",
        record_id=record_id,
        body={"number": "INV-1", "customer": "cust-1", "lines": [{"amount": "125.50"}], "memo": "Žluťoučký kůň"},
        revision=1,
        sync_state=SyncState.PENDING,
        accepted_at=NOON,
    )
    return replace(pending, **changed)


def link(package_id: str = "1045") -> PackageLink:
    """A twin in the package."""
    return PackageLink(ORGANISATION, package_id, "3", NOON, NOON + SECOND, "1001")


def notice(company_id: str = "c-1", package_id: str = "1045", **changed: Any) -> Notice:
    """An invoice was changed in the package."""
    return replace(Notice(company_id, "org-1", "invoice", package_id, ChangeKind.UPDATED, NOON), **changed)


def entry(company_id: str = "c-1", position: str = "0001") -> FeedEntry:
    """What the application reads about it."""
    body: dict[str, object] = {"number": "INV-1", "total": "125.50"}
    return FeedEntry(company_id, position, ChangeKind.UPDATED, "invoice", "inv-1", "1045", NOON, body)


def connection(company_id: str = "c-1", organisation_id: str = ORGANISATION, **changed: Any) -> Connection:
    """A connection in daily use."""
    usual = Connection(
        company_id=company_id,
        package="quickbooks-online",
        organisation_id=organisation_id,
        organisation_name="Sandbox Company",
        status=ConnectionStatus.CONNECTED,
        settings=Settings(sync_interval_minutes=15, language="fr", cost_centres={"north": "4000"}),
        cursor=NOON,
        next_poll_at=NOON,
        connected_at=NOON,
    )
    return replace(usual, **changed)


def credentials(company_id: str = "c-1", access_token: str = "access-1") -> Credentials:
    """Tokens of a fresh consent."""
    return Credentials(
        company_id=company_id,
        organisation_id=ORGANISATION,
        access_token=access_token,
        refresh_token="refresh-1",
        expires_at=NOON + timedelta(hours=1),
        refresh_expires_at=NOON + timedelta(days=100),
    )


def failure(company_id: str = "c-1", record_id: str = "inv-1", **changed: Any) -> Failure:
    """An invoice that the package refused."""
    entity_type: EntityType = changed.pop("entity_type", "invoice")
    problem = Problem(
        code="duplicate_number",
        title="Duplicate document number",
        message="Another invoice has the number 1001.",
        remedies=(Remedy(Actor.USER_IN_APP, ("Open the invoice.", "Give it another number.")),),
        actions=("resync", "skip"),
        package_code="6140",
        watch="package#invoice#3188",
        values={"number": "1001"},
    )
    opened = Failure(
        company_id=company_id,
        failure_id=failure_id(entity_type, record_id, "create"),
        category=category_of(entity_type),
        entity_type=entity_type,
        record_id=record_id,
        operation="create",
        problem=problem,
        status=FailureStatus.OPEN,
        opened_at=NOON,
        last_failed_at=NOON,
        created_at=NOON,
        record_number="1001",
        party="Amy's Bird Sanctuary",
        amount="125.50",
        delivery={"kind": "check", "check_number": "88"},
        history=(HistoryEntry(NOON, "opened", detail="duplicate_number"),),
    )
    return replace(opened, **changed)


def failure_action(company_id: str = "c-1", action_id: str = "act-1", **changed: Any) -> FailureAction:
    """An action on many failures that has just been asked for."""
    request = parse(ActionRequest, changed.pop("request", {"action": "resync", "filter": {"status": ["open"]}}))
    asked = FailureAction(company_id, action_id, request, NOON, "carla", position=first_position(request, NOON))
    return replace(asked, **changed)


def discrepancy(company_id: str = "c-1", record_id: str = "inv-1", **changed: Any) -> Discrepancy:
    """An invoice whose total was changed in the package."""
    entity_type: EntityType = changed.pop("entity_type", "invoice")
    found = Discrepancy(
        company_id=company_id,
        discrepancy_id=discrepancy_id(entity_type, record_id),
        entity_type=entity_type,
        record_id=record_id,
        kind=DiscrepancyKind.CHANGED,
        differences=(Difference("total", "125.50", "99.00"), Difference("lines[0].amount", "125.50", "99.00")),
        theirs={"number": "INV-1", "total": "99.00", "memo": "Žluťoučký kůň", "lines": [{"amount": "99.00"}]},
        choices=tuple(Choice),
        family=entity_type,
        package_id="1045",
        version="4",
        found_at=NOON,
        last_seen_at=NOON + SECOND,
        record_number="INV-1",
        party="Amy's Bird Sanctuary",
        date="2026-05-01",
        amount="125.50",
        currency="USD",
        package_link="https://package.example/invoice/1045",
    )
    return replace(found, **changed)


def session(company_id: str = "c-1", session_id: str = "ses-1", **changed: Any) -> Session:
    """A run that has begun."""
    return replace(Session(company_id, session_id, "changes", "cloud session", NOON), **changed)


def dispatch(company_id: str = "c-1", dispatch_id: str = "dis-1", **changed: Any) -> Dispatch:
    """A call with one invoice, about to be made."""
    payload = {"Line": [{"Amount": Decimal("125.50"), "Qty": 2, "UnitPrice": Decimal("62.7500")}], "DocNumber": "1001"}
    operation = Operation("1", Verb.CREATE, "invoice", "inv-1", 1, payload)
    return replace(Dispatch(company_id, dispatch_id, ORGANISATION, (operation,), NOON), **changed)


def report(company_id: str = "c-1", report_id: str = "rep-1", **changed: Any) -> Report:
    """A report that is being made."""
    return replace(Report(company_id, report_id, "sync_failures", "en", NOON, filter={"status": "open"}), **changed)


def hold(leases: Leases, company_id: str = "c-1", session_id: str = "ses-1") -> Hold:
    """The lease, freshly taken."""
    lease = leases.acquire(company_id, session_id, "cloud session", NOON, LEASE)
    return Hold(company_id, session_id, lease.fence)


def connector_session(session_id: str = "ses-1", **changed: Any) -> ConnectorSession:
    """A session whose connector has just signed in."""
    session = ConnectorSession(session_id, "a secret ticket", "bookbridge-acme", "203.0.113.9", NOON)
    return replace(session, **changed)


def connector_key(company_id: str = "c-1", key_id: str = "key-1", **changed: Any) -> ConnectorKey:
    """A key for one computer."""
    key = ConnectorKey(company_id, key_id, "bookbridge-acme", NOON, "Front desk", Mode.OFFLINE)
    return replace(key, **changed)


def login(*keys: ConnectorKey, **changed: Any) -> Login:
    """The login of these keys."""
    companies = {key.company_id: key.key_id for key in keys}
    return replace(Login("bookbridge-acme", b"salt", b"hash", Mode.OFFLINE, companies), **changed)
