"""What a payload needs to know of the books: ids of things that go by their names, and types of accounts."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from bookbridge.domain.errors import FieldFault
from bookbridge.domain.records import EntityType

from .client import Client
from .fetch import by_ids
from .limits import SHORT_CODE
from .manifest import TITLE
from .query import Select, equal
from .wire import Json

_WITH_METHOD: Final = frozenset({"payment", "expense"})
_WITH_JOBS: Final = frozenset({"bill", "vendor_credit", "expense"})
_TITLES: Final = {"Class": "class", "Customer": "customer or job"}


@dataclass(frozen=True, slots=True)
class Known:
    """What the books say that decides about a record.

    Types of accounts by id, where the company is, the last day of the closed period (empty: nothing is closed), and
    the home currency (empty: not looked at) with whether there are others beside it.
    """

    account_types: Mapping[str, str] = field(default_factory=dict)
    country: str = ""
    closed_until: str = ""
    home_currency: str = ""
    multicurrency: bool = False


@dataclass(slots=True)
class Lookups:
    """Finds ids by name, and asks at most once for each list and each job while the books are open."""

    client: Client
    _lists: dict[str, dict[str, str]] = field(default_factory=dict)
    _account_types: dict[str, str] = field(default_factory=dict)
    _country: str = ""
    _preferences: Json | None = None

    def resolve(self, entity_type: EntityType, record: Json) -> tuple[dict[tuple[str, str], str], list[FieldFault]]:
        """Ids by (entity, name in lower case), and a fault for each name that is not in the package.

        A payment method that is not in the package is left out: it says how the money came, not where it is booked.
        """
        found: dict[tuple[str, str], str] = {}
        faults: list[FieldFault] = []
        for path, entity, name in _named(entity_type, record):
            package_id = self._id(entity, name)
            if package_id:
                found[entity, name.lower()] = package_id
            elif entity in _TITLES:
                message = f"{TITLE} has no active {_TITLES[entity]} called “{name}”: correct the name, or add it there"
                faults.append(FieldFault(path, message, "reference_not_found"))
        return found, faults

    def known(self, entity_type: EntityType, record: Json, accounts: Collection[str]) -> Known:
        """What has to be known for a record; `accounts` are those whose types matter."""
        asks_where = entity_type == "account" and len(record.get("code") or "") > SHORT_CODE
        country, types = self.country() if asks_where else "", self.account_types(accounts)
        if not record.get("date"):
            return Known(types, country)
        currencies = self.preferences().get("CurrencyPrefs") or {}
        home = currencies.get("HomeCurrency") or {}
        several = currencies.get("MultiCurrencyEnabled") is True
        return Known(types, country, self.closed_until(), str(home.get("value") or ""), several)

    def closed_until(self) -> str:
        """The closing date of the books; empty when there is none."""
        return str((self.preferences().get("AccountingInfoPrefs") or {}).get("BookCloseDate") or "")

    def preferences(self) -> Json:
        """The company's preferences."""
        if self._preferences is None:
            self._preferences = self.client.preferences()
        return self._preferences

    def country(self) -> str:
        """The country of the company."""
        self._country = self._country or str(self.client.company_info().get("Country") or "")
        return self._country

    def note_account_type(self, row: Json) -> None:
        """Remember an account that was read for something else."""
        self._account_types[str(row["Id"])] = str(row.get("AccountType") or "")

    def account_types(self, accounts: Collection[str]) -> dict[str, str]:
        """The types of accounts by their ids, empty for one that is gone."""
        wanted = sorted({*accounts} - {""})
        if unread := [each for each in wanted if each not in self._account_types]:
            rows = self.client.query(*by_ids("account", unread)).all
            found = {str(row.get("Id")): str(row.get("AccountType") or "") for row in rows}
            self._account_types |= {each: found.get(each, "") for each in unread}
        return {each: self._account_types[each] for each in wanted}

    def _id(self, entity: str, name: str) -> str:
        if entity == "Customer":
            known = self._lists.setdefault(entity, {})
            if name.lower() not in known:
                leaf = name.rpartition(":")[2]
                rows = self.client.query(Select(entity, (equal("DisplayName", leaf),))).all
                known[name.lower()] = next((str(row["Id"]) for row in rows if name in _names(row)), "")
        elif entity not in self._lists:
            rows = self.client.query(Select(entity)).all
            self._lists[entity] = {each.lower(): str(row["Id"]) for row in rows for each in _names(row)}
        return self._lists[entity].get(name.lower(), "")


def _names(row: Json) -> set[str]:
    named = ("DisplayName", "Name", "FullyQualifiedName")
    return {str(row[field]) for field in named if row.get(field)}


def _named(entity_type: EntityType, record: Json) -> Iterator[tuple[str, str, str]]:
    if entity_type in _WITH_METHOD and record.get("method"):
        yield "method", "PaymentMethod", record["method"]
    for index, line in enumerate(record.get("lines", [])):
        if line.get("class"):
            yield f"lines[{index}].class", "Class", line["class"]
        if line.get("job") and entity_type in _WITH_JOBS:
            yield f"lines[{index}].job", "Customer", line["job"]
