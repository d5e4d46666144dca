"""From a refusal or an error of the connector to a problem that people can act on.

QuickBooks Desktop is asked nothing for it: each question would take a turn. What the message leaves open is told from
what was sent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final

from bookbridge.domain.dispatches import Operation, Refused
from bookbridge.domain.errors import FieldFault
from bookbridge.domain.failures import Problem
from bookbridge.domain.failures.catalogue import Catalogue, shared_json
from bookbridge.domain.records import EntityType, is_entity_type
from bookbridge.domain.stored_records import waiting_on_package
from bookbridge.ports.connectors import Greeting, Verdict

from .entities import FAMILIES, is_id
from .faults import hresult_of, trouble_of
from .mapping.outgoing import content_of
from .qbxml.schema import VERSION

_PARTIES: Final = ("VendorRef", "CustomerRef", "PayeeEntityRef")
_LINE: Final = "Line."
"""How the catalogue marks elements of lines."""


@cache
def catalogue() -> Catalogue:
    """The failure catalogue of this package, read when it is first needed."""
    return Catalogue.from_json(shared_json(), Path(__file__).with_name("catalogue.json").read_text("utf-8"))


def explain_faults(entity_type: EntityType, faults: Sequence[FieldFault]) -> Problem:
    """See `Package.explain_faults`."""
    return catalogue().problem_for_faults(faults, entity_type)


def explain(operation: Operation, refused: Refused) -> Problem:
    """See `Books.explain`."""
    kind, package_id = operation.entity_type, operation.package_id
    content = content_of(operation.payload)
    match = catalogue().match(hresult_of(refused.code), refused.text, kind, refused.field)
    own = waiting_on_package(FAMILIES.get(kind, kind), package_id) if package_id else ""
    # What the message says goes before what was sent.
    values = {**_sent(content), **match.values}
    quoted = values.get("reference_name", "")
    if match.row.code == "object_not_found" and package_id and quoted == package_id:
        number = {"record_number": values["doc_number"]}
        return catalogue().problem_for(
            "object_deleted", kind, message=refused.text, package_code=refused.code, watch=own, values=number
        )
    # An id says nothing to people; what stands there under it has no name any more.
    values["reference_name"] = "" if is_id(quoted) else quoted
    field = "date" if match.row.code == "closed_period" else refused.field
    watch = own if match.row.watch == "record" else ""
    if found := next(_references(content, quoted), None):
        field, named_id = found
        values["field"] = catalogue().canonical_field(field)
        if match.row.watch == "reference" and named_id and is_entity_type(type_ := values.get("reference_type", "")):
            watch = waiting_on_package(type_, named_id)
    return match.problem(message=refused.text, package_code=refused.code, field=field, watch=watch, values=values)


def judge(code: str, message: str) -> Verdict:
    """See `SessionPackage.judge`."""
    match = catalogue().match(hresult_of(code), message, "connection")
    told = message.strip() or match.problem(message="").title
    return Verdict(trouble_of(code), match.problem(message=told, package_code=code.strip()))


def outdated(greeting: Greeting) -> Problem | None:
    """See `SessionPackage.objection`: a version that is not told is taken for a new one (A7)."""
    if not greeting.version or _numbers(greeting.version) >= _numbers(VERSION):
        return None
    message = f"{greeting.product or 'QuickBooks'} understands qbXML {greeting.version}; {VERSION} is needed."
    return catalogue().problem_for("quickbooks_outdated", "connection", message=message, values={"faults": "1"})


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _sent(content: Mapping[str, object]) -> dict[str, str]:
    """What texts of the catalogue may name of a request."""
    parties = (content.get(name) for name in _PARTIES)
    names = (str(each.get("FullName") or "") for each in parties if isinstance(each, Mapping))
    return {
        "name": str(content.get("Name") or ""),
        "doc_number": str(content.get("RefNumber") or ""),
        "date": str(content.get("TxnDate") or ""),
        "party": next(filter(None, names), ""),
    }


def _references(content: Mapping[str, object], quoted: str, place: str = "") -> Iterator[tuple[str, str]]:
    """Where a request names something that a message quotes by name or id: path of the element, and the id."""
    for name, value in content.items():
        for inner in value if isinstance(value, list) else [value]:
            if not (quoted and isinstance(inner, Mapping)):
                continue
            package_id = str(inner.get("ListID") or inner.get("TxnID") or "")
            if quoted.casefold() in {package_id.casefold(), str(inner.get("FullName") or "").casefold()}:
                yield f"{place}{name}", package_id
            yield from _references(inner, quoted, _LINE if isinstance(value, list) else place)
