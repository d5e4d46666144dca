from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from botocore.exceptions import ClientError

from bookbridge.adapters.aws import Clients
from bookbridge.adapters.s3_reports import CONTENT_TYPE, S3ReportFiles, attachment

pytestmark = [pytest.mark.unit, pytest.mark.requirement("A5")]


@pytest.fixture
def files(clients: Clients) -> S3ReportFiles:
    clients.s3().create_bucket(Bucket="reports")
    return S3ReportFiles(clients, "reports")


def content_of(clients: Clients, key: str) -> tuple[bytes, str]:
    stored = clients.s3().get_object(Bucket="reports", Key=key)
    return stored["Body"].read(), stored["ContentType"]


def test_a_file_is_stored_as_what_it_is(clients: Clients, files: S3ReportFiles) -> None:
    files.put("c-1/rep-1.csv", b"company\r\n")
    upload_id = files.begin("c-1/rep-2.csv")
    files.complete("c-1/rep-2.csv", upload_id, [files.add_part("c-1/rep-2.csv", upload_id, 1, b"company\r\n")])

    assert content_of(clients, "c-1/rep-1.csv") == (b"company\r\n", CONTENT_TYPE)
    assert content_of(clients, "c-1/rep-2.csv") == (b"company\r\n", CONTENT_TYPE)


def test_an_upload_that_was_abandoned_leaves_nothing(clients: Clients, files: S3ReportFiles) -> None:
    upload_id = files.begin("c-1/rep-1.csv")
    files.add_part("c-1/rep-1.csv", upload_id, 1, b"company\r\n")

    files.abandon("c-1/rep-1.csv", upload_id)

    assert "Contents" not in clients.s3().list_objects_v2(Bucket="reports")
    assert not clients.s3().list_multipart_uploads(Bucket="reports").get("Uploads")


def test_a_part_comes_without_a_checksum_of_its_own(clients: Clients, files: S3ReportFiles) -> None:
    """With one, S3 would want the numbers of the parts without gaps."""
    sent: list[str] = []
    clients.s3().meta.events.register("before-send.s3.*", lambda request, **_more: sent.extend(request.headers))
    upload_id = files.begin("c-1/rep-1.csv")

    files.add_part("c-1/rep-1.csv", upload_id, 3, b"company\r\n")

    assert sent
    assert not [name for name in sent if "checksum" in name.lower()]


@pytest.mark.parametrize("code", ["SlowDown", "NoSuchBucket"])
def test_other_refusals_are_told_as_they_are(clients: Clients, code: str) -> None:
    def refuse(**_more: object) -> None:
        raise ClientError({"Error": {"Code": code, "Message": ""}}, "UploadPart")

    clients.s3().meta.events.register("before-send.s3.*", refuse)
    files = S3ReportFiles(clients, "reports")

    with pytest.raises(ClientError):
        files.abandon("c-1/rep-1.csv", "upload-1")
    with pytest.raises(ClientError):
        files.add_part("c-1/rep-1.csv", "upload-1", 1, b"content")


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
