"""Records on their way out, for tests of what happens before anything is sent."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from bookbridge.domain.dispatches import Verb
from bookbridge.domain.records import EntityType, parse_record, references_in
from bookbridge.domain.settings import DefaultAccounts, Settings
from bookbridge.domain.stored_records import PackageLink, StoredRecord, SyncState
from bookbridge.ports.packages import WriteIntent

AT = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)


def intent(
    entity_type: EntityType,
    record: dict[str, Any],
    *,
    verb: Verb = Verb.CREATE,
    known: bool = True,
    defaults: dict[str, str] | None = None,
    accounts: tuple[str, ...] = (),
    record_id: str = "r-1",
    organisation_id: str = "310687",
    package_id: str = "77",
) -> WriteIntent:
    """A write of a record whose references are known (`known`), as are these accounts."""
    body = parse_record(entity_type, record)
    references = {
        (each.entity_type, each.id): f"9{index}" for index, each in enumerate(references_in(entity_type, body)) if known
    }
    references |= {("account", code): f"8{index}" for index, code in enumerate(accounts)}
    link = PackageLink(organisation_id, package_id, "3", AT, AT)
    stored = StoredRecord(
        company_id="acme",
        entity_type=entity_type,
        record_id=record_id,
        body=body,
        revision=4,
        sync_state=SyncState.PENDING,
        link=None if verb is Verb.CREATE else link,
    )
    settings = Settings(default_accounts=DefaultAccounts.model_validate(defaults or {}))
    return WriteIntent("1", stored, verb, references, settings)
