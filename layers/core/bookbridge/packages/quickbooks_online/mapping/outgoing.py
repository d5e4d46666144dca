"""A canonical record on its way out, with what its payload is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bookbridge.domain.canonical_values import values_to_send
from bookbridge.domain.records import EntityType
from bookbridge.domain.settings import DefaultAccounts
from bookbridge.packages.quickbooks_online.wire import Json

from .notes import with_marker


@dataclass(frozen=True, slots=True)
class Outgoing:
    """`references` hold the package's ids, also of default accounts; `named` those of things known by name only.

    `named` maps (entity, name in lower case) such as (`Class`, `east`), `account_types` the package's ids of accounts
    that money comes from to their types. All that the record needs is in them: the checks before the mapping have made
    sure. `marker` is the note that lets us recognise the record, empty where none is needed.
    """

    record: Json
    references: Mapping[tuple[EntityType, str], str]
    accounts: DefaultAccounts = field(default_factory=DefaultAccounts)
    named: Mapping[tuple[str, str], str] = field(default_factory=dict)
    account_types: Mapping[str, str] = field(default_factory=dict)
    marker: str = ""
    creating: bool = True

    def ref(self, entity_type: EntityType, record_id: str) -> Json:
        """A reference to a record; several places may name the same one."""
        return {"value": self.references[entity_type, record_id]}

    def ref_by_name(self, entity: str, name: str) -> Json:
        """A reference to something that the application knows by its name."""
        return {"value": self.named[entity, name.lower()]}

    def account_type(self, record_id: str) -> str:
        """The type of an account that money comes from, for example `Bank`."""
        return self.account_types[self.references["account", record_id]]

    def refs(self, properties: Mapping[str, tuple[str, EntityType]]) -> Json:
        """References of the record itself: property → (canonical field, entity type); absent fields are left out."""
        return {
            name: self.ref(entity_type, str(self.record[source]))
            for name, (source, entity_type) in properties.items()
            if self.record.get(source)
        }

    def values(self, properties: Mapping[str, str]) -> Json:
        """Plain values of the record itself; see `values_to_send`."""
        return values_to_send(self.record, properties, creating=self.creating)

    def currency(self) -> Json:
        """The record's currency, where it names one: a company with several insists on it."""
        return {"CurrencyRef": {"value": self.record["currency"]}} if self.record.get("currency") else {}

    def note(self) -> Json:
        """The memo as private note, with our marker; nothing when there is neither.

        Nothing that the application calls a memo is shown to customers.
        """
        if "memo" not in self.record and not self.marker:
            return {}
        return {"PrivateNote": with_marker(self.record.get("memo", ""), self.marker)}

    def method(self) -> Json:
        """How it was paid, where the package has a payment method of that name."""
        method = self.record.get("method", "")
        known = ("PaymentMethod", method.lower()) in self.named
        return {"PaymentMethodRef": self.ref_by_name("PaymentMethod", method)} if known else {}
