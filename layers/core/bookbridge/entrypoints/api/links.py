"""Links that are made by hand: the package is asked first whether it has what a record is linked to."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from bookbridge.domain.errors import FieldFault, InvalidInput

from . import presenters
from .answers import Answer, answer
from .endpoints import Group
from .records import MAPPING
from .requests import ApiRequest

GROUP: Final = Group("Links by hand", "A record and what is in the accounting package already become one.")


@GROUP.endpoint(
    "PUT",
    MAPPING,
    "Link a record to what is in the accounting package already",
    description=(
        "Nothing is written there now; the next save of the record changes what it is linked to. A record that merely "
        "arrived from there, and that the application has never changed, is merged into this one: it says so itself "
        "(`merged_into`), and so does the change feed; whatever names it goes on meaning the same. "
        "Where the package can be asked at once, it must have the id."
    ),
    takes="Link",
    answers={HTTPStatus.OK: "Mapping"},
)
def put_mapping(request: ApiRequest) -> Answer:
    """Link by hand."""
    body = request.json_object()
    faults = [FieldFault(key, "is not a field of a link") for key in body if key != "package_id"]
    package_id = body.get("package_id")
    if not isinstance(package_id, str) or not package_id.strip() or "#" in package_id:
        faults.append(FieldFault("package_id", "must be the package's id of the record, as text"))
    if faults:
        raise InvalidInput(tuple(faults))
    record = request.application.link_records.link(
        request.company_id, request.entity_type, request.path["record_id"], str(package_id)
    )
    return answer(presenters.mapping(record))
