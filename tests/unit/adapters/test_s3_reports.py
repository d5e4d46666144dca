from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from bookbridge.adapters.aws import Clients
from bookbridge.adapters.s3_reports import PART_BYTES, S3ReportFiles, attachment

pytestmark = [pytest.mark.unit, pytest.mark.requirement("A5")]

CSV = "text/csv; charset=utf-8"


@pytest.fixture
def files(clients: Clients) -> S3ReportFiles:
    clients.s3().create_bucket(Bucket="reports")
    return S3ReportFiles(clients, "reports")


def content_of(clients: Clients, key: str) -> tuple[bytes, str]:
    stored = clients.s3().get_object(Bucket="reports", Key=key)
    return stored["Body"].read(), stored["ContentType"]


@pytest.mark.parametrize("size", [0, 10, PART_BYTES - 1, PART_BYTES, 2 * PART_BYTES, 2 * PART_BYTES + 7])
def test_a_file_of_any_size_is_stored_whole(clients: Clients, files: S3ReportFiles, size: int) -> None:
    whole = (b"0123456789abcdef" * (size // 16 + 1))[:size]
    chunks = (whole[start : start + 1_000_003] for start in range(0, size, 1_000_003))

    files.write("c-1/rep-1.csv", chunks, CSV)

    assert content_of(clients, "c-1/rep-1.csv") == (whole, CSV)


def test_a_file_that_breaks_off_does_not_exist(clients: Clients, files: S3ReportFiles) -> None:
    def chunks() -> Iterator[bytes]:
        yield b"x" * (2 * PART_BYTES)
        raise ConnectionError("the table went away")

    with pytest.raises(ConnectionError):
        files.write("c-1/rep-1.csv", chunks(), CSV)

    assert "Contents" not in clients.s3().list_objects_v2(Bucket="reports")
    assert not clients.s3().list_multipart_uploads(Bucket="reports").get("Uploads")


def test_a_link_downloads_under_its_name_for_its_time(files: S3ReportFiles) -> None:
    link = urlsplit(files.link("c-1/rep-1.csv", "Invoice Sync Failures.csv", timedelta(minutes=15)))

    query = {name: values[0] for name, values in parse_qs(link.query).items()}
    assert link.path.endswith("/c-1/rep-1.csv")
    assert query["X-Amz-Expires"] == "900"
    assert query["X-Amz-Algorithm"] == "AWS4-HMAC-SHA256"
    assert query["response-content-disposition"] == attachment("Invoice Sync Failures.csv")


def test_a_link_leads_to_the_regions_own_host(clients: Clients, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")

    link = S3ReportFiles(clients, "reports").link("rep-1.csv", "rep-1.csv", timedelta(minutes=15))

    assert urlsplit(link).netloc == "reports.s3.eu-west-1.amazonaws.com"


@pytest.mark.parametrize(
    ("file_name", "header"),
    [
        ("report.csv", "attachment; filename=\"report.csv\"; filename*=UTF-8''report.csv"),
        ("Échecs.csv", "attachment; filename=\"_checs.csv\"; filename*=UTF-8''%C3%89checs.csv"),
        ('a"b;c%d.csv', "attachment; filename=\"a_b_c_d.csv\"; filename*=UTF-8''a%22b%3Bc%25d.csv"),
        (
            "../etc/x\r\nSet-Cookie: 1",
            "attachment; filename=\"..etcxSet-Cookie: 1\"; filename*=UTF-8''..etcxSet-Cookie%3A%201",
        ),
    ],
)
def test_any_name_makes_a_safe_header(file_name: str, header: str) -> None:
    assert attachment(file_name) == header
