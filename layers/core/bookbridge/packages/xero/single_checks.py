"""What Xero is asked about one payment alone: only where somebody looks at it, never for each that is sent."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from bookbridge.domain.dispatches import Verb
from bookbridge.domain.errors import FieldFault
from bookbridge.domain.money import CENT, plain
from bookbridge.domain.record_checks import Faults
from bookbridge.ports.packages import WriteIntent

from .client import Client
from .entities import INVOICES
from .fetch import by_ids
from .manifest import TITLE
from .mapping.payments import DOCUMENT

_PAYABLE: Final = frozenset({"AUTHORISED", "PAID"})


def faults_of_one(client: Client, intent: WriteIntent) -> Faults:
    """Documents that are not open for payments, and those of which less is due than is applied."""
    settled = DOCUMENT.get(intent.record.entity_type)
    if settled is None or intent.verb is not Verb.CREATE:
        return
    applications = intent.record.body.get("applications") or ()
    named = [intent.references.get((settled, str(each[settled])), "") for each in applications]
    ids = sorted({*named} - {""})
    found = [row for params in by_ids(INVOICES, ids) for row in client.read(INVOICES, params).found] if ids else []
    rows = {str(row[INVOICES.id_field]): row for row in found}
    taken: dict[str, Decimal] = {}
    for index, (package_id, application) in enumerate(zip(named, applications, strict=True)):
        row = rows.get(package_id)
        if row is None:
            continue
        place, due = f"applications[{index}]", Decimal(str(row.get("AmountDue") or 0))
        taken[package_id] = taken.get(package_id, Decimal(0)) + Decimal(application["amount"])
        if row.get("Status") not in _PAYABLE:
            message = f"is {row.get('Status')} in {TITLE}: approve it there before it is paid"
            yield FieldFault(f"{place}.{settled}", message, "application_refused")
        elif taken[package_id] > due:
            message = f"is more than the {plain(due.quantize(CENT))} that are due in {TITLE}: apply less"
            yield FieldFault(f"{place}.amount", message, "payment_exceeds_balance")
