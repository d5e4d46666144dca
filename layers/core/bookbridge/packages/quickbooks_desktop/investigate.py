"""What the company file is asked about a refusal: who has the name, what is still open of what a payment settles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from bookbridge.domain.canonical_values import decimal, money
from bookbridge.domain.dispatches import Operation, Refused
from bookbridge.domain.errors import OutcomeUnknown, PackageRefused, Retriable
from bookbridge.domain.failures import Problem
from bookbridge.domain.records import EntityType
from bookbridge.domain.stored_records import waiting_on_package

from . import explain as told
from .client import Client, by_ids
from .entities import BILL, CUSTOMER, INVOICE, ITEM, VENDOR, Kind, family_of, name_of
from .mapping.outgoing import content_of
from .qbxml.answers import Row
from .qbxml.requests import Request
from .wire import Json

_NAMED: Final[Mapping[EntityType, tuple[Kind, ...]]] = {
    "customer": (CUSTOMER, VENDOR),
    "vendor": (VENDOR, CUSTOMER),
    "item": (ITEM,),
}
_SETTLED: Final[Mapping[EntityType, tuple[Kind, str]]] = {
    "payment": (INVOICE, "BalanceRemaining"),
    "bill_payment": (BILL, "OpenAmount"),
}
_SALES_LINES: Final = ("InvoiceLineAdd", "InvoiceLineMod", "CreditMemoLineAdd", "CreditMemoLineMod")


def explain(client: Client, operation: Operation, refused: Refused) -> Problem:
    """See `Books.explain`. Asks once more where a name is taken or too much is paid; does without when it cannot."""
    problem = _with_line(operation, told.explain(operation, refused))
    unlinkable = problem.field == "TxnID" or problem.code == "application_refused"
    if unlinkable and operation.entity_type in _SETTLED:
        return _unlinkable(operation, refused)
    try:
        if problem.code in {"duplicate_name", "duplicate_record"} and problem.field == "name":
            return _taken_name(client, operation, refused, problem)
        if problem.code == "payment_exceeds_balance":
            return _overpaid(client, operation, refused, problem)
    except (Retriable, OutcomeUnknown, PackageRefused):
        # A failure told with fewer details is better than a session that ends over them.
        return problem
    return problem


def _with_line(operation: Operation, problem: Problem) -> Problem:
    """The number of the line of a sale that a problem is about; those of purchases stand in an order of their own."""
    content, name = content_of(operation.payload), problem.field.removeprefix("lines[].")
    lines: list[Json] = next((content[each] for each in _SALES_LINES if each in content), [])
    for index, line in enumerate(lines if problem.field.startswith("lines[].") else ()):
        if any(package_id in problem.message for package_id in _ids_in(line)):
            field = f"lines[{index}].{name}"
            return replace(problem, field=field, values={**problem.values, "field": field})
    return problem


def _ids_in(line: Json) -> Iterator[str]:
    for value in line.values():
        if isinstance(value, Mapping) and value.get("ListID"):
            yield str(value["ListID"])


def _unlinkable(operation: Operation, refused: Refused) -> Problem:
    """A payment of one party cannot settle a document of another."""
    kind, _ = _SETTLED[operation.entity_type]
    settled, applied = kind.families[0], _applied(operation)
    place = next((index for index, each in enumerate(applied) if str(each["TxnID"]) in refused.text), 0)
    watch = waiting_on_package(settled, str(applied[place]["TxnID"])) if applied else ""
    return told.catalogue().problem_for(
        "application_refused",
        operation.entity_type,
        message=refused.text,
        package_code=refused.code,
        field=f"applications[{place}].{settled}",
        watch=watch,
        values={"field": f"applications[{place}].{settled}", "reference_type": settled},
    )


def _applied(operation: Operation) -> list[Json]:
    content = content_of(operation.payload)
    applied: list[Json] = content.get("AppliedToTxnAdd") or content.get("AppliedToTxnMod") or []
    return applied


def _taken_name(client: Client, operation: Operation, refused: Refused, problem: Problem) -> Problem:
    """Whoever has the name already: customers and vendors share theirs."""
    name, kinds = str(content_of(operation.payload).get("Name") or ""), _NAMED.get(operation.entity_type, ())
    returned = ["ListID", "EditSequence"]
    requests = [
        Request(kind.query, kind.name, {"FullName": [name], "IncludeRetElement": returned}) for kind in kinds if name
    ]
    answers = client.ask(requests)
    row = next((row for kind in kinds if kind.name in answers for row in answers[kind.name].rows), None)
    family = family_of(name_of(row.kind)) if row else None
    if row is None or family is None:
        return problem
    values = {**problem.values, "target_type": family, "target_id": _id(row)}
    return _anew(operation, refused, field=problem.field, watch=waiting_on_package(family, _id(row)), values=values)


def _overpaid(client: Client, operation: Operation, refused: Refused, problem: Problem) -> Problem:
    """The bill or invoice of which less is open than is applied to it."""
    kind, element = _SETTLED[operation.entity_type]
    applied = _applied(operation)
    ids = sorted({str(each["TxnID"]) for each in applied})
    rows = client.ask([by_ids(kind, "open", ids, (element, "RefNumber"))])["open"].rows if ids else ()
    there = {_id(row): row.fields for row in rows}
    for index, each in enumerate(applied):
        body = there.get(str(each["TxnID"]), {})
        if decimal(each["PaymentAmount"]) > decimal(body.get(element)) or len(applied) == 1:
            settled = kind.families[0]
            values = {
                **problem.values,
                "reference_type": settled,
                "reference_id": str(each["TxnID"]),
                "reference_name": str(body.get("RefNumber") or ""),
                **({"open_balance": money(body.get(element))} if body else {}),
            }
            watch = waiting_on_package(settled, str(each["TxnID"]))
            return _anew(operation, refused, field=f"applications[{index}].{settled}", watch=watch, values=values)
    return problem


def _anew(operation: Operation, refused: Refused, *, field: str, watch: str, values: Mapping[str, str]) -> Problem:
    """The same problem with what was found out."""
    match = told.catalogue().match(refused.code, refused.text, operation.entity_type, refused.field)
    values = {**values, "field": field}
    return match.problem(message=refused.text, package_code=refused.code, field=field, watch=watch, values=values)


def _id(row: Row) -> str:
    return str(row.fields.get("TxnID") or row.fields["ListID"])
