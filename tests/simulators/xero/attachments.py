"""Files on records: raw bytes under ``/{Endpoint}/{Guid}/Attachments`` (section 5).

Decided where the page leaves a choice: a file of the same name takes the other's place;
``HasAttachments`` changes without moving ``UpdatedDateUTC`` and without an event.
"""

from urllib.parse import quote

from tests.simulators.chassis.exchange import Answer, Request
from tests.simulators.chassis.records import Record

from .books import Books
from .errors import NotFound, no_data
from .kinds import ATTACHMENT
from .tables import Row


def list_attachments(books: Books, owner: Row, base: str) -> list[Record]:
    """Return what is attached to a record."""
    return [_shown(row, owner, base) for row in books.table(ATTACHMENT).by("OwnerID", owner.id)]


def attach(books: Books, owner: Row, name: str, request: Request, base: str) -> Record:
    """Attach the body of a request under a name."""
    if not request.body:
        raise no_data("Attachment")
    fields = {
        "OwnerID": owner.id,
        "FileName": name,
        "MimeType": request.headers.get("content-type", "application/octet-stream"),
        "Content": request.body,
    }
    with books.transaction():
        known = _named(books, owner, name)
        if known:
            books.store(known, fields)
        else:
            known = books.add(ATTACHMENT, fields)
        if not owner.fields.get("HasAttachments"):
            books.store(owner, {**owner.fields, "HasAttachments": True}, touch=False)
    return _shown(known, owner, base)


def download(books: Books, owner: Row, name: str) -> Answer:
    """Answer the bytes of a file, found by its name or id."""
    row = _named(books, owner, name)
    if row is None:
        raise NotFound
    return 200, {"Content-Type": str(row.fields["MimeType"])}, bytes(row.fields["Content"])


def _named(books: Books, owner: Row, name: str) -> Row | None:
    rows = books.table(ATTACHMENT).by("OwnerID", owner.id)
    return next((row for row in rows if name in (row.fields["FileName"], row.id)), None)


def _shown(row: Row, owner: Row, base: str) -> Record:
    name = str(row.fields["FileName"])
    return {
        "AttachmentID": row.id,
        "FileName": name,
        "Url": f"{base}/{owner.kind.plural}/{owner.id}/Attachments/{quote(name)}",
        "MimeType": row.fields["MimeType"],
        "ContentLength": len(row.fields["Content"]),
    }
