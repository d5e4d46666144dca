"""Report files in a private bucket."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Final
from urllib.parse import quote

from bookbridge.domain.report_files import FilePart
from bookbridge.ports.reports import UploadLost

from .aws import Clients, error_code

CONTENT_TYPE: Final = "text/csv; charset=utf-8"

_LOST: Final = {"AccessDenied", "InvalidPart", "NoSuchKey", "NoSuchUpload"}
"""What the service answers when something stored is gone. Who may not list a bucket is denied what is not in it."""


class S3ReportFiles:
    """Implements `ReportFiles`."""

    def __init__(self, clients: Clients, bucket: str) -> None:
        self._clients = clients
        self._bucket = bucket

    def put(self, key: str, content: bytes) -> None:
        """Store a file in one go."""
        self._clients.s3().put_object(Bucket=self._bucket, Key=key, Body=content, ContentType=CONTENT_TYPE)

    def get(self, key: str) -> bytes:
        """A small file."""
        with _lost(key):
            return self._clients.s3().get_object(Bucket=self._bucket, Key=key)["Body"].read()

    def begin(self, key: str) -> str:
        """Begin a multipart upload."""
        s3 = self._clients.s3()
        return s3.create_multipart_upload(Bucket=self._bucket, Key=key, ContentType=CONTENT_TYPE)["UploadId"]

    def add_part(self, key: str, upload_id: str, number: int, content: bytes) -> FilePart:
        """Store a part."""
        with _lost(key):
            answer = self._clients.s3().upload_part(
                Bucket=self._bucket, Key=key, UploadId=upload_id, PartNumber=number, Body=content
            )
        return FilePart(number, answer["ETag"])

    def complete(self, key: str, upload_id: str, parts: Sequence[FilePart]) -> None:
        """Make the file of these parts; the service compares their ETags."""
        with _lost(key):
            self._clients.s3().complete_multipart_upload(
                Bucket=self._bucket,
                Key=key,
                UploadId=upload_id,
                MultipartUpload={"Parts": [{"PartNumber": each.number, "ETag": each.etag} for each in parts]},
            )

    def abandon(self, key: str, upload_id: str) -> None:
        """Remove an upload with its parts."""
        try:
            self._clients.s3().abort_multipart_upload(Bucket=self._bucket, Key=key, UploadId=upload_id)
        except Exception as error:
            if error_code(error) != "NoSuchUpload":
                raise

    def link(self, key: str, file_name: str, lifetime: timedelta) -> str:
        """A link that downloads the file under this name until the lifetime is over."""
        return self._clients.s3().generate_presigned_url(
            "get_object",
            Params={
                "Bucket": self._bucket,
                "Key": key,
                "ResponseContentDisposition": attachment(file_name),
            },
            ExpiresIn=int(lifetime.total_seconds()),
        )


def attachment(file_name: str) -> str:
    """A `Content-Disposition` for any file name (RFC 6266): ASCII for old programs, UTF-8 (RFC 8187) for others."""
    printable = "".join(letter for letter in file_name if letter.isprintable() and letter not in "/\\")
    plain = "".join(letter if letter.isascii() and letter not in '"%;' else "_" for letter in printable)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(printable, safe='')}"


@contextmanager
def _lost(key: str) -> Iterator[None]:
    try:
        yield
    except Exception as error:
        if error_code(error) in _LOST:
            raise UploadLost(f"{key}: {error}") from error
        raise
