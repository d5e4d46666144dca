"""Report files in a private bucket."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from .aws import Clients

if TYPE_CHECKING:
    from mypy_boto3_s3.type_defs import CompletedPartTypeDef

PART_BYTES: Final = 5 * 1024 * 1024
"""The smallest part that a multipart upload takes, except for the last one."""


class S3ReportFiles:
    """Implements `ReportFiles`."""

    def __init__(self, clients: Clients, bucket: str) -> None:
        self._clients = clients
        self._bucket = bucket

    def write(self, key: str, chunks: Iterable[bytes], content_type: str) -> None:
        """Store a file from chunks; at most one part of it is in memory."""
        parts = _parts(chunks)
        first = next(parts, b"")
        if len(first) < PART_BYTES:
            self._clients.s3().put_object(Bucket=self._bucket, Key=key, Body=first, ContentType=content_type)
        else:
            self._upload(key, first, parts, content_type)

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

    def _upload(self, key: str, first: bytes, rest: Iterator[bytes], content_type: str) -> None:
        s3 = self._clients.s3()
        upload_id = s3.create_multipart_upload(Bucket=self._bucket, Key=key, ContentType=content_type)["UploadId"]
        try:
            sent: list[CompletedPartTypeDef] = []
            part: bytes | None = first
            while part is not None:
                number = len(sent) + 1
                answer = s3.upload_part(Bucket=self._bucket, Key=key, UploadId=upload_id, PartNumber=number, Body=part)
                sent.append({"ETag": answer["ETag"], "PartNumber": number})
                part = next(rest, None)
            s3.complete_multipart_upload(
                Bucket=self._bucket, Key=key, UploadId=upload_id, MultipartUpload={"Parts": sent}
            )
        except BaseException:  # a part that nobody completes is paid for until the bucket's lifecycle finds it
            s3.abort_multipart_upload(Bucket=self._bucket, Key=key, UploadId=upload_id)
            raise


def attachment(file_name: str) -> str:
    """A `Content-Disposition` for any file name (RFC 6266): ASCII for old programs, UTF-8 (RFC 8187) for others."""
    printable = "".join(letter for letter in file_name if letter.isprintable() and letter not in "/\\")
    plain = "".join(letter if letter.isascii() and letter not in '"%;' else "_" for letter in printable)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(printable, safe='')}"


def _parts(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in parts of `PART_BYTES`; the last one may be smaller."""
    waiting = bytearray()
    for chunk in chunks:
        waiting += chunk
        while len(waiting) >= PART_BYTES:
            yield bytes(waiting[:PART_BYTES])
            del waiting[:PART_BYTES]
    if waiting:
        yield bytes(waiting)
