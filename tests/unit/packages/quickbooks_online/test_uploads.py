"""Uploads of files and their answers, and which attachment is which file."""

from __future__ import annotations

from email import message_from_bytes
from typing import Any

import pytest

from bookbridge.domain.dispatches import Operation, Refused, Verb, Written
from bookbridge.domain.errors import OutcomeUnknown, PackageUnavailable, RateLimited, ReauthorizationRequired
from bookbridge.packages.quickbooks_online.find import find
from bookbridge.packages.quickbooks_online.uploads import upload
from bookbridge.ports.http import Response
from tests.fakes.files import InMemoryFiles
from tests.unit.packages.quickbooks_online.canned import AT, CannedAccess, answered, client, fault, found, row

pytestmark = pytest.mark.unit

URL = "https://files.example.com/1.pdf"
NOTE = "[bookbridge document/d-1]"
PAYLOAD: dict[str, Any] = {
    "owner": {"type": "Invoice", "id": "130"},
    "file_name": "Facture n° 1.pdf",
    "content_type": "application/pdf",
    "url": URL,
    "note": NOTE,
}
OPERATION = Operation("1", Verb.CREATE, "document", "d-1", 1, PAYLOAD)
OWNER = {"EntityRef": {"type": "Invoice", "value": "130"}, "IncludeOnSend": False}
THERE = row("5", FileName="Facture n° 1.pdf", ContentType="application/pdf", AttachableRef=[OWNER], Note=NOTE)


def send(*answers: Response | Exception, content: bytes = b"%PDF") -> tuple[Written | Refused, CannedAccess]:
    files = InMemoryFiles()
    files.contents[URL] = content
    books, access = client(*answers)
    return upload(books, files, "bb-1", OPERATION).result, access


def uploaded(item: dict[str, Any] | None) -> Response:
    return answered({"AttachableResponse": [] if item is None else [item]})


@pytest.mark.requirement("F1", "A4")
def test_what_the_file_is_and_the_file_go_up_as_one_pair() -> None:
    content = b"\x00\xff\r\n------bb-1\r\n--\n\r"
    result, access = send(uploaded({"Attachable": THERE}), content=content)
    assert result == Written("5", "0", AT, AT)
    (request,) = access.sent
    assert (request.method, request.kind) == ("POST", "upload")
    assert "/v3/company/310687/upload?requestid=bb-1&minorversion=75" in request.url
    head = f"Content-Type: {request.headers['Content-Type']}\r\n\r\n".encode()
    metadata, file = list(message_from_bytes(head + request.body).walk())[1:]
    assert metadata.get_param("name", header="content-disposition") == "file_metadata_0"
    assert metadata.get_content_type() == "application/json"
    told = metadata.get_payload(decode=True)
    assert isinstance(told, bytes)
    assert told.decode() == (
        '{"AttachableRef":[{"EntityRef":{"type":"Invoice","value":"130"}}],"FileName":"Facture n° 1.pdf",'
        f'"ContentType":"application/pdf","Note":"{NOTE}"}}'
    )
    assert file.get_param("name", header="content-disposition") == "file_content_0"
    assert file.get_content_type() == "application/pdf"
    assert file.get_payload(decode=True) == content


@pytest.mark.requirement("E3")
@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(answered(fault("6041", "Invalid uploaded file", "no such type"), 400), id="of the call"),
        pytest.param(uploaded(fault("6041", "Invalid uploaded file", "no such type")), id="of the file"),
    ],
)
def test_a_file_that_is_refused_is_told_in_the_packages_words(answer: Response) -> None:
    result, _ = send(answer)
    assert isinstance(result, Refused)
    assert (result.code, result.text, result.retriable) == ("6041", "Invalid uploaded file: no such type", False)


@pytest.mark.requirement("F1")
@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(uploaded(None), id="no entry"),
        pytest.param(uploaded({}), id="an empty entry"),
        pytest.param(answered({"AttachableResponse": [None]}), id="no object"),
        pytest.param(uploaded(fault("10000")), id="system failure"),
    ],
)
def test_a_file_that_was_left_unanswered_is_looked_for(answer: Response) -> None:
    result, access = send(answer, found("Attachable", THERE))
    assert isinstance(result, Written)
    assert "AttachableRef.EntityRef.Type+%3D+%27Invoice%27+AND+AttachableRef.EntityRef.value+%3D+%27130%27" in (
        access.sent[1].url
    )
    result, _ = send(answer, found("Attachable"))
    assert isinstance(result, Refused)
    assert result.retriable


@pytest.mark.requirement("F1", "F3", "F4")
@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (answered("", 500), OutcomeUnknown),
        (answered(fault("10000"), 500), OutcomeUnknown),
        (answered("<html>", 200), OutcomeUnknown),
        (answered(fault("3001"), 429), RateLimited),
        (answered(fault("3200"), 401), ReauthorizationRequired),
        (answered(fault("120"), 400), ReauthorizationRequired),
        (OutcomeUnknown("lost"), OutcomeUnknown),
        (PackageUnavailable("down"), PackageUnavailable),
    ],
)
def test_what_is_not_about_the_file_is_not_its_failure(answer: Response | Exception, error: type[Exception]) -> None:
    with pytest.raises(error):
        send(answer)


@pytest.mark.requirement("A4")
def test_a_file_that_is_not_there_is_not_sent() -> None:
    books, access = client()
    result = upload(books, InMemoryFiles(), "bb-1", OPERATION).result
    assert isinstance(result, Refused)
    assert (result.code, access.sent) == ("file_unavailable", [])


@pytest.mark.requirement("F1")
@pytest.mark.parametrize(
    ("changed", "ours"),
    [
        ({}, True),
        ({"Note": f"For the auditor {NOTE}"}, True),
        ({"Note": None}, True),
        ({"Note": "[bookbridge document/d-2]"}, False),
        ({"FileName": "Facture.pdf"}, False),
        ({"AttachableRef": [{"EntityRef": {"type": "Bill", "value": "130"}}]}, False),
        ({"AttachableRef": [{"EntityRef": {"type": "Invoice", "value": "131"}}]}, False),
        ({"AttachableRef": [{}, {"EntityRef": {"type": "invoice", "value": "130"}}]}, True),
        ({"AttachableRef": None}, False),
        ({"MetaData": {"CreateTime": "2026-05-04T09:20:00Z", "LastUpdatedTime": "2026-05-04T09:30:00Z"}}, False),
    ],
)
def test_a_file_is_ours_by_owner_name_time_and_mark(changed: dict[str, Any], ours: bool) -> None:
    books, _ = client(found("Attachable", {**THERE, **changed}))
    assert bool(find(books, [OPERATION], AT)) is ours
