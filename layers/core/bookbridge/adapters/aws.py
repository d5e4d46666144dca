"""AWS clients, each made when it is first used."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Any, Final, cast

if TYPE_CHECKING:
    from botocore.session import Session
    from mypy_boto3_dynamodb.client import DynamoDBClient
    from mypy_boto3_events.client import EventBridgeClient
    from mypy_boto3_s3.client import S3Client
    from mypy_boto3_secretsmanager.client import SecretsManagerClient
    from mypy_boto3_sesv2.client import SESV2Client
    from mypy_boto3_sqs.client import SQSClient
    from mypy_boto3_stepfunctions.client import SFNClient

    from .query_readers import ReadQuery

CONNECT_SECONDS: Final = 2
READ_SECONDS: Final = 10
ATTEMPTS: Final = 5

_OPTIONS: Final[dict[str, dict[str, Any]]] = {
    "dynamodb": {
        "parameter_validation": False
    },  # the requests are built by our own typed code: 10 % of each call saved
    # Links that give the file a name need version 4; links to the region's own host work for a new bucket at once,
    # while the global host redirects them at first, which breaks their signature.
    # Part numbers may have gaps only where parts come without checksums of their own; the signature covers them anyway.
    "s3": {
        "signature_version": "s3v4",
        "s3": {"addressing_style": "virtual"},
        "request_checksum_calculation": "when_required",
    },
}


class Clients:
    """The clients of one process. Region, endpoint and credentials come from the environment, as in any AWS program.

    All clients share one session: a session of their own would make each read botocore's endpoint tables again (50 ms).
    """

    def __init__(self) -> None:
        self._session: Session | None = None
        self._made: dict[tuple[str, ReadQuery | None], object] = {}
        self._lock = Lock()

    def dynamodb(self) -> DynamoDBClient:
        """DynamoDB."""
        return cast("DynamoDBClient", self._client("dynamodb"))

    def dynamodb_read_with(self, read_query: ReadQuery) -> DynamoDBClient:
        """DynamoDB, with the answers to queries read by this function."""
        return cast("DynamoDBClient", self._client("dynamodb", read_query))

    def sqs(self) -> SQSClient:
        """SQS."""
        return cast("SQSClient", self._client("sqs"))

    def step_functions(self) -> SFNClient:
        """Step Functions."""
        return cast("SFNClient", self._client("stepfunctions"))

    def events(self) -> EventBridgeClient:
        """EventBridge."""
        return cast("EventBridgeClient", self._client("events"))

    def s3(self) -> S3Client:
        """S3."""
        return cast("S3Client", self._client("s3"))

    def secrets_manager(self) -> SecretsManagerClient:
        """Secrets Manager."""
        return cast("SecretsManagerClient", self._client("secretsmanager"))

    def ses(self) -> SESV2Client:
        """SES."""
        return cast("SESV2Client", self._client("sesv2"))

    def _client(self, service: str, read_query: ReadQuery | None = None) -> object:
        key = (service, read_query)
        if key not in self._made:
            with self._lock:
                if key not in self._made:
                    self._made[key] = self._make(service, read_query)
        return self._made[key]

    def _make(self, service: str, read_query: ReadQuery | None) -> object:
        # botocore, not boto3: the same clients without the resource layer, which takes another 50 ms to import
        import botocore.config  # noqa: PLC0415 - takes 0.3 s: not before it is needed
        import botocore.session  # noqa: PLC0415

        if self._session is None:
            self._session = botocore.session.get_session()
        session = self._session
        if read_query:
            from .query_readers import parser_factory  # noqa: PLC0415

            session = botocore.session.get_session()
            session.register_component("data_loader", self._session.get_component("data_loader"))
            session.register_component("response_parser_factory", parser_factory(read_query))
        config = botocore.config.Config(
            connect_timeout=CONNECT_SECONDS,
            read_timeout=READ_SECONDS,
            retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
            tcp_keepalive=True,
            **_OPTIONS.get(service, {}),
        )
        return session.create_client(service, config=config)


def error_response(error: Exception) -> dict[str, Any]:
    """What the service answered to a request it refused; empty when it did not answer."""
    response = getattr(error, "response", None)
    return response if isinstance(response, dict) else {}


def error_code(error: Exception) -> str:
    """The service's code for a refusal; empty when it did not answer."""
    return str(error_response(error).get("Error", {}).get("Code", ""))
