"""Read many records at once: many ids in a query, several queries in a call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from bookbridge.domain.records import EntityType
from bookbridge.ports.packages import FetchResult

from .client import Client
from .entities import ENTITIES, TYPES
from .mapping import fetched
from .query import EVEN_INACTIVE, Select, one_of

IDS_PER_QUERY: Final = 200


def fetch(client: Client, wanted: Mapping[EntityType, Sequence[str]]) -> FetchResult:
    """Read records by id; what no longer exists is named in `missing`."""
    asked = {entity_type: list(dict.fromkeys(ids)) for entity_type, ids in wanted.items()}
    statements = [
        statement for entity_type, ids in asked.items() for statement in by_ids(entity_type, [*filter(is_id, ids)])
    ]
    # Without a single id that can exist only the package's clock is asked for.
    rows = client.query(*statements or [Select("CompanyInfo")])
    found = {
        (TYPES[statement.entity], str(body["Id"])): body
        for statement, bodies in zip(statements, rows.found, strict=False)
        for body in bodies
    }
    keys = [(entity_type, package_id) for entity_type, ids in asked.items() for package_id in ids]
    return FetchResult(
        records=tuple(fetched(key[0], found[key]) for key in keys if key in found),
        missing=tuple(key for key in keys if key not in found),
        as_of=rows.at,
    )


def by_ids(entity_type: EntityType, ids: Sequence[str]) -> Iterable[Select]:
    """The queries that read these ids; name lists with what was made inactive."""
    entity = ENTITIES[entity_type]
    also = (EVEN_INACTIVE,) if entity.is_list else ()
    for start in range(0, len(ids), IDS_PER_QUERY):
        yield Select(entity.name, (one_of("Id", ids[start : start + IDS_PER_QUERY]), *also))


def is_id(package_id: str) -> bool:
    """Whether QuickBooks Online can have given this id; one that is no number would spoil the query for all others."""
    return package_id.isascii() and package_id.isdecimal()
