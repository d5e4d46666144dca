"""A canonical record on its way out, with what its payload is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from bookbridge.domain.canonical_values import values_to_send
from bookbridge.domain.records import EntityType
from bookbridge.domain.settings import DefaultAccounts
from bookbridge.packages.quickbooks_desktop.wire import Json

from .notes import with_marker

BANK: Final = "Bank"
CREDIT_CARD: Final = "CreditCard"
NEW_LINE: Final = "-1"
"""The `TxnLineID` of a line that a transaction does not have yet."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the company file says that decides about a record; only what the record needs.

    `account_types` by the package's id; `classes`, `jobs`, `methods` by name in lower case, to ids; `discount_items`
    by the account that they are booked on; `taxed` and `untaxed` are the ids of the codes for lines, empty where the
    file knows no sales tax; `payables` are the accounts that a payment's bills are owed on, where there are several.
    """

    account_types: Mapping[str, str] = field(default_factory=dict)
    classes: Mapping[str, str] = field(default_factory=dict)
    jobs: Mapping[str, str] = field(default_factory=dict)
    methods: Mapping[str, str] = field(default_factory=dict)
    discount_items: Mapping[str, str] = field(default_factory=dict)
    taxed: str = ""
    untaxed: str = ""
    payables: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outgoing:
    """`references` hold the package's ids, also of default accounts. `record` has the date that it is sent with.

    All that the record needs is in them: the checks before the mapping have made sure. `marker` is the mark that lets
    us recognise the record, empty where none is needed.
    """

    entity_type: EntityType
    record: Json
    references: Mapping[tuple[EntityType, str], str]
    accounts: DefaultAccounts = field(default_factory=DefaultAccounts)
    known: Known = field(default_factory=Known)
    marker: str = ""
    creating: bool = True

    def ref(self, entity_type: EntityType, record_id: str) -> Json:
        """A reference to a record; several places may name the same one."""
        return {"ListID": self.references[entity_type, record_id]}

    def refs(self, elements: Mapping[str, tuple[str, EntityType]]) -> Json:
        """References of the record itself: element → (canonical field, entity type); absent fields are left out."""
        return {
            name: self.ref(entity_type, str(self.record[source]))
            for name, (source, entity_type) in elements.items()
            if self.record.get(source)
        }

    def values(self, elements: Mapping[str, str]) -> Json:
        """Plain values of the record itself; see `values_to_send`."""
        return values_to_send(self.record, elements, creating=self.creating)

    def account_type(self, record_id: str) -> str:
        """The type of an account, for example `Bank`; empty when it is not known."""
        return self.known.account_types.get(self.references["account", record_id], "")

    def memo(self) -> Json:
        """The memo with our mark; nothing when there is neither."""
        if "memo" not in self.record and not self.marker:
            return {}
        memo = with_marker(self.record.get("memo", ""), self.marker)
        return {} if self.creating and not memo else {"Memo": memo}

    def lines(self, name: str, lines: list[Json]) -> Json:
        """The lines under the name of their element; those of a transaction that is there take the old ones' place."""
        if self.creating:
            return {f"{name}Add": lines}
        return {f"{name}Mod": [{"TxnLineID": NEW_LINE, **line} for line in lines]}


def payload_of(verb: str, name: str, content: Mapping[str, Any]) -> Json:
    """The request of an operation: `{"kind": "BillAddRq", "fields": {"BillAdd": {…}}}`."""
    return {"kind": f"{name}{verb}Rq", "fields": {f"{name}{verb}": dict(content)}}


def content_of(payload: Mapping[str, Any]) -> Json:
    """What a request that adds or changes says of its object; what a void names."""
    fields: Json = payload["fields"]
    inner = fields.get(str(payload["kind"]).removesuffix("Rq"))
    return inner if isinstance(inner, dict) else fields
