"""From a refusal to a problem that people can act on: the catalogue's words, with names, a link and what to watch.

The package is asked for as little as the refusal leaves open, one query at a time, and what it said is remembered while
the books are open. When it cannot be asked, the problem is told without these details.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Final

from bookbridge.domain.dispatches import Operation, Refused
from bookbridge.domain.errors import FieldFault, OutcomeUnknown, PackageRefused, Retriable
from bookbridge.domain.failures import Problem
from bookbridge.domain.failures.catalogue import Catalogue, Match, shared_json
from bookbridge.domain.records import EntityType
from bookbridge.domain.stored_records import waiting_on_package

from .client import Client
from .entities import ENTITIES, PAGES, PARTY_REFS, TYPES
from .fetch import by_ids, is_id
from .files import FILE_UNAVAILABLE
from .mapping.incoming import decimal, money, ref_name
from .payloads import PayloadReference, field_of_length, line_of_amount, references_of
from .query import EVEN_INACTIVE, Select, one_of
from .wire import Json

_PARTIES: Final = ("Customer", "Vendor", "Employee")
"""The entities that share one set of names."""

_TYPES_OF_TRANSACTIONS: Final = {"BillPaymentCheck": "BillPayment", "BillPaymentCreditCard": "BillPayment"}
_ID_IN_TEXT: Final = re.compile(r"\b(?:Txn)?Id\s*=\s*(\d+)")
_LINE: Final = re.compile(r"\[\d+\]")
_ACCOUNT_TYPE: Final = re.compile(r"account type:\s*([A-Z][\w ]*\w)", re.IGNORECASE)


@cache
def catalogue() -> Catalogue:
    """The failure catalogue of this package, read when it is first needed."""
    return Catalogue.from_json(shared_json(), Path(__file__).with_name("catalogue.json").read_text("utf-8"))


def explain_faults(entity_type: EntityType, faults: Sequence[FieldFault]) -> Problem:
    """See `CloudPackage.explain_faults`."""
    return catalogue().problem_for_faults(faults, entity_type)


def page_of(pages_url: str, entity: str, package_id: str) -> str:
    """The page of the web application that shows a record; empty when there is none."""
    page = PAGES.get(entity)
    return f"{pages_url}/app/{page}{package_id}" if page else ""


@dataclass(frozen=True, slots=True)
class _Thing:
    """What a refusal is about: something in the package."""

    entity: str
    package_id: str
    name: str = ""

    @property
    def watch(self) -> str:
        """The mark of a record that waits for this to be repaired; empty for what we are never told about."""
        entity_type = TYPES.get(self.entity)
        return waiting_on_package(entity_type, self.package_id) if entity_type and self.package_id else ""


@dataclass(slots=True)
class _Findings:
    """What was found out besides the message."""

    values: dict[str, str] = field(default_factory=dict)
    field: str = ""
    thing: _Thing | None = None


class Explainer:
    """Explains the refusals of one realm."""

    def __init__(self, client: Client, pages_url: str) -> None:
        self._client = client
        self._pages_url = pages_url
        self._rows: dict[tuple[EntityType, str], Json | None] = {}
        self._closing_date: str | None = None

    def explain(self, operation: Operation, refused: Refused) -> Problem:
        """See `Books.explain`."""
        if refused.code == FILE_UNAVAILABLE:
            # Our own reader found it, so it can be told in any language.
            values = {"file_name": str(operation.payload.get("file_name", "")), "faults": "1"}
            return catalogue().problem_for(
                refused.code, operation.entity_type, message=refused.text, field="url", values=values
            )
        match = catalogue().match(refused.code, refused.text, operation.entity_type, refused.field)
        findings = _Findings()
        # A failure told with fewer details is better than a session that ends over them.
        with suppress(Retriable, OutcomeUnknown, PackageRefused):
            self._investigate(operation, refused, match, findings)
        thing = findings.thing
        return match.problem(
            message=_with_name(refused.text, thing),
            package_code=refused.code,
            field=findings.field or refused.field,
            package_link=page_of(self._pages_url, thing.entity, thing.package_id) if thing else "",
            watch=thing.watch if thing else "",
            values=findings.values,
        )

    def _investigate(self, operation: Operation, refused: Refused, match: Match, findings: _Findings) -> None:
        payload, values = operation.payload, findings.values
        values |= {"name": str(payload.get(ENTITIES[operation.entity_type].title_field, ""))}
        values |= {"date": str(payload.get("TxnDate", "")), "file_name": str(payload.get("file_name", ""))}
        match match.row.code:
            case "duplicate_number" | "already_exported":
                self._clashing_number(match, findings)
            case "duplicate_name" | "duplicate_record":
                self._clashing_name(operation, match, findings)
            case "closed_period":
                findings.field, values["closing_date"] = "date", self._books_closed_until()
            case "string_too_long":
                findings.field = field_of_length(payload, int(match.values.get("supplied", "0")))
            case "amount_mismatch":
                findings.field = line_of_amount(payload, _number(match.values.get("supplied", "")))
            case _ if match.row.watch == "reference" or refused.code == "610":
                self._bad_reference(operation, refused, match, findings)
            case _ if match.row.watch == "record" and operation.package_id:
                findings.thing = _Thing(ENTITIES[operation.entity_type].name, operation.package_id)

    def _clashing_number(self, match: Match, findings: _Findings) -> None:
        """6140 names the document that has the number; its party is read, so that people recognise it."""
        kind, package_id = match.values.get("txn_type", ""), match.values.get("txn_id", "")
        entity = _TYPES_OF_TRANSACTIONS.get(kind, kind)
        if not package_id:
            return
        findings.field = "number"
        findings.thing = _Thing(entity, package_id, match.values.get("doc_number", ""))
        if entity_type := TYPES.get(entity):
            body = self._read(entity_type, [package_id]).get(package_id)
            party = next(filter(None, (ref_name(body or {}, name) for name in PARTY_REFS)), "")
            findings.values["target_party"] = party
            name = " of ".join(filter(None, (findings.thing.name, party)))
            findings.thing = _Thing(entity, package_id, f"{entity} {name}")

    def _clashing_name(self, operation: Operation, match: Match, findings: _Findings) -> None:
        entity = ENTITIES[operation.entity_type]
        findings.field = "name" if entity.is_list else ""
        name = findings.values["name"]
        if package_id := match.values.get("name_id", ""):
            findings.thing = _Thing(entity.name, package_id, name)
        elif entity.is_list:
            entities = sorted(_PARTIES, key=lambda each: each != entity.name)
            shared = entities if entity.name in _PARTIES else [entity.name]
            findings.thing = next(self._named(shared, entity.title_field, name), None)
        if findings.thing:
            findings.values["target_id"] = findings.thing.package_id
            findings.values["target_type"] = TYPES.get(findings.thing.entity, findings.thing.entity.lower())

    def _named(self, entities: Iterable[str], title_field: str, name: str) -> Iterator[_Thing]:
        """Names are compared without regard to case there, but not in every query."""
        spellings = dict.fromkeys((name, name.lower(), name.upper(), name.title(), name.capitalize()))
        for entity in entities:
            for row in self._client.query(Select(entity, (one_of(title_field, spellings), EVEN_INACTIVE))).all:
                yield _Thing(entity, str(row["Id"]), str(row.get(title_field) or name))

    def _books_closed_until(self) -> str:
        if self._closing_date is None:
            preferences = self._client.preferences().get("AccountingInfoPrefs") or {}
            self._closing_date = str(preferences.get("BookCloseDate") or "")
        return self._closing_date

    def _bad_reference(self, operation: Operation, refused: Refused, match: Match, findings: _Findings) -> None:
        references = [*references_of(operation.payload, operation.entity_type)]
        if operation.package_id:
            references.append(PayloadReference("", operation.entity_type, operation.package_id))
        suspected = [each for each in references if each.entity_type in match.suspects] or references
        named = [each for each in suspected if refused.field and _path(each.field) == match.values.get("field")]
        for entity_type in dict.fromkeys(each.entity_type for each in suspected):
            ours = [each for each in named or suspected if each.entity_type == entity_type]
            rows = self._read(entity_type, [each.package_id for each in ours])
            for reference in ours:
                if _is_bad(reference, rows.get(reference.package_id), refused):
                    _blame(reference, rows.get(reference.package_id), findings)
                    return
        if len(suspected) == 1:
            _blame(suspected[0], self._rows.get((suspected[0].entity_type, suspected[0].package_id)), findings)

    def _read(self, entity_type: EntityType, ids: Sequence[str]) -> dict[str, Json | None]:
        wanted = [each for each in dict.fromkeys(ids) if (entity_type, each) not in self._rows]
        for statement in by_ids(entity_type, [*filter(is_id, wanted)]):
            for row in self._client.query(statement).all:
                self._rows[entity_type, str(row["Id"])] = row
        for package_id in wanted:
            self._rows.setdefault((entity_type, package_id), None)
        return {each: self._rows[entity_type, each] for each in ids}


def _is_bad(reference: PayloadReference, row: Json | None, refused: Refused) -> bool:
    """Whether this is what the package complains about: gone, inactive, of the wrong account type, or settled."""
    if row is None or row.get("Active") is False:
        return True
    if wrong := _ACCOUNT_TYPE.search(refused.text):
        return bool(row.get("AccountType") == wrong[1])
    return reference.amount > 0 and decimal(row.get("Balance")) < reference.amount


def _blame(reference: PayloadReference, row: Json | None, findings: _Findings) -> None:
    entity = ENTITIES[reference.entity_type]
    name = str((row or {}).get(entity.title_field) or "")
    findings.field = reference.field
    findings.thing = _Thing(entity.name, reference.package_id, name)
    findings.values |= {
        "reference_type": reference.entity_type,
        "reference_id": reference.package_id,
        "reference_name": name,
    }
    if entity.name == "Account":
        findings.values["account"] = name
    if reference.amount and row:
        findings.values["open_balance"] = money(row.get("Balance"))


def _path(field: str) -> str:
    """A field without the number of its line: the package names no line either."""
    return _LINE.sub("[]", field)


def _with_name(text: str, thing: _Thing | None) -> str:
    """The package's own words, with the name behind an id that people cannot know."""
    if thing is None or not thing.name:
        return text
    return _ID_IN_TEXT.sub(
        lambda found: f"{found[0]} ({thing.name})" if found[1] == thing.package_id else found[0], text
    )


def _number(text: str) -> Decimal:
    try:
        return Decimal(text.replace(",", ""))
    except InvalidOperation:
        return Decimal("NaN")
