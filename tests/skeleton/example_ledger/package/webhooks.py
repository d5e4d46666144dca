"""Webhooks of Example Ledger: the signature over the raw bytes, and a body into changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bookbridge.domain.changes import Change, ChangeKind, ParsedDelivery
from bookbridge.domain.delivery_fields import DeliveryFields, read_delivery
from bookbridge.domain.records import is_entity_type
from bookbridge.domain.signatures import is_signature_of

from .manifest import MANIFEST

HEADER: Final = "example-ledger-signature"
_KINDS: Final = {"created": ChangeKind.CREATED, "deleted": ChangeKind.DELETED, "voided": ChangeKind.VOIDED}


class LedgerWebhooks:
    """Implements `WebhookSource`."""

    def verify(self, raw_body: bytes, headers: Mapping[str, str], secret: str) -> bool:
        """Whether the header fits the raw bytes; see `is_signature_of`."""
        return is_signature_of(headers.get(HEADER, ""), raw_body, secret)

    def parse(self, raw_body: bytes) -> ParsedDelivery:
        """See `WebhookSource.parse`. An event that is not known yet is a reason to read the record."""
        changes, ignored = list[Change](), 0
        for event in DeliveryFields(read_delivery(raw_body), "the body").objects("events"):
            entity_type = event.text("kind")
            if not is_entity_type(entity_type) or entity_type not in MANIFEST.entities:
                ignored += 1
                continue
            kind = _KINDS.get(event.text("event"), ChangeKind.UPDATED)
            changes.append(Change(event.text("ledger"), entity_type, event.text("id"), kind, event.time("at")))
        return ParsedDelivery(tuple(changes), ignored)
