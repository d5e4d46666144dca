"""Uploads: a file and what it is, in one multipart call.

The vendor page has only the error codes of attachments. The rest is what Intuit's
tutorial "Attach images and notes" and its own clients do: parts come in pairs,
`file_metadata_N` (the Attachable as JSON) and `file_content_N`, and the answer is
`AttachableResponse` with one entry each. A content that is marked as base64 is decoded.

Silent there, decided strictly: a file without metadata is 6040; an empty file or one
without a name is 6041; what files cannot be attached to is 6050.
"""

import re
from email import message_from_bytes
from email.message import Message

from .books import Books, Row
from .entities import KINDS
from .entities.files import OWNERS
from .exchange import Request
from .faults import Refused, refused
from .records import Record, read_json
from .writing import Options, save

LARGEST = 100 * 1024 * 1024
_PART = re.compile(r"file_(metadata|content)_(\d+)")


def upload(books: Books, request: Request) -> tuple[Record, list[Row]]:
    """Keep the files of a call; raises ``Refused`` when the call itself is wrong."""
    content_type = request.headers.get("content-type", "")
    if not content_type.startswith("multipart/form-data"):
        raise refused("1050", f"Supplied value: {content_type}")
    parts = _parts(content_type, request.body)
    numbers = sorted({number for _, number in parts})
    if not numbers:
        raise refused("6040")
    answers: list[Record] = []
    rows: list[Row] = []
    for number in numbers:
        try:
            row = _keep(books, parts.get(("metadata", number)), parts.get(("content", number)))
        except Refused as refusal:
            answers.append({"Fault": refusal.fault})
        else:
            rows.append(row)
            answers.append({"Attachable": books.render(row)})
    if not rows and len(answers) == 1:
        raise refused(*_only_error(answers[0]))
    return {"AttachableResponse": answers}, rows


def _only_error(answer: Record) -> tuple[str, str, str]:
    error = answer["Fault"]["Error"][0]
    return error["code"], error["Detail"], error["element"]


def _parts(content_type: str, body: bytes) -> dict[tuple[str, str], Message]:
    whole = message_from_bytes(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + body)
    found: dict[tuple[str, str], Message] = {}
    for part in whole.walk():
        name = part.get_param("name", header="content-disposition")
        if isinstance(name, str) and (matched := _PART.fullmatch(name)):
            found[matched[1], matched[2]] = part
    return found


def _keep(books: Books, metadata: Message | None, part: Message | None) -> Row:
    record = _metadata(metadata)
    content = _content(part)
    if len(content) > LARGEST:
        raise refused("6030")
    if not content or not record.get("FileName"):
        raise refused("6041")
    for each in record.get("AttachableRef") or []:
        owner = str((each.get("EntityRef") or {}).get("type", ""))
        by_name = {name.lower(): name for name in OWNERS}
        if owner.lower() not in by_name:
            raise refused("6050", f"Supplied value: {owner}", "AttachableRef.EntityRef")
        each["EntityRef"]["type"] = by_name[owner.lower()]
    row = save(books, KINDS["Attachable"], {**record, "Id": None}, Options())
    row.fields["Size"] = len(content)
    row.fields["TempDownloadUri"] = f"https://files.invalid/{books.realm_id}/{row.id}"
    books.files[row.id] = content
    return row


def _metadata(part: Message | None) -> Record:
    if part is None or part.get_content_type() != "application/json":
        raise refused("6040")
    try:
        record = read_json(_content(part))
    except ValueError:
        record = None
    if not isinstance(record, dict):
        raise refused("6040")
    return record


def _content(part: Message | None) -> bytes:
    if part is None:
        raise refused("6020")
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""
