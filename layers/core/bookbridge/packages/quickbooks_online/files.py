"""Files attached to records: how one is asked for, recognised and put into an upload."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from .mapping.incoming import ref_id
from .mapping.notes import marker_in
from .query import Select, equal
from .wire import Json, write_json

FILE_UNAVAILABLE: Final = "file_unavailable"
"""The code of a refusal that is our own, and of the failure: QuickBooks Online was not asked."""


def files_of(owners: Iterable[Mapping[str, str]]) -> Iterator[Select]:
    """The queries that read the files of these records."""
    for kind, package_id in dict.fromkeys((owner["type"], owner["id"]) for owner in owners):
        where = (equal("AttachableRef.EntityRef.Type", kind), equal("AttachableRef.EntityRef.value", package_id))
        yield Select("Attachable", where)


def is_that_file(payload: Mapping[str, Any], body: Json) -> bool:
    """Whether an attachment is the one that was to be uploaded: of the same record and name, and not of another upload.

    Two files of a record may have the same name: our marker in the note tells them apart, where there is one.
    """
    owner = payload["owner"]
    return (
        body.get("FileName") == payload["file_name"]
        and marker_in(body.get("Note")) in {"", payload["note"]}
        and any(
            ref_id(each, "EntityRef") == owner["id"]
            and str(each["EntityRef"].get("type", "")).lower() == owner["type"].lower()
            for each in body.get("AttachableRef") or []
        )
    )


def multipart(payload: Mapping[str, Any], content: bytes, boundary: str) -> tuple[str, bytes]:
    """The content type and the body of an upload: what the file is, as JSON, and the file.

    The vendor pairs the parts by the number in their names. `boundary` must not occur in the file.
    """
    metadata = {
        "AttachableRef": [{"EntityRef": {"type": payload["owner"]["type"], "value": payload["owner"]["id"]}}],
        "FileName": payload["file_name"],
        "ContentType": payload["content_type"],
        "Note": payload["note"],
    }
    parts = (
        ('name="file_metadata_0"', "application/json; charset=UTF-8", write_json(metadata)),
        (f'name="file_content_0"; filename="{payload["file_name"]}"', payload["content_type"], content),
    )
    body = b"".join(
        f"--{boundary}\r\nContent-Disposition: form-data; {named}\r\nContent-Type: {kind}\r\n\r\n".encode()
        + text
        + b"\r\n"
        for named, kind, text in parts
    )
    return f"multipart/form-data; boundary={boundary}", body + f"--{boundary}--\r\n".encode()
