"""A whole message: its envelope checked, every request read by the schema, or the whole refused with 0x80040400."""

import hashlib
from dataclasses import dataclass
from typing import Any

from .errors import StatusError, unparsable
from .host import Host
from .schema import GRAMMAR, Read
from .xml_reading import Node, read_document

_ENVELOPE = frozenset({"onError", "responseData", "newMessageSetID", "oldMessageSetID"})
_ON_ERROR = frozenset({"stopOnError", "continueOnError", "rollbackOnError"})
_ATTRIBUTE_VALUES = {
    "iterator": frozenset({"Start", "Continue", "Stop"}),
    "metaData": frozenset({"NoMetaData", "MetaDataOnly", "MetaDataAndResponseData"}),
}


@dataclass(frozen=True, slots=True)
class Request:
    """One request: its ``name`` (VendorAddRq …), attributes, body, and what is wrong with a value, if anything."""

    name: str
    attributes: dict[str, str]
    body: dict[str, Any]
    refusal: StatusError | None


@dataclass(frozen=True, slots=True)
class MessageSet:
    """The requests of a message, and the attributes of their envelope. ``digest`` stands for the requests' content."""

    requests: list[Request]
    on_error: str
    with_data: bool
    new_id: str | None
    old_id: str | None
    digest: str


def read_message_set(qbxml: str, host: Host) -> MessageSet:
    """Return the message's requests; raise 0x80040400 if anything in it breaks the schema."""
    document = read_document(qbxml)
    _check_version(document.instructions.get("qbxml"), host)
    root = document.root
    if root.tag != "QBXML" or [each.tag for each in root.children] != ["QBXMLMsgsRq"] or root.text.strip():
        raise unparsable("a message is a QBXML with one QBXMLMsgsRq")
    envelope = root.children[0]
    attributes = envelope.attributes
    if unknown := attributes.keys() - _ENVELOPE:
        raise unparsable(f"unknown attributes {sorted(unknown)} of QBXMLMsgsRq")
    if attributes.get("onError") not in _ON_ERROR:
        raise unparsable("onError is missing or unknown")
    if attributes.get("responseData", "includeAll") not in {"includeAll", "includeNone"}:
        raise unparsable("responseData is unknown")
    requests = [_request(node) for node in envelope.children]
    if envelope.text.strip() or not (requests or "oldMessageSetID" in attributes):
        raise unparsable("there is no request")
    written = "\n".join(f"{each.name} {each.attributes} {each.body}" for each in requests)
    return MessageSet(
        requests,
        attributes["onError"],
        attributes.get("responseData", "includeAll") == "includeAll",
        attributes.get("newMessageSetID"),
        attributes.get("oldMessageSetID"),
        hashlib.sha256(written.encode()).hexdigest(),
    )


def _check_version(instruction: str | None, host: Host) -> None:
    if instruction is None:
        raise unparsable("the processing instruction qbxml is missing")
    version = instruction.strip().removeprefix("version=").strip("\"'")
    if version not in host.qbxml_versions:
        raise unparsable(f"qbXML {version} is not supported")


def _request(node: Node) -> Request:
    if not node.tag.endswith("Rq") or node.tag not in GRAMMAR.rules:
        raise unparsable(f"there is no request {node.tag}")
    if unknown := node.attributes.keys() - GRAMMAR.attributes[node.tag] - {"requestID"}:
        raise unparsable(f"{node.tag} has no attributes {sorted(unknown)}")
    for name, values in _ATTRIBUTE_VALUES.items():
        if name in node.attributes and node.attributes[name] not in values:
            raise unparsable(f'{name} cannot be "{node.attributes[name]}"')
    if (node.attributes.get("iterator") in {"Continue", "Stop"}) != ("iteratorID" in node.attributes):
        raise unparsable("an iteratorID goes with Continue and Stop")
    read: Read = GRAMMAR.read(node.tag, node)
    return Request(node.tag, node.attributes, read.body, read.refusal)
