"""Read many records at once: many ids in a query, several queries in a call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from bookbridge.domain.records import EntityType
from bookbridge.ports.packages import FetchedRecord, FetchResult

from .client import Client
from .entities import ENTITIES
from .mapping import fetched
from .mapping.tax_rates import with_rates
from .query import EVEN_INACTIVE, Select, one_of

IDS_PER_QUERY: Final = 200


def fetch(client: Client, wanted: Mapping[EntityType, Sequence[str]]) -> FetchResult:
    """Read records by id; what no longer exists is named in `missing`."""
    asked = {entity_type: list(dict.fromkeys(ids)) for entity_type, ids in wanted.items()}
    statements = [statement for entity_type, ids in asked.items() for statement in _statements(entity_type, ids)]
    # Without a single id that can exist only the package's clock is asked for.
    rows = client.query(*statements or [Select("CompanyInfo")])
    found = {
        (statement.entity, str(body["Id"])): body
        for statement, bodies in zip(statements, rows.found, strict=False)
        for body in bodies
    }
    rates = [body for (entity, _), body in found.items() if entity == "TaxRate"]
    records: list[FetchedRecord] = []
    missing: list[tuple[EntityType, str]] = []
    for entity_type, ids in asked.items():
        for package_id in ids:
            if body := found.get((ENTITIES[entity_type].name, package_id)):
                whole = with_rates(body, rates) if entity_type == "tax_rate" else body
                records.append(fetched(entity_type, whole))
            else:
                missing.append((entity_type, package_id))
    return FetchResult(tuple(records), tuple(missing), as_of=rows.at)


def _statements(entity_type: EntityType, ids: Sequence[str]) -> Iterable[Select]:
    """The queries that read these ids, and what has to be read along with them."""
    if entity_type == "tax_rate":
        # There are few, and nothing says whether `TAX` and `NON` can be asked for by their ids.
        return (Select("TaxCode", (EVEN_INACTIVE,)), Select("TaxRate")) if ids else ()
    return by_ids(entity_type, [*filter(is_id, ids)])


def by_ids(entity_type: EntityType, ids: Sequence[str]) -> Iterable[Select]:
    """The queries that read these ids; name lists with what was made inactive."""
    entity = ENTITIES[entity_type]
    also = (EVEN_INACTIVE,) if entity.is_list else ()
    for start in range(0, len(ids), IDS_PER_QUERY):
        yield Select(entity.name, (one_of("Id", ids[start : start + IDS_PER_QUERY]), *also))


def is_id(package_id: str) -> bool:
    """Whether QuickBooks Online can have given this id; one that is no number would spoil the query for all others."""
    return package_id.isascii() and package_id.isdecimal()
