"""Batch calls (vendor page, section 4).

Items run one by one and are answered by ``bId``; HTTP is 200 even when all fail.
``optionsData`` is accepted as a text or a list of texts (its type is UNCERTAIN).
"""

from collections.abc import Callable

from .books import Books, Row
from .entities import KINDS, Kind
from .faults import Error, Refused, missing, refused, unsupported
from .idempotency import LONGEST_BATCH_ITEM_ID, too_long
from .reading import run_query
from .records import Record
from .writing import Options, delete, save, void

MOST_ITEMS = 30
OPERATIONS = ("create", "update", "delete")
Written = Callable[[], None]
Struck = Callable[[Record], Refused | None]
Shown = Callable[[list[Row]], None]


def run_batch(
    books: Books, payload: Record, *, has_request_id: bool, written: Written, shown: Shown, struck: Struck
) -> list[Record]:
    """Run every item and return ``BatchItemResponse``; ``struck`` tells which of them is refused on demand.

    Raises ``Refused``: 1040 above 30 items, 2020 without items or a bId, 2130 for a
    bId of more than 10 characters together with a request id.
    """
    items = payload.get("BatchItemRequest")
    if not isinstance(items, list) or not items:
        raise Refused(missing("BatchItemRequest"))
    if len(items) > MOST_ITEMS:
        raise refused("1040")
    for item in items:
        if not isinstance(item, dict) or not isinstance(item.get("bId"), str):
            raise Refused(missing("BatchItemRequest.bId"))
        if has_request_id and len(item["bId"]) > LONGEST_BATCH_ITEM_ID:
            raise too_long(item["bId"])
    answers: list[Record] = []
    for item in items:
        try:
            if "Query" in item:
                response, rows = run_query(books, str(item["Query"]))
                shown(rows)
                answers.append({"bId": item["bId"], "QueryResponse": response})
            elif on_demand := struck(item):
                answers.append({"bId": item["bId"], "Fault": on_demand.fault})
            else:
                answers.append({"bId": item["bId"], **_run(books, item)})
                written()
        except Refused as refusal:
            answers.append({"bId": item["bId"], "Fault": refusal.fault})
    return answers


def _run(books: Books, item: Record) -> Record:
    name = _entity(item)
    kind, record = KINDS[name], item[name]
    operation = item.get("operation")
    if operation not in OPERATIONS:
        raise unsupported(str(operation))
    if not isinstance(record, dict):
        raise Refused(Error("2010", f"Property Name:{name} is unsupported or invalid"))
    given = item.get("optionsData") or []
    wanted = {given} if isinstance(given, str) else set(given)
    options = Options(allow_duplicate_number="allowduplicatedocnum" in wanted)
    if operation == "delete":
        row = delete(books, kind, record, options)
        return {name: {"status": "Deleted", "Id": row.id, "domain": "QBO"}}
    row = _write(books, kind, record, options, operation, voiding="void" in wanted)
    return {name: books.render(row)}


def _write(
    books: Books,
    kind: Kind,
    record: Record,
    options: Options,
    operation: str,
    *,
    voiding: bool,
) -> Row:
    if operation == "create":
        return save(books, kind, {**record, "Id": None}, options)
    if not record.get("Id"):
        raise Refused(missing("Id"))
    if voiding:
        return void(books, kind, record, options)
    return save(books, kind, record, options)


def _entity(item: Record) -> str:
    names = [name for name in item if name not in ("bId", "operation", "optionsData")]
    if len(names) != 1 or names[0] not in KINDS:
        raise refused("2000", f"Supplied value: {', '.join(names)}")
    return names[0]
