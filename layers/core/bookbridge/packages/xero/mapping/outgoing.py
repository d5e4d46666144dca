"""A canonical record on its way out, with what its payload is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from bookbridge.domain.canonical_values import values_to_send
from bookbridge.domain.records import EntityType
from bookbridge.domain.settings import DefaultAccounts
from bookbridge.packages.xero.wire import Json

TRACKED: Final = ("class", "job")
"""Fields of lines, in the order of Xero's tracking categories that they stand for."""


@dataclass(frozen=True, slots=True)
class Known:
    """What was looked up in the organisation for a record; only what the record needs.

    Items, accounts and tax rates by their package ids; `tracking` has the active categories in Xero's order, two at
    most; `locked_until` is the later lock date, empty when nothing is locked; `currencies` are those that the
    organisation keeps, none when they were not looked at.
    """

    items: Mapping[str, Json] = field(default_factory=dict)
    accounts: Mapping[str, Json] = field(default_factory=dict)
    tax_rates: Mapping[str, Json] = field(default_factory=dict)
    tracking: tuple[Json, ...] = ()
    locked_until: str = ""
    currencies: frozenset[str] = frozenset()

    def account_with(self, code: str) -> Json:
        """The account with this code, an active one if there are several; empty when there is none."""
        rows = [row for row in self.accounts.values() if str(row.get("Code", "")).casefold() == code.casefold()]
        return next((row for row in rows if row.get("Status", "ACTIVE") == "ACTIVE"), next(iter(rows), {}))

    def option(self, kind: str, name: str) -> Json | None:
        """The tracking option that a class or job names, as a line names it; in any case of letters."""
        place = TRACKED.index(kind)
        if place >= len(self.tracking):
            return None
        category = self.tracking[place]
        for option in category.get("Options") or []:
            active = option.get("Status", "ACTIVE") == "ACTIVE"
            if active and str(option.get("Name", "")).casefold() == name.casefold():
                return {
                    "TrackingCategoryID": category["TrackingCategoryID"],
                    "TrackingOptionID": option["TrackingOptionID"],
                }
        return None


@dataclass(frozen=True, slots=True)
class Outgoing:
    """`references` hold the package's ids, also of default accounts. `date` is the document's, moved if it had to be.

    All that the record needs is in them: the checks before the mapping have made sure. `marker` is the mark that lets
    us recognise the record, empty where none is needed. `posts_drafts`: drafts that get here are to be posted.
    """

    entity_type: EntityType
    record: Json
    references: Mapping[tuple[EntityType, str], str]
    accounts: DefaultAccounts = field(default_factory=DefaultAccounts)
    known: Known = field(default_factory=Known)
    marker: str = ""
    date: str = ""
    creating: bool = True
    posts_drafts: bool = False

    def id_of(self, entity_type: EntityType, record_id: str) -> str:
        """The package's id of a record; several places may name the same one."""
        return self.references[entity_type, record_id]

    def values(self, properties: Mapping[str, str]) -> Json:
        """Plain values of the record itself; see `values_to_send`."""
        return values_to_send(self.record, properties, creating=self.creating)

    def item_code(self, record_id: str) -> str:
        """The code of an item, by which lines name it."""
        return str(self.known.items[self.id_of("item", record_id)]["Code"])

    def account_code(self, record_id: str) -> str:
        """The code of an account, by which items name it."""
        return str(self.known.accounts[self.id_of("account", record_id)]["Code"])
