"""Attachments: a file and the record it belongs to."""

from __future__ import annotations

from bookbridge.packages.quickbooks_online.entities import ENTITIES, TYPES
from bookbridge.packages.quickbooks_online.wire import Json

from .incoming import ref_id, values
from .outgoing import Outgoing


def to_package(out: Outgoing) -> Json:
    """What an upload is made from; the file itself is fetched when it is sent."""
    record, owner = out.record, out.record["record"]
    return {
        "owner": {
            "type": ENTITIES[owner["entity_type"]].name,
            "id": out.references[owner["entity_type"], owner["record_id"]],
        },
        "file_name": record["file_name"],
        "content_type": record["content_type"],
        "url": record["url"],
        "note": out.marker,
    }


def to_canonical(body: Json) -> Json:
    """An attachment. The address under which the package keeps the file works for minutes only, and is not carried."""
    record = values(body, {"file_name": "FileName", "content_type": "ContentType"})
    for reference in body.get("AttachableRef") or []:
        entity_type = TYPES.get(str((reference.get("EntityRef") or {}).get("type") or ""))
        if entity_type:
            record["record"] = {"entity_type": entity_type, "record_id": ref_id(reference, "EntityRef")}
            break
    return record
