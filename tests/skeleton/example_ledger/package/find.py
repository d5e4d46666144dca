"""Which operations are in the ledger already: asked after a lost answer, before anything is sent again."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from bookbridge.domain.dispatches import Operation, Verb, Written
from bookbridge.domain.exact_json import Json
from bookbridge.domain.markers import marker_in
from bookbridge.domain.records import EntityType
from bookbridge.domain.timestamps import from_text, to_text

from .client import Client
from .mapping import written

CLOCKS_DIFFER: Final = timedelta(minutes=5)
PROOF: Final[Mapping[EntityType, tuple[str, ...]]] = {
    "invoice": ("number", "customer_id", "date", "total"),
    "payment": ("customer_id", "date", "amount"),
}
"""What makes a document ours beyond doubt, for a payment beside our mark; of a list entry all that we sent."""


def find(
    client: Client, operations: Sequence[Operation], since: datetime, ignoring: Collection[str] = ()
) -> dict[str, Written]:
    """The operations that were carried out, by key. See `Books.find`.

    Whatever was created, changed or voided since is in the feed of changes: one question for all of them.
    """
    if not operations:
        return {}
    answer, found, taken = client.objects(since=to_text(since - CLOCKS_DIFFER)), dict[str, Written](), set[str]()
    for operation in operations:
        for row in answer.objects:
            others = operation.verb is Verb.CREATE and row["id"] in ignoring
            if row["id"] not in taken and not others and _is_done(operation, row, since):
                found[operation.key] = written(row, answer.at)
                taken.add(row["id"])
                break
    return found


def _is_done(operation: Operation, row: Json, since: datetime) -> bool:
    if row["kind"] != operation.entity_type or row["deleted"]:
        return False
    sent, data = operation.payload["data"], row["data"]
    if operation.verb is Verb.CREATE:
        proof = PROOF.get(operation.entity_type)
        # Of two that look alike, one from before is somebody else's; names are unique, so there no minute is given.
        earliest = since - CLOCKS_DIFFER if proof else since
        marked = not proof or marker_in(sent.get("memo")) == marker_in(data.get("memo"))
        fields = proof or tuple(sent)
        return from_text(row["created_at"]) >= earliest and marked and all(data.get(f) == sent[f] for f in fields)
    if operation.package_id != row["id"]:
        return False
    if operation.verb is Verb.VOID:
        return bool(row["void"])
    # A version that stayed was not updated, and somebody else's update holds other values.
    return row["version"] != operation.payload["version"] and all(data.get(f) == sent[f] for f in sent)
