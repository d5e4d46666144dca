"""Records: what the application wants in the package, what came from there, and the links between the two."""

from __future__ import annotations

from http import HTTPStatus
from itertools import accumulate
from typing import Any, Final

from bookbridge.domain.errors import FieldFault, InvalidInput
from bookbridge.domain.records import ENTITY_TYPES, is_entity_type
from bookbridge.use_cases.accept_records import Answer as Accepted
from bookbridge.use_cases.accept_records import Wish

from . import presenters
from .answers import Answer, accepted, answer, listed, nothing, to_json
from .cursors import read_position, write_position
from .endpoints import NOBODY, PAGING, Group, Query
from .requests import ApiRequest

COMPANY: Final = "/v1/companies/{company_id}"
RECORD: Final = f"{COMPANY}/records/{{entity_type}}/{{record_id}}"
MAPPING: Final = f"{COMPANY}/mappings/{{entity_type}}/{{record_id}}"

MAX_CHARACTERS: Final = 1_500_000
"""Of one answer: Lambda passes on 6 MB, and a character takes up to four bytes."""

GROUP: Final = Group(
    "Records", "What the application wants in the package, what came from there, and the links between."
)


@GROUP.endpoint(
    "PUT",
    RECORD,
    "Say what a record should be in the accounting package",
    description="The same record again changes nothing, unless it failed: then it is tried again.",
    takes="Record",
    answers={HTTPStatus.ACCEPTED: "RecordState"},
)
def put_record(request: ApiRequest) -> Answer:
    """Accept one record."""
    wish = Wish(request.path["entity_type"], request.path["record_id"], request.json())
    return accepted(presenters.record_state(request.application.accept_records.one(request.company_id, wish)))


@GROUP.endpoint("GET", RECORD, "Show a record", answers={HTTPStatus.OK: "RecordView"})
def get_record(request: ApiRequest) -> Answer:
    """Show one record with the state of its sync."""
    view = request.application.read_records.one(request.company_id, request.entity_type, request.path["record_id"])
    return answer(presenters.record(view))


@GROUP.endpoint(
    "DELETE",
    RECORD,
    "Say that the application deleted a record",
    description=(
        "Its open failure closes, it is sent no more, and what waits for it fails for itself. In the accounting "
        "package nothing is deleted: `still_in_package` says whether it is there. Sending the record again brings it "
        "back to life with its twin. Deleting it again changes nothing."
    ),
    answers={HTTPStatus.OK: "RecordDeleted"},
)
def delete_record(request: ApiRequest) -> Answer:
    """Take in that it was deleted."""
    delete = request.application.delete_records
    gone = delete(request.company_id, request.entity_type, request.path["record_id"], request.caller.name)
    return answer(presenters.record_deleted(gone))


@GROUP.endpoint(
    "POST",
    f"{COMPANY}/records",
    "Say the same of up to 100 records",
    description="One bad record harms no other: each has its own result, in the order of the request.",
    takes="RecordBatch",
    answers={HTTPStatus.OK: "RecordBatchResults"},
)
def post_records(request: ApiRequest) -> Answer:
    """Accept many records."""
    entries = _entries(request.json_object())
    wishes = [entry for entry in entries if isinstance(entry, Wish)]
    answers = iter(request.application.accept_records.many(request.company_id, wishes))
    results = [next(answers) if isinstance(entry, Wish) else entry for entry in entries]
    return answer({"results": [presenters.batch_result(each) for each in results]})


@GROUP.endpoint(
    "POST",
    f"{RECORD}/void",
    "Void a record in the accounting package",
    description="For records that came from the application and that the package can void.",
    answers={HTTPStatus.ACCEPTED: "RecordState"},
)
def void_record(request: ApiRequest) -> Answer:
    """Ask for a void."""
    accept_records = request.application.accept_records
    voided = accept_records.void(request.company_id, request.entity_type, request.path["record_id"])
    return accepted(presenters.record_state(voided))


@GROUP.endpoint(
    "GET",
    f"{COMPANY}/changes",
    "Read what arrived from the accounting package",
    description=(
        "Oldest first. `next_cursor` is where the page ends, also when nothing follows yet: come back with it for what "
        "is new. It is null on a page without entries; then come back with the same cursor."
    ),
    query=PAGING,
    answers={HTTPStatus.OK: "Changes"},
)
def list_changes(request: ApiRequest) -> Answer:
    """Read on in the feed."""
    after = read_position(request.company_id, request.cursor)
    entries, _last = request.application.read_records.changes(request.company_id, after, request.limit)
    shown = _fitting([presenters.change(each) for each in entries])
    cursor = write_position(request.company_id, shown[-1]["position"]) if shown else None
    return listed("changes", shown, cursor)


@GROUP.endpoint(
    "GET",
    f"{COMPANY}/mappings",
    "List which records are linked to what in the accounting package",
    description="A page may have fewer entries than asked for, or none, and still be followed by others.",
    query=(Query("entity_type", "only records of this type", ENTITY_TYPES), *PAGING),
    answers={HTTPStatus.OK: "Mappings"},
)
def list_mappings(request: ApiRequest) -> Answer:
    """List links."""
    name = request.query.get("entity_type", "")
    entity_type = name if is_entity_type(name) else None
    if name and entity_type is None:
        raise InvalidInput((FieldFault("entity_type", f"must be one of {', '.join(ENTITY_TYPES)}"),))
    mapped, cursor = request.application.read_records.mappings(
        request.company_id, entity_type, request.cursor, request.limit
    )
    return listed("mappings", [presenters.mapping(each) for each in mapped], cursor)


@GROUP.endpoint(
    "DELETE",
    MAPPING,
    "Take a link away",
    description="Both sides stay as they are; the next save of the record creates a new one in the package.",
    answers={HTTPStatus.NO_CONTENT: NOBODY},
)
def delete_mapping(request: ApiRequest) -> Answer:
    """Unlink by hand."""
    request.application.link_records.unlink(request.company_id, request.entity_type, request.path["record_id"])
    return nothing()


def _entries(body: dict[str, Any]) -> list[Wish | Accepted]:
    """Each record of a batch, or why it cannot even be looked at."""
    faults = [FieldFault(key, "is not a field of a batch") for key in body if key != "records"]
    entries = body.get("records")
    if not isinstance(entries, list):
        faults.append(FieldFault("records", "must be a list of records"))
    if faults or not isinstance(entries, list):
        raise InvalidInput(tuple(faults))
    return [_entry(entry) for entry in entries]


def _entry(entry: object) -> Wish | Accepted:
    named = entry if isinstance(entry, dict) else {}
    identity = {name: named.get(name) for name in ("entity_type", "record_id")}
    faults = [] if isinstance(entry, dict) else [FieldFault("(entry)", "must be an object")]
    faults += [FieldFault(name, "must be text") for name, value in identity.items() if not isinstance(value, str)]
    faults += [FieldFault("record", "is required")] if "record" not in named else []
    faults += [FieldFault(key, "is not a field here") for key in named if key not in _ENTRY_FIELDS]
    wish = Wish(str(identity["entity_type"] or ""), str(identity["record_id"] or ""), named.get("record"))
    return Accepted(wish, faults=tuple(faults)) if faults else wish


def _fitting(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """As many of the entries as an answer can hold, and at least the first."""
    sizes = accumulate(len(to_json(entry)) for entry in entries)
    return [entry for entry, size in zip(entries, sizes, strict=True) if entry is entries[0] or size < MAX_CHARACTERS]


_ENTRY_FIELDS: Final = frozenset({"entity_type", "record_id", "record"})
