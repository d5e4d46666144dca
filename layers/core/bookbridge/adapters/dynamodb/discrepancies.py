"""Table `discrepancies`: records that were changed in the package. Key: `company_id`, `discrepancy_id`.

Reports read it by its key. Index `by_status` (`company_status`, `<company>#open`) orders them by `found_order`: the
time they were found, then the id. Resolved ones expire.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, cast

from pynamodb.expressions.operand import Path

from bookbridge.domain.discrepancies import Choice, Difference, Discrepancy, DiscrepancyKind, DiscrepancyStatus
from bookbridge.domain.records import EntityType
from bookbridge.domain.timestamps import to_text
from bookbridge.ports.discrepancies import DiscrepancyFilter
from bookbridge.ports.pages import Page

from .cursors import first_page, read_cursor
from .database import Database
from .newest_first import newest_first
from .table import Table
from .values import RawItem, Row, packed, raw_item

PAGE: Final = 200


def discrepancies_table(database: Database, name: str) -> Table:
    """The table `discrepancies`."""
    return Table(database, name, "company_id", "discrepancy_id")


class DynamoDbDiscrepancies:
    """Implements `Discrepancies`."""

    def __init__(self, discrepancies: Table, page_size: int = PAGE) -> None:
        """`page_size`: items looked at for one page of a list that is read from end to end."""
        self._discrepancies = discrepancies
        self._page_size = page_size

    def get(self, company_id: str, discrepancy_id: str) -> Discrepancy | None:
        """One discrepancy; strongly consistent."""
        row = self._discrepancies.get(company_id, discrepancy_id)
        return to_discrepancy(row) if row else None

    def page(
        self, company_id: str, narrow: DiscrepancyFilter, cursor: str | None, limit: int
    ) -> tuple[tuple[Discrepancy, ...], str | None]:
        """Newest first."""
        rows = newest_first(
            self._discrepancies,
            "by_status",
            "company_status",
            [_company_status(company_id, status) for status in narrow.statuses],
            "found_order",
            before=read_cursor(company_id, cursor),
            where=Path("entity_type") == narrow.entity_type if narrow.entity_type else None,
            limit=limit,
        )
        page, following = first_page(rows, "found_order", company_id, limit)
        return tuple(map(to_discrepancy, page)), following

    def in_fixed_order(self, company_id: str, narrow: DiscrepancyFilter, after: str) -> Iterator[Page[Discrepancy]]:
        """All of them by the table's own key, in which nothing moves."""
        matching = Path("company_id") == company_id
        if after:
            matching &= Path("discrepancy_id") > after
        where = Path("status").is_in(*map(str, narrow.statuses))
        if narrow.entity_type:
            where &= Path("entity_type") == narrow.entity_type
        for items, last in self._discrepancies.answers(matching, where=where, page_size=self._page_size):
            cursor = last["discrepancy_id"]["S"] if last else ""
            yield Page([to_discrepancy(Row(item)) for item in items], cursor)


def discrepancy_item(discrepancy: Discrepancy) -> RawItem:
    """The item to write: the discrepancy as it stands, its row version raised."""
    expires_at = discrepancy.expires_at
    return raw_item(
        {
            "company_id": discrepancy.company_id,
            "discrepancy_id": discrepancy.discrepancy_id,
            "entity_type": discrepancy.entity_type,
            "record_id": discrepancy.record_id,
            "kind": discrepancy.kind,
            "differences": packed([[each.field, each.ours, each.theirs] for each in discrepancy.differences]),
            "theirs": packed(discrepancy.theirs),
            "choices": " ".join(discrepancy.choices),
            "family": discrepancy.family,
            "package_id": discrepancy.package_id,
            "version": discrepancy.version,
            "found_at": discrepancy.found_at,
            "last_seen_at": discrepancy.last_seen_at,
            "status": discrepancy.status,
            "resolution": discrepancy.resolution,
            "resolved_at": discrepancy.resolved_at,
            "resolved_by": discrepancy.resolved_by,
            "record_number": discrepancy.record_number,
            "party": discrepancy.party,
            "date": discrepancy.date,
            "amount": discrepancy.amount,
            "currency": discrepancy.currency,
            "status_in_app": discrepancy.status_in_app,
            "package_link": discrepancy.package_link,
            "merged_into": discrepancy.merged_into,
            "row_version": discrepancy.row_version + 1,
            "found_order": f"{to_text(discrepancy.found_at)}#{discrepancy.discrepancy_id}",
            "company_status": _company_status(discrepancy.company_id, discrepancy.status),
            "expires_at": int(expires_at.timestamp()) if expires_at else None,
        }
    )


def to_discrepancy(row: Row) -> Discrepancy:
    """The discrepancy of an item."""
    resolution = row.text("resolution")
    return Discrepancy(
        company_id=row.text("company_id"),
        discrepancy_id=row.text("discrepancy_id"),
        entity_type=row.entity_type(),
        record_id=row.text("record_id"),
        kind=DiscrepancyKind(row.text("kind")),
        differences=tuple(Difference(*each) for each in row.body("differences")),
        theirs=row.body("theirs"),
        choices=tuple(map(Choice, row.text("choices").split())),
        family=cast("EntityType", row.text("family")),
        package_id=row.text("package_id"),
        version=row.text("version"),
        found_at=row.instant("found_at"),
        last_seen_at=row.instant("last_seen_at"),
        status=DiscrepancyStatus(row.text("status")),
        resolution=Choice(resolution) if resolution else None,
        resolved_at=row.optional_instant("resolved_at"),
        resolved_by=row.text("resolved_by"),
        record_number=row.text("record_number"),
        party=row.text("party"),
        date=row.text("date"),
        amount=row.text("amount"),
        currency=row.text("currency"),
        status_in_app=row.text("status_in_app"),
        package_link=row.text("package_link"),
        merged_into=row.text("merged_into"),
        row_version=row.number("row_version"),
    )


def _company_status(company_id: str, status: DiscrepancyStatus) -> str:
    return f"{company_id}#{status}"
