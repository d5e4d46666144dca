"""What both systems hold in the end, with their contents, in words that two runs of a story can be compared by."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from bookbridge.domain.stored_records import StoredRecord

from .census import DESKTOP
from .desktop_stories import company_file
from .mortal_desktop import MortalDesktop

_OF_THE_RUN: Final = re.compile(r"TxnID|ListID|TxnLineID|EditSequence|TimeCreated|TimeModified|TxnNumber")
_DERIVED: Final = re.compile(r"quickbooks-desktop-[0-9A-F-]+")


def picture(world: MortalDesktop) -> Counter[str]:
    """Every record of the application and every object of the company file, whole but for ids and times."""
    file = company_file(world)
    objects = [f"{kind} {_words(row)}" for kind in DESKTOP for row in file.rows(kind)]
    names = {each.record_id: str(each.body.get("name") or each.body.get("number")) for each in _arrived(world)}
    records = [_DERIVED.sub(lambda found: names.get(found[0], found[0]), _told(each)) for each in _all(world)]
    return Counter([*objects, *records])


def unknown_objects(world: MortalDesktop) -> list[str]:
    """Objects of the company file that no record is linked to, or several."""
    links = Counter(each.link.package_id.removeprefix("credit-") for each in _all(world) if each.link)
    wanted = [
        (kind, str(row.get("ListID") or row.get("TxnID")))
        for kind in DESKTOP
        for row in company_file(world).rows(kind)
        if row.get("Name") not in {"Subtotal", "Discount"}
    ]
    return [f"{kind} {each}: {links[each]} records" for kind, each in wanted if links[each] != 1]


def _all(world: MortalDesktop) -> list[StoredRecord]:
    return [*world.store.records.values()]


def _arrived(world: MortalDesktop) -> list[StoredRecord]:
    return [each for each in _all(world) if each.origin != "application"]


def _told(record: StoredRecord) -> str:
    who = record.key if record.origin == "application" else f"{record.entity_type} from the package"
    state = (record.sync_state.value, record.voided, record.deleted_in_package, bool(record.link))
    return f"{who} {state} {_words(record.body)}"


def _words(value: Any) -> str:
    """The value with its names in order and without what differs from run to run."""
    if isinstance(value, Mapping):
        kept = sorted((name, _words(inner)) for name, inner in value.items() if not _OF_THE_RUN.fullmatch(name))
        return "{" + ", ".join(f"{name}: {inner}" for name, inner in kept) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(sorted(map(_words, value))) + "]"
    return str(value)
