"""What holds for every implementation of `ReportFiles`; parts and their ETags as S3 has them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any, NoReturn

import pytest
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.s3.exceptions import NoSuchUpload
from moto.s3.models import s3_backends

from bookbridge.adapters.aws import Clients
from bookbridge.adapters.s3_reports import S3ReportFiles
from bookbridge.domain.report_files import MAX_PARTS, PART_BYTES, FilePart
from bookbridge.ports.reports import ReportFiles, UploadLost
from tests.fakes.reports import InMemoryReportFiles
from tests.fakes.store import InMemoryStore

pytestmark = [pytest.mark.contract, pytest.mark.requirement("A5")]

KEY = "c-1/rep-1-1.csv"
BUCKET = "reports"
PART = b"0123456789abcdef" * (PART_BYTES // 16)


class Uploads(dict[str, Any]):
    """moto knows what S3 answers about an upload that is not there, but does not always say it."""

    def __missing__(self, upload_id: str) -> NoReturn:
        raise NoSuchUpload(upload_id=upload_id)


@pytest.fixture(params=["in memory", "s3"])
def files(request: pytest.FixtureRequest) -> ReportFiles:
    if request.param == "in memory":
        return InMemoryReportFiles(InMemoryStore())
    clients: Clients = request.getfixturevalue("clients")
    clients.s3().create_bucket(Bucket=BUCKET)
    s3_backends[DEFAULT_ACCOUNT_ID]["aws"].buckets[BUCKET].multiparts = Uploads()  # type: ignore[assignment]
    return S3ReportFiles(clients, BUCKET)


def test_a_small_file_is_stored_in_one_go(files: ReportFiles) -> None:
    files.put(KEY, b"company,category\r\n")
    files.put(KEY, b"company\r\n")

    assert files.get(KEY) == b"company\r\n"


def test_a_file_that_is_not_there_is_lost(files: ReportFiles) -> None:
    with pytest.raises(UploadLost):
        files.get("c-1/rep-unknown.csv")


def test_a_file_is_made_of_the_parts_that_are_named(files: ReportFiles) -> None:
    upload_id = files.begin(KEY)
    first = files.add_part(KEY, upload_id, 2, PART)
    files.add_part(KEY, upload_id, 3, b"left behind by somebody else")
    last = files.add_part(KEY, upload_id, 9, b"the end")

    files.complete(KEY, upload_id, [first, last])

    assert files.get(KEY) == PART + b"the end"


def test_a_file_is_not_there_before_it_is_complete(files: ReportFiles) -> None:
    upload_id = files.begin("c-1/rep-2-1.csv")
    files.add_part("c-1/rep-2-1.csv", upload_id, 1, PART)

    with pytest.raises(UploadLost):
        files.get("c-1/rep-2-1.csv")


def test_the_same_content_has_the_same_etag_and_another_has_another(files: ReportFiles) -> None:
    upload_id = files.begin(KEY)

    part = files.add_part(KEY, upload_id, 1, b"content")

    assert files.add_part(KEY, upload_id, 1, b"content") == part
    assert files.add_part(KEY, upload_id, 1, b"other content") != part


def test_a_part_that_was_replaced_is_noticed(files: ReportFiles) -> None:
    upload_id = files.begin(KEY)
    first = files.add_part(KEY, upload_id, 1, PART)
    last = files.add_part(KEY, upload_id, 2, b"the end")
    files.add_part(KEY, upload_id, 1, PART[::-1])

    with pytest.raises(UploadLost):
        files.complete(KEY, upload_id, [first, last])


def test_a_part_that_was_never_stored_is_noticed(files: ReportFiles) -> None:
    upload_id = files.begin(KEY)
    first = files.add_part(KEY, upload_id, 1, PART)

    with pytest.raises(UploadLost):
        files.complete(KEY, upload_id, [first, FilePart(2, first.etag)])


def test_only_the_last_part_may_be_small(files: ReportFiles) -> None:
    upload_id = files.begin(KEY)
    parts = [files.add_part(KEY, upload_id, number, b"small") for number in (1, 2)]

    with pytest.raises(Exception, match=r"EntityTooSmall|smaller than the minimum"):
        files.complete(KEY, upload_id, parts)


def test_parts_beyond_the_last_number_are_refused(files: ReportFiles) -> None:
    upload_id = files.begin(KEY)
    assert files.add_part(KEY, upload_id, MAX_PARTS, b"the last one").number == MAX_PARTS

    with pytest.raises(Exception, match=r"Part number|no part"):
        files.add_part(KEY, upload_id, MAX_PARTS + 1, b"one more")


def _complete(files: ReportFiles, upload_id: str) -> None:
    files.complete(KEY, upload_id, [files.add_part(KEY, upload_id, 1, b"the end")])


def _abandon(files: ReportFiles, upload_id: str) -> None:
    files.abandon(KEY, upload_id)


@pytest.mark.parametrize("end", [_complete, _abandon])
def test_an_upload_that_has_ended_is_lost(files: ReportFiles, end: Callable[[ReportFiles, str], None]) -> None:
    upload_id = files.begin(KEY)
    part = files.add_part(KEY, upload_id, 1, b"the end")
    end(files, upload_id)

    with pytest.raises(UploadLost):
        files.add_part(KEY, upload_id, 2, b"more")
    with suppress(UploadLost):  # S3 may remember for a while that it was complete, and say so again
        files.complete(KEY, upload_id, [part])
    files.abandon(KEY, upload_id)  # changes nothing


def test_an_upload_that_was_never_begun_is_lost(files: ReportFiles) -> None:
    with pytest.raises(UploadLost):
        files.add_part(KEY, "upload-unknown", 1, b"content")
    files.abandon(KEY, "upload-unknown")


def test_two_uploads_of_one_file_do_not_mix(files: ReportFiles) -> None:
    first, second = files.begin(KEY), files.begin(KEY)
    files.add_part(KEY, first, 1, b"of the first")
    part = files.add_part(KEY, second, 1, b"of the second")

    files.complete(KEY, second, [part])
    files.abandon(KEY, first)

    assert files.get(KEY) == b"of the second"
