"""What a record's payload and checks need to know of the company file: asked once a session, the same every time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from bookbridge.domain.dispatches import Verb
from bookbridge.domain.records import EntityType
from bookbridge.ports.packages import WriteIntent

from .client import Client, by_ids
from .entities import ACCOUNT, CUSTOMER, VENDOR_CREDIT, kinds_of, name_of
from .mapping.outgoing import Known
from .mapping.sales_lines import Sorted
from .qbxml.answers import Answer
from .qbxml.requests import Request
from .wire import Json, flag, ref_id

_ACTIVE: Final = {"ActiveStatus": "ActiveOnly"}

_LISTS: Final = (
    Request(
        ACCOUNT.query,
        "accounts",
        {
            "ActiveStatus": "All",
            "IncludeRetElement": ["ListID", "Name", "FullName", "IsActive", "AccountType", "AccountNumber"],
        },
    ),
    Request("TermsQueryRq", "terms", {**_ACTIVE, "IncludeRetElement": ["ListID", "Name"]}),
    Request("ClassQueryRq", "classes", {**_ACTIVE, "IncludeRetElement": ["ListID", "FullName"]}),
    Request("SalesTaxCodeQueryRq", "codes", {**_ACTIVE, "IncludeRetElement": ["ListID", "Name", "IsTaxable"]}),
    Request("ItemSalesTaxQueryRq", "rates", {**_ACTIVE, "IncludeRetElement": ["ListID", "Name"]}),
    Request("PaymentMethodQueryRq", "methods", {**_ACTIVE, "IncludeRetElement": ["ListID", "Name"]}),
    Request("ItemDiscountQueryRq", "discounts", {**_ACTIVE, "IncludeRetElement": ["ListID", "AccountRef"]}),
)
"""The short lists that records refer to: one question for all, for its answer holds through the session."""

PAYABLE: Final = "AccountsPayable"
_WITH_LINES: Final[frozenset[EntityType]] = frozenset(
    {"invoice", "order", "credit_note", "refund", "bill", "vendor_credit", "expense"}
)
_DISCOUNTS: Final = frozenset({"ItemDiscount", "ItemPayment"})
_SUBTOTALS: Final = frozenset({"ItemSubtotal"})


@dataclass(frozen=True, slots=True)
class Lookups:
    """The lists of one company file, as they were when this session first needed them."""

    client: Client
    _read: dict[str, Answer] = field(default_factory=dict)

    def accounts(self) -> list[Json]:
        """All accounts, the inactive ones too."""
        return self._list("accounts")

    def names(self, entity_type: EntityType) -> list[Json]:
        """The active entries of a list that is short: accounts, sales tax items or terms."""
        if entity_type == "account":
            return [row for row in self.accounts() if flag(row, "IsActive", default=True)]
        return self._list("rates" if entity_type == "tax_rate" else "terms")

    def account_types(self) -> Mapping[str, str]:
        """The types of the accounts by their ids."""
        return {str(row["ListID"]): str(row.get("AccountType") or "") for row in self.accounts()}

    def known_for(self, intent: WriteIntent) -> Known:
        """All that this record needs."""
        entity_type, record = intent.record.entity_type, intent.record.body
        if intent.verb is Verb.VOID or entity_type in {"account", "term", "customer", "vendor", "item"}:
            return Known()
        jobs = {str(line["job"]) for line in record.get("lines") or () if line.get("job")}
        taxed, untaxed = self._codes()
        return Known(
            account_types=self._types_for(intent),
            classes=_ids(self._list("classes"), "FullName") if entity_type in _WITH_LINES else {},
            jobs=self._jobs(jobs) if jobs else {},
            methods=_ids(self._list("methods"), "Name"),
            discount_items={ref_id(row, "AccountRef"): str(row["ListID"]) for row in self._list("discounts")},
            taxed=taxed,
            untaxed=untaxed,
            payables=self._payables(intent) if entity_type == "bill_payment" else (),
        )

    def _types_for(self, intent: WriteIntent) -> Mapping[str, str]:
        """The types of the accounts, those too that a record refers to and that were made since the list was read."""
        types = self.account_types()
        made = {there for (kind, _), there in intent.references.items() if kind == "account"} - types.keys() - {""}
        if not made:
            return types
        rows = self.client.ask([by_ids(ACCOUNT, "made", sorted(made), ("AccountType",))])["made"].rows
        return {**types, **{str(row.fields["ListID"]): str(row.fields.get("AccountType") or "") for row in rows}}

    def taxed_codes(self) -> frozenset[str]:
        """The names of the codes under which lines are taxed."""
        return frozenset(str(row.get("Name")) for row in self._list("codes") if flag(row, "IsTaxable"))

    def sorted_by(self, items: Iterable[str]) -> Sorted:
        """What tells these items of sales lines apart. Asks for those that are given, if any."""
        wanted = sorted(items)
        kinds: dict[str, str] = {}
        if wanted:
            asked = Request("ItemQueryRq", "items", {"ListID": wanted, "IncludeRetElement": ["ListID"]})
            rows = self.client.ask([asked])["items"].rows
            kinds = {str(row.fields["ListID"]): name_of(row.kind) for row in rows}
        return Sorted(
            discounts=frozenset(each for each, kind in kinds.items() if kind in _DISCOUNTS),
            subtotals=frozenset(each for each, kind in kinds.items() if kind in _SUBTOTALS),
            taxed=self.taxed_codes(),
        )

    def _codes(self) -> tuple[str, str]:
        """The ids of the first codes for taxed and untaxed lines; empty where there are none."""
        found = {flag(row, "IsTaxable"): str(row["ListID"]) for row in reversed(self._list("codes"))}
        return found.get(True, ""), found.get(False, "")

    def _jobs(self, names: set[str]) -> dict[str, str]:
        """Ids of customers and jobs by their full names in lower case; only active ones."""
        asked = Request(
            CUSTOMER.query,
            "jobs",
            {"FullName": sorted(names), "IncludeRetElement": ["ListID", "FullName", "IsActive"]},
        )
        rows = [row.fields for row in self.client.ask([asked])["jobs"].rows]
        return _ids([row for row in rows if flag(row, "IsActive", default=True)], "FullName")

    def _payables(self, intent: WriteIntent) -> tuple[str, ...]:
        """The accounts that the bills of a payment are owed on; asked only where the file has several."""
        active = [row for row in self.names("account") if row.get("AccountType") == PAYABLE]
        applied = intent.record.body.get("applications") or ()
        bills = {intent.references.get(("bill", str(each["bill"])), "") for each in applied} - {""}
        if len(active) < 2 or not bills:  # noqa: PLR2004 - with one there is nothing to choose
            return ()
        asked = Request(
            "BillQueryRq", "bills", {"TxnID": sorted(bills), "IncludeRetElement": ["TxnID", "APAccountRef"]}
        )
        rows = self.client.ask([asked])["bills"].rows
        return tuple(sorted({ref_id(row.fields, "APAccountRef") for row in rows} - {""}))

    def name_of(self, entity_type: EntityType, package_id: str) -> str:
        """The name of the kind that an object is, where nothing else tells; empty when it is gone."""
        kinds = [kind for kind in kinds_of(entity_type) if kind is not VENDOR_CREDIT]
        told = self.client.ask([by_ids(kind, kind.name, [package_id], ("EditSequence",)) for kind in kinds])
        return next((name_of(row.kind) for kind in kinds for row in told[kind.name].rows), "")

    def _list(self, name: str) -> list[Json]:
        if not self._read:  # every record of a page comes here
            self._read.update(self.client.ask(_LISTS, lasting=True))
        return [row.fields for row in self._read[name].rows]


def _ids(rows: Iterable[Json], name: str) -> dict[str, str]:
    return {str(row.get(name) or "").lower(): str(row["ListID"]) for row in rows}
