"""Tell who approves a bill (B14)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from bookbridge.domain.approvals import Coding, Names, Routing, route
from bookbridge.domain.errors import Conflict, NotFound
from bookbridge.domain.records import ENTITY_TYPES
from bookbridge.domain.settings import Settings
from bookbridge.domain.stored_records import StoredRecord
from bookbridge.ports.connections import Connections
from bookbridge.ports.records import RecordKey, Records


@dataclass(frozen=True, slots=True)
class Approval:
    """A bill with who approves it; `language` is the connection's."""

    bill: StoredRecord
    routing: Routing
    language: str


@dataclass(frozen=True, slots=True)
class FindApprovers:
    """Reads what the rules go by: the bill, its vendor, the accounts of its lines, and what those are called."""

    connections: Connections
    records: Records

    def __call__(self, company_id: str, record_id: str) -> Approval:
        """Raises `NotFound`, and `Conflict` for a record that is no bill."""
        bill = self._bill(company_id, record_id)
        connection = self.connections.get(company_id)
        settings = connection.settings if connection else Settings()
        lines: list[dict[str, Any]] = list(bill.body.get("lines") or ())
        vendor = str(bill.body.get("vendor") or "")
        items = [str(line["item"]) for line in lines if line.get("item") and not line.get("account")]
        known = self._read(company_id, [("vendor", vendor), *(("item", each) for each in items)])
        accounts = [
            str(line.get("account") or known.get(("item", str(line.get("item"))), {}).get("expense_account") or "")
            for line in lines
        ]
        names = self._names(company_id, {*filter(None, accounts), *settings.approvals.accounts})
        coding = Coding(
            vendor=vendor,
            classes=tuple(str(line["class"]) for line in lines if line.get("class")),
            accounts=tuple(names[account] for account in accounts if account),
            of_vendor=tuple(known.get(("vendor", vendor), {}).get("approvers") or ()),
            names=names,
        )
        language = settings.language
        return Approval(bill, route(coding, settings.approvals), language)

    def _bill(self, company_id: str, record_id: str) -> StoredRecord:
        bill = self.records.get(company_id, "bill", record_id)
        if bill is not None:
            return bill
        others = self.records.get_many(company_id, [(each, record_id) for each in ENTITY_TYPES])
        if others:
            message = f"{record_id} is no bill but of type {', '.join(sorted(kind for kind, _id in others))}"
            raise Conflict(message)
        message = f"there is no bill {record_id}"
        raise NotFound(message)

    def _names(self, company_id: str, references: Collection[str]) -> dict[str, Names]:
        """What each account goes by: a reference is its code in the package, or the record id it is mapped to."""
        known = self._read(company_id, [("account", each) for each in sorted(references)])
        codes = {reference: str(known.get(("account", reference), {}).get("code") or "") for reference in references}
        return {reference: frozenset({reference, codes[reference]} - {""}) for reference in references}

    def _read(self, company_id: str, keys: Iterable[RecordKey]) -> dict[RecordKey, dict[str, Any]]:
        wanted = [key for key in dict.fromkeys(keys) if key[1]]
        return {key: record.body for key, record in self.records.get_many(company_id, wanted).items()}
