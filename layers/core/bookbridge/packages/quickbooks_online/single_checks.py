"""What QuickBooks Online is asked about one record alone: only where somebody looks at it, never for each that is sent.

What a payment settles and what is open of it; and whether an update would bring in what is inactive, or change how an
expense was paid.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from bookbridge.domain.dispatches import Verb
from bookbridge.domain.errors import FieldFault
from bookbridge.domain.money import CENT, plain
from bookbridge.domain.record_checks import Faults
from bookbridge.domain.records import EntityType, references_in
from bookbridge.ports.packages import WriteIntent

from .client import Client
from .fetch import by_ids, fetch
from .manifest import TITLE
from .preflight import inactive
from .wire import Json

_SETTLED: Final[dict[EntityType, tuple[EntityType, EntityType, str]]] = {
    "payment": ("invoice", "customer", "CustomerRef"),
    "bill_payment": ("bill", "vendor", "VendorRef"),
}


def faults_of_one(client: Client, intent: WriteIntent, payload: Json) -> Faults:
    """See above; nothing for a void. `payload` is what would be sent."""
    if intent.verb is Verb.UPDATE:
        yield from _inactive_anew(client, intent)
        yield from _paid_otherwise(client, intent, payload)
    if intent.verb is not Verb.VOID and intent.record.entity_type in _SETTLED:
        yield from _not_open(client, intent)


def _inactive_anew(client: Client, intent: WriteIntent) -> Faults:
    """What is inactive may stay where it is, but not come in (610, 6250)."""
    record, found = intent.record, [*inactive(intent)]
    if not found or record.link is None:
        return
    read = fetch(client, {record.entity_type: [record.link.package_id]}).records
    there = {ref.path: ref.id for each in read for ref in references_in(record.entity_type, each.record)}
    wanted = {ref.path: (ref.entity_type, ref.id) for ref in references_in(record.entity_type, record.body)}
    for fault in found:
        if there.get(fault.field) != intent.references.get(wanted[fault.field]):
            yield fault


def _paid_otherwise(client: Client, intent: WriteIntent, payload: Json) -> Faults:
    """An expense keeps the way in which it was paid."""
    link = intent.record.link
    if intent.record.entity_type != "expense" or link is None:
        return
    for row in client.query(*by_ids("expense", [link.package_id])).all:
        if row.get("PaymentType") != payload.get("PaymentType"):
            message = f"must stay as it is: {TITLE} keeps the expense as {row.get('PaymentType')}; enter it anew"
            yield FieldFault("method", message, "business_rule")


def _not_open(client: Client, intent: WriteIntent) -> Faults:
    """Documents that are another party's or settled (620), and those of which less is open than is applied (6000)."""
    record = intent.record.body
    kind, party, name = _SETTLED[intent.record.entity_type]
    payer = intent.references.get((party, str(record[party])), "")
    named = [intent.references.get((kind, str(each[kind])), "") for each in record.get("applications") or ()]
    ids = sorted({*named} - {""})
    rows = {str(row["Id"]): row for row in client.query(*by_ids(kind, ids)).all} if ids else {}
    mine = _applied_before(client, intent) if rows else {}
    taken: dict[str, Decimal] = {}
    for index, (package_id, application) in enumerate(zip(named, record.get("applications") or (), strict=True)):
        row = rows.get(package_id)
        if row is None:
            continue
        place = f"applications[{index}]"
        left = Decimal(str(row.get("Balance") or 0)) + mine.get(package_id, Decimal(0))
        taken[package_id] = taken.get(package_id, Decimal(0)) + Decimal(application["amount"])
        if str((row.get(name) or {}).get("value")) != payer:
            message = f"is another {party}'s in {TITLE}: name a document of this {party}"
            yield FieldFault(f"{place}.{kind}", message, "application_refused")
        elif left <= 0 < taken[package_id]:
            yield FieldFault(f"{place}.{kind}", f"is settled in {TITLE} already", "application_refused")
        elif taken[package_id] > left:
            message = f"is more than the {plain(left.quantize(CENT))} that are open in {TITLE}: apply less"
            yield FieldFault(f"{place}.amount", message, "payment_exceeds_balance")


def _applied_before(client: Client, intent: WriteIntent) -> dict[str, Decimal]:
    """What a payment that is changed settles by now, by the documents' ids."""
    link = intent.record.link
    if intent.verb is not Verb.UPDATE or link is None:
        return {}
    found: dict[str, Decimal] = {}
    for row in client.query(*by_ids(intent.record.entity_type, [link.package_id])).all:
        for line in row.get("Line") or ():
            for linked in line.get("LinkedTxn") or ():
                _add(found, linked, line)
    return found


def _add(found: dict[str, Decimal], linked: Json, line: Json) -> None:
    package_id = str(linked.get("TxnId"))
    found[package_id] = found.get(package_id, Decimal(0)) + Decimal(str(line.get("Amount") or 0))
