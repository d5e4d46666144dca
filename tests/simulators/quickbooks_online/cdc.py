"""Change data capture (vendor page, section 4).

At most 1000 objects in one answer, no paging; the look-back is 30 days.

Silent in the page, decided so that a client has to notice: which objects the cap
leaves out (here the ones with the highest ids of the later entities), and the code
for a look-back of more than 30 days (2190). ``changedSince`` is compared with the
stored time, which has whole seconds, so a watermark needs its overlap.
"""

from datetime import timedelta

from .books import Books, Row
from .clock import parse_moment, stamp, zone
from .entities import KINDS
from .faults import Refused, missing, refused
from .records import Record

MOST_OBJECTS = 1000
LOOK_BACK = timedelta(days=30)


def changes_since(books: Books, entities: str, changed_since: str) -> tuple[list[Record], list[Row]]:
    """Return the ``CDCResponse`` and the rows it shows; raises ``Refused``."""
    absent = [missing(name) for name, value in (("entities", entities), ("changedSince", changed_since)) if not value]
    if absent:
        raise Refused(*absent)
    offset = zone(books.offset_hours)
    try:
        since = parse_moment(changed_since, offset)
    except ValueError:
        detail = f"Supplied value: {changed_since}"
        raise refused("2060", detail, "changedSince") from None
    if books.clock.now() - since > LOOK_BACK:
        raise refused("2190", f"Supplied value: {changed_since}", "changedSince")
    responses: list[Record] = []
    shown: list[Row] = []
    left = MOST_OBJECTS
    for name in (part.strip() for part in entities.split(",")):
        kind = KINDS.get(name)
        if kind is None or not kind.in_cdc:
            raise refused("2000", f"{name} is not supported", "entities")
        rows = [row for row in books.rows(name) if row.updated_at >= since][:left]
        shown += rows
        found = [books.render(row) for row in rows]
        left -= len(rows)
        gone = [(row_id, at) for row_id, at in books.tombstones[name].items() if at >= since][:left]
        left -= len(gone)
        found += [
            {
                "domain": "QBO",
                "status": "Deleted",
                "Id": row_id,
                "MetaData": {"LastUpdatedTime": stamp(at, offset)},
            }
            for row_id, at in gone
        ]
        page = {name: found, "startPosition": 1, "maxResults": len(found)}
        responses.append(page if found else {})
    return [{"QueryResponse": responses}], shown
