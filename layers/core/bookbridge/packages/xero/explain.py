"""From a refusal to a problem that people can act on: the catalogue's words, with names, a link and what to watch.

The package is asked for as little as the refusal leaves open. When it cannot be asked, the problem is told without
these details.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Final

from bookbridge.domain.canonical_values import decimal, money
from bookbridge.domain.dispatches import Operation, Refused
from bookbridge.domain.errors import FieldFault, OutcomeUnknown, PackageRefused, Retriable
from bookbridge.domain.failures import Problem
from bookbridge.domain.failures.catalogue import Catalogue, Match, shared_json
from bookbridge.domain.records import EntityType
from bookbridge.domain.stored_records import waiting_on_package

from .client import Client
from .entities import ACCOUNTS, CONTACTS, CREDIT_NOTES, FAMILIES, INVOICES, ITEMS, TAX_RATES, Endpoint, page_of, type_of
from .faults import FILE_UNAVAILABLE
from .fetch import by_ids
from .lanes import endpoint_of
from .lookups import Lookups
from .mapping import is_deleted, is_voided
from .payloads import PayloadReference, line_of_amount, number_of_payload, party_of, references_of
from .query import any_of, equal_in_any_case
from .wire import Json

_DUPLICATES: Final = frozenset({"duplicate_number", "already_exported", "duplicate_name", "duplicate_record"})


@cache
def catalogue() -> Catalogue:
    """The failure catalogue of this package, read when it is first needed."""
    return Catalogue.from_json(shared_json(), Path(__file__).with_name("catalogue.json").read_text("utf-8"))


def explain_faults(entity_type: EntityType, faults: Sequence[FieldFault]) -> Problem:
    """See `CloudPackage.explain_faults`."""
    return catalogue().problem_for_faults(faults, entity_type)


@dataclass(slots=True)
class _Findings:
    """What was found out besides the message: values for the texts, the field, and what it is about in Xero."""

    values: dict[str, str] = field(default_factory=dict)
    named: dict[str, str] = field(default_factory=dict)
    """Names behind ids."""
    field: str = ""
    entity_type: EntityType | None = None
    package_id: str = ""

    def about(self, entity_type: EntityType, package_id: object, field: str = "") -> None:
        """Note what the refusal is about."""
        self.entity_type, self.package_id = entity_type, str(package_id)
        self.field = field or self.field

    @property
    def watch(self) -> str:
        """The mark of a record that waits for this to be repaired; announcements name the family."""
        kind = self.entity_type
        return waiting_on_package(FAMILIES.get(kind, kind), self.package_id) if kind and self.package_id else ""


class Explainer:
    """Explains the refusals of one organisation."""

    def __init__(self, client: Client, lookups: Lookups, pages_url: str) -> None:
        self._client = client
        self._lookups = lookups
        self._pages_url = pages_url

    def explain(self, operation: Operation, refused: Refused) -> Problem:
        """See `Books.explain`."""
        match = catalogue().match(refused.code, refused.text, operation.entity_type, refused.field)
        findings = _Findings()
        # A failure told with fewer details is better than a session that ends over them.
        with suppress(Retriable, OutcomeUnknown, PackageRefused):
            self._investigate(operation, match, findings)
        kind, package_id = findings.entity_type, findings.package_id
        return match.problem(
            message=_with_names(refused.text, findings.named),
            package_code="" if refused.code == FILE_UNAVAILABLE else refused.code,  # which is our own reader's
            field=findings.field or refused.field,
            package_link=page_of(self._pages_url, kind, package_id) if kind and package_id else "",
            watch=findings.watch,
            values=findings.values,
        )

    def _investigate(self, operation: Operation, match: Match, findings: _Findings) -> None:
        payload, values = operation.payload, findings.values
        values |= {"name": str(payload.get("Name") or ""), "date": str(payload.get("Date") or "")}
        code = match.row.code
        if code in _DUPLICATES:
            self._clash(operation, findings)
        elif code == "closed_period":
            findings.field = "date"
            if until := self._lookups.locked_until(anew=True):
                values["closing_date"] = until
        elif code == "amount_mismatch":
            findings.field = line_of_amount(operation, _number(match.values.get("supplied", "")))
        elif code in {"payment_exceeds_balance", "application_refused"}:
            self._settled(operation, findings)
        elif code == "tax_code_invalid":
            self._tax(operation, match, findings)
        elif match.row.watch == "record" and operation.package_id:
            findings.about(operation.entity_type, operation.package_id)
        else:
            self._reference(operation, match, findings)

    def _reference(self, operation: Operation, match: Match, findings: _Findings) -> None:
        """The account, contact or item that a message is about, as far as it says so."""
        about = "account" if "account_code" in match.values else match.values.get("about", "")
        if about == "account":
            self._account(operation, match, findings)
        elif about == "contact":
            self._party(operation, findings)
        elif about == "item":
            code = match.values.get("reference_name", "")
            named = [each for each in references_of(operation) if each.entity_type == "item" and _same(each.code, code)]
            findings.field = named[0].field if named else ""

    def _clash(self, operation: Operation, findings: _Findings) -> None:
        """The object that has the number, name or code already; of a document the party too."""
        endpoint = endpoint_of(operation)
        if endpoint in (INVOICES, CREDIT_NOTES):
            number = number_of_payload(operation)
            findings.field, findings.values["doc_number"] = "number", number
            rows = self._search(endpoint, endpoint.title_field, number)
            rows = [row for row in rows if row.get("Type") == operation.payload["Type"]] or rows
        else:
            findings.field = "sku" if endpoint is ITEMS else "name"
            rows = self._clashing_entries(operation, endpoint, findings)
        if not rows:
            return
        kind = type_of(rows[0]) or operation.entity_type
        findings.about(kind, rows[0][endpoint.id_field])
        party = (rows[0].get("Contact") or {}).get("Name")
        findings.values |= {"target_type": kind, "target_id": findings.package_id, "target_party": str(party or "")}

    def _clashing_entries(self, operation: Operation, endpoint: Endpoint, findings: _Findings) -> list[Json]:
        if endpoint is CONTACTS:
            return self._search(CONTACTS, "Name", str(operation.payload.get("Name") or ""))
        name, code = operation.payload.get("Name"), operation.payload.get("Code")
        rows = list(self._lookups.every(endpoint, anew=True).values())
        by_code = [row for row in rows if code and _same(row.get("Code"), code)]
        if by_code and endpoint is ACCOUNTS:
            findings.field = "code"
        return by_code or [row for row in rows if _same(row.get("Name"), name)]

    def _search(self, endpoint: Endpoint, title: str, name: str) -> list[Json]:
        params: list[dict[str, str]] = [{"where": where} for where in any_of(equal_in_any_case(title, name))]
        if endpoint is CONTACTS:
            params = [{"searchTerm": name, "includeArchived": "true"}]
        rows = [row for each in params if name for row in self._client.read(endpoint, each).found]
        rows = [row for row in rows if _same(row.get(title), name)]
        return sorted(rows, key=lambda row: (is_deleted(endpoint, row), is_voided(endpoint, row)))

    def _settled(self, operation: Operation, findings: _Findings) -> None:
        """The invoice or bill that a payment cannot settle: gone, not approved, or with less open than is applied."""
        references = [each for each in references_of(operation) if each.amount]
        rows: dict[str, Json] = {}
        for params in by_ids(INVOICES, [each.id for each in references]):
            rows |= {str(row["InvoiceID"]): row for row in self._client.read(INVOICES, params).found}
        bad = [each for each in references if _cannot_settle(rows.get(each.id), each)]
        if not bad and len(references) != 1:
            return
        culprit = (bad or references)[0]
        row = rows.get(culprit.id, {})
        findings.about(culprit.entity_type, culprit.id, culprit.field)
        findings.values |= {
            "reference_type": culprit.entity_type,
            "reference_id": culprit.id,
            "reference_name": str(row.get("InvoiceNumber") or ""),
        }
        if row:
            findings.values["open_balance"] = money(row.get("AmountDue"))

    def _account(self, operation: Operation, match: Match, findings: _Findings) -> None:
        code = match.values.get("account_code", "")
        used = [each for each in references_of(operation) if each.entity_type == "account"]
        accounts = self._lookups.every(ACCOUNTS, anew=True)
        for reference in used:
            account = accounts.get(reference.id) or self._coded(reference.code)
            # The message quotes what was sent: a code, or the id.
            if not code or any(_same(each, code) for each in (account.get("Code"), reference.code, reference.id)):
                name = str(account.get("Name") or code)
                findings.named[reference.id] = name
                findings.about("account", account.get("AccountID") or "", reference.field)
                findings.values |= {"account": name, "reference_type": "account", "reference_name": name}
                return

    def _coded(self, code: str) -> Json:
        rows = self._lookups.every(ACCOUNTS).values()
        return next((row for row in rows if code and _same(row.get("Code"), code)), {})

    def _party(self, operation: Operation, findings: _Findings) -> None:
        reference = party_of(operation)
        if reference is None:
            return
        findings.about(reference.entity_type, reference.id, reference.field)
        for params in by_ids(CONTACTS, [reference.id]):
            for row in self._client.read(CONTACTS, params).found:
                name = str(row.get("Name") or "")
                findings.values |= {"party": name, "reference_name": name}
        findings.values |= {"reference_type": reference.entity_type, "reference_id": reference.id}

    def _tax(self, operation: Operation, match: Match, findings: _Findings) -> None:
        tax_type = match.values.get("tax_type", "")
        rates = [each for each in references_of(operation) if each.entity_type == "tax_rate"]
        for reference in rates:
            if not tax_type or _same(reference.id, tax_type):
                findings.about("tax_rate", reference.id, reference.field)
                rate = self._lookups.every(TAX_RATES).get(reference.id, {})
                findings.values |= {
                    "reference_name": str(rate.get("Name") or reference.id),
                    "account": str(self._coded(match.values.get("account_code", "")).get("Name") or ""),
                }
                return


def _with_names(text: str, named: Mapping[str, str]) -> str:
    """The package's own words, and the names behind ids in it that people cannot know."""
    told = [f"{package_id} is {name}" for package_id, name in named.items() if package_id and package_id in text]
    return f"{text} ({'; '.join(told)})" if told else text


def _cannot_settle(row: Json | None, reference: PayloadReference) -> bool:
    if row is None or row.get("Status") != "AUTHORISED":
        return True
    return decimal(row.get("AmountDue")) < reference.amount


def _same(one: object, other: object) -> bool:
    return str(one or "").strip().casefold() == str(other or "").strip().casefold()


def _number(text: str) -> Decimal:
    try:
        return Decimal(text.replace(",", ""))
    except InvalidOperation:
        return Decimal("NaN")
