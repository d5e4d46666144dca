"""Read many records at once: many ids in a call, whole lists where Xero has no other way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from bookbridge.domain.records import EntityType
from bookbridge.ports.packages import FetchedRecord, FetchResult

from .client import Client, only
from .entities import (
    ATTACHMENTS,
    BATCH_PAYMENTS,
    CONTACTS,
    ENDPOINTS,
    INVOICES,
    PAYMENTS,
    TAX_RATES,
    Endpoint,
    is_id,
)
from .lookups import Lookups
from .mapping import fetched, is_deleted
from .query import any_of, is_guid, listed
from .wire import Json, objects_in

_EVEN_ARCHIVED = {"includeArchived": "true"}


def fetch(client: Client, lookups: Lookups, wanted: Mapping[EntityType, Sequence[str]]) -> FetchResult:
    """Read records by id; what no longer exists is named in `missing`, what lives on elsewhere in `merged`."""
    asked = {entity_type: list(dict.fromkeys(ids)) for entity_type, ids in wanted.items()}
    groups: dict[Endpoint, set[str]] = defaultdict(set)
    for entity_type, ids in asked.items():
        if (endpoint := ENDPOINTS.get(entity_type)) and endpoint is not ATTACHMENTS:
            groups[endpoint] |= {each for each in ids if endpoint is TAX_RATES or is_id(each)}
    found: dict[tuple[Endpoint, str], Json] = {}
    times: list[datetime] = []
    for endpoint, group in groups.items():
        if group:
            bodies, at = _bodies(client, lookups, endpoint, sorted(group))
            found |= {(endpoint, package_id): body for package_id, body in bodies.items()}
            times.append(at)
    if not times:
        # Without a single id that can exist only the package's clock is asked for.
        times.append(client.organisation().at)
    return _sorted(lookups, asked, found, min(times))


def by_ids(endpoint: Endpoint, ids: Sequence[str]) -> Iterator[Mapping[str, str]]:
    """The parameters that read objects by their ids, in as few calls as their length allows."""
    if endpoint.by_ids:
        also = _EVEN_ARCHIVED if endpoint is CONTACTS else {}
        for part in listed(ids):
            yield {endpoint.by_ids: part, **also}
    else:
        for where in any_of(is_guid(endpoint.id_field, each) for each in ids):
            yield {"where": where}


def _sorted(
    lookups: Lookups,
    asked: Mapping[EntityType, Sequence[str]],
    found: Mapping[tuple[Endpoint, str], Json],
    as_of: datetime,
) -> FetchResult:
    categories = lookups.categories_for(list(found.values()))
    records: list[FetchedRecord] = []
    missing: list[tuple[EntityType, str]] = []
    merged: dict[tuple[EntityType, str], str] = {}
    for entity_type, ids in asked.items():
        endpoint = ENDPOINTS.get(entity_type)
        if endpoint is None or endpoint is ATTACHMENTS:
            continue  # attachments cannot be read by their ids
        lookups.name_ids(entity_type, [found[endpoint, each] for each in ids if (endpoint, each) in found])
        for package_id in ids:
            body = found.get((endpoint, package_id))
            if body is None or is_deleted(endpoint, body):
                missing.append((entity_type, package_id))
            elif survivor := body.get("MergedToContactID"):
                merged[entity_type, package_id] = str(survivor)
            elif record := fetched(entity_type, body, categories):
                records.append(record)
    return FetchResult(tuple(records), tuple(missing), as_of, merged)


def _bodies(
    client: Client, lookups: Lookups, endpoint: Endpoint, ids: Sequence[str]
) -> tuple[dict[str, Json], datetime]:
    if not endpoint.is_paged:
        rows = lookups.read(endpoint)
        return only(rows.found, endpoint.id_field, ids), rows.at
    found: dict[str, Json] = {}
    times: list[datetime] = []
    for params in by_ids(endpoint, ids):
        rows = client.read(endpoint, params)
        found |= only(rows.found, endpoint.id_field, ids)
        times.append(rows.at)
    if endpoint is PAYMENTS:
        for params in by_ids(BATCH_PAYMENTS, [each for each in ids if each not in found]):
            rows = client.read(BATCH_PAYMENTS, params)
            found |= only(rows.found, BATCH_PAYMENTS.id_field, ids)
            times.append(rows.at)
        _name_parties(client, list(found.values()))
    return found, min(times)


def _name_parties(client: Client, payments: Sequence[Json]) -> None:
    """Put the party into the invoices of payments, where Xero names none: it is that of the invoice."""
    invoices = [
        part["Invoice"]
        for body in payments
        for part in objects_in(body.get("Payments")) or [body]
        if part.get("Invoice")
    ]
    unnamed = [invoice for invoice in invoices if not invoice.get("Contact") and is_id(str(invoice.get("InvoiceID")))]
    contacts: dict[str, Json] = {}
    for params in by_ids(INVOICES, [str(invoice["InvoiceID"]) for invoice in unnamed]):
        for row in client.read(INVOICES, {**params, "summaryOnly": "true"}).found:
            contacts[str(row["InvoiceID"])] = row
    for invoice in unnamed:
        row = contacts.get(str(invoice["InvoiceID"]), {})
        invoice["Contact"] = row.get("Contact") or {}
        invoice.setdefault("CurrencyCode", row.get("CurrencyCode"))
