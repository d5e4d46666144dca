"""What a record's payload and checks need to know of the organisation: read once while the books are open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from bookbridge.domain.dispatches import Verb
from bookbridge.domain.records import EntityType
from bookbridge.ports.packages import WriteIntent

from .client import Client, Rows
from .entities import ACCOUNTS, ATTACHMENTS, ITEMS, TAX_RATES, Endpoint
from .limits import BANK
from .mapping.outgoing import TRACKED, Known
from .wire import Json, day_of, objects_in

CURRENCIES: Final = Endpoint("Currencies", "Code", "Code", is_paged=False)
TRACKING: Final = Endpoint("TrackingCategories", "TrackingCategoryID", "Name", is_paged=False)

_DATED: Final = frozenset(
    {"invoice", "order", "bill", "credit_note", "vendor_credit", "payment", "bill_payment", "refund", "expense"}
)

_WITH_ACCOUNTS: Final = _DATED | {"item"}
_KEPT: Final[dict[str, EntityType]] = {"Items": "item", "Accounts": "account", "TaxRates": "tax_rate"}


@dataclass(slots=True)
class Lookups:
    """Reads each list at most once, and the organisation when it was not read before."""

    client: Client
    _lists: dict[str, dict[str, Json]] = field(default_factory=dict)
    _organisation: Json | None = None
    _file_names: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)
    _missing: set[tuple[str, str]] = field(default_factory=set)

    def organisation(self, *, anew: bool = False) -> Json:
        """The organisation, with its lock dates."""
        if self._organisation is None or anew:
            self._organisation = next(iter(self.client.organisation().rows("Organisations")), {})
        return self._organisation

    def locked_until(self, *, anew: bool = False) -> str:
        """The later of the two lock dates, up to which nothing can be entered or changed; empty when none is set."""
        organisation = self.organisation(anew=anew)
        return max(day_of(organisation, name) for name in ("PeriodLockDate", "EndOfYearLockDate"))

    def every(self, endpoint: Endpoint, *, anew: bool = False) -> dict[str, Json]:
        """A whole list by id."""
        if endpoint.name not in self._lists or anew:
            self.read(endpoint)
        return self._lists[endpoint.name]

    def read(self, endpoint: Endpoint) -> Rows:
        """A whole list as it is now; it is remembered."""
        rows = self.client.read(endpoint)
        self._lists[endpoint.name] = {str(row[endpoint.id_field]): row for row in rows.found}
        return rows

    def note(self, endpoint: Endpoint, body: Json) -> None:
        """Remember what was written, where the list is known already."""
        if endpoint.name in self._lists and body.get(endpoint.id_field):
            self._lists[endpoint.name][str(body[endpoint.id_field])] = body

    def tracking(self) -> tuple[Json, ...]:
        """The active tracking categories in Xero's order: for classes and for jobs."""
        rows = self.every(TRACKING).values()
        return tuple(row for row in rows if row.get("Status", "ACTIVE") == "ACTIVE")[: len(TRACKED)]

    def categories_for(self, bodies: list[Json]) -> tuple[str, ...]:
        """The names of the tracking categories, asked for only if any line of these documents is tracked."""
        tracked = any(line.get("Tracking") for body in bodies for line in objects_in(body.get("LineItems")))
        return tuple(str(category.get("Name")) for category in self.tracking()) if tracked else ()

    def name_ids(self, entity_type: EntityType, bodies: list[Json]) -> None:
        """Put ids beside the codes by which Xero names items on lines, accounts on lines, and accounts of items."""
        holders = [line for body in bodies for line in objects_in(body.get("LineItems"))]
        if entity_type == "item":
            holders = [body[name] for body in bodies for name in ("SalesDetails", "PurchaseDetails") if body.get(name)]
        for holder in holders:
            if code := holder.get("ItemCode"):
                holder["item_id"] = self._id_by_code(ITEMS, str(code))
            if holder.get("AccountCode") and not holder.get("AccountID"):
                name = "account_id" if entity_type == "item" else "AccountID"
                holder[name] = self._id_by_code(ACCOUNTS, str(holder["AccountCode"]))

    def free_file_name(self, owner: Json, name: str, record_id: str) -> str:
        """A name under which nothing is attached yet: a file of the same name would take the other's place.

        A record keeps the name that it was given while the books are open. `owner` has the endpoint and the id; empty
        when Xero has it no more.
        """
        where = (str(owner["endpoint"]), str(owner["id"]))
        if where not in self._file_names:
            answer = self.client.attachments(*where)
            if answer is None:
                return ""
            self._file_names[where] = {str(row.get("FileName")).casefold(): "" for row in answer.rows(ATTACHMENTS.name)}
        taken = self._file_names[where]
        stem, dot, suffix = name.rpartition(".") if "." in name else (name, "", "")
        free, number = name, 1
        while taken.get(free.casefold(), record_id) != record_id:
            number += 1
            free = f"{stem} ({number}){dot}{suffix}"
        taken[free.casefold()] = record_id
        return free

    def known_for(self, intent: WriteIntent) -> Known:
        """All that this record needs, and nothing else."""
        record, entity_type = intent.record.body, intent.record.entity_type
        if intent.verb is Verb.VOID:
            return Known(locked_until=self.locked_until() if entity_type in _DATED else "")
        lines = record.get("lines") or []
        needs_items = any(line.get("item") for line in lines)
        needs_rates = any(line.get("tax_rate") for line in lines)
        needs_options = any(line.get(kind) for line in lines for kind in TRACKED)
        needs_accounts = entity_type in _WITH_ACCOUNTS or (entity_type == "account" and record["type"] == BANK)
        return Known(
            items=self._with(ITEMS, intent) if needs_items else {},
            accounts=self._with(ACCOUNTS, intent) if needs_accounts else {},
            tax_rates=self._with(TAX_RATES, intent) if needs_rates else {},
            tracking=self.tracking() if needs_options else (),
            locked_until=self.locked_until() if entity_type in _DATED else "",
            currencies=self.currencies(str(record["currency"])) if record.get("currency") else frozenset(),
        )

    def currencies(self, named: str) -> frozenset[str]:
        """The organisation's own currency alone where that is the one that is `named`; else all that it keeps."""
        own = str(self.organisation().get("BaseCurrency") or "")
        return frozenset({own}) if own == named else frozenset({*filter(None, [own]), *self.every(CURRENCIES)})

    def _with(self, endpoint: Endpoint, intent: WriteIntent) -> dict[str, Json]:
        """A list with everything in it that the record refers to, as far as Xero has it."""
        kind = _KEPT[endpoint.name]
        for (entity_type, _), package_id in intent.references.items():
            if entity_type == kind:
                self._find(endpoint, endpoint.id_field, package_id)
        return self.every(endpoint)

    def _find(self, endpoint: Endpoint, name: str, value: str) -> Json | None:
        """An entry by its id or code; a list that lacks it may be old and is read anew, once for each missing value."""
        is_fresh = endpoint.name not in self._lists
        rows = self.every(endpoint)
        found = rows.get(value) if name == endpoint.id_field else _with_code(rows, value)
        if found is None and (endpoint.name, value) not in self._missing:
            self._missing.add((endpoint.name, value))
            if not is_fresh:
                self.every(endpoint, anew=True)
                return self._find(endpoint, name, value)
        return found

    def _id_by_code(self, endpoint: Endpoint, code: str) -> str:
        found = self._find(endpoint, "Code", code)
        return str(found[endpoint.id_field]) if found else ""


def _with_code(rows: Mapping[str, Json], code: str) -> Json | None:
    return next((row for row in rows.values() if str(row.get("Code", "")).casefold() == code.casefold()), None)
