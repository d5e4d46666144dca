"""Documents: files attached to a record."""

from __future__ import annotations

from bookbridge.domain.records import is_entity_type
from bookbridge.packages.xero.entities import ENDPOINTS
from bookbridge.packages.xero.wire import Json

from .outgoing import Outgoing


def to_package(out: Outgoing) -> Json:
    """Where the file is fetched and where it goes; its bytes travel when it is sent."""
    owner = out.record["record"]
    owner_type = owner["entity_type"]
    endpoint = ENDPOINTS[owner_type].name if is_entity_type(owner_type) else ""
    return {
        "owner": {"endpoint": endpoint, "id": out.id_of(owner_type, owner["record_id"])},
        "file_name": out.record["file_name"],
        "content_type": out.record["content_type"],
        "url": out.record["url"],
    }
