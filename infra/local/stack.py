"""A whole stack on this machine: the local AWS, the accounting packages and what `template.yaml` describes."""

from __future__ import annotations

import json
import os
import shutil
import time
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Self

import jwt

from infra.local import aws, deployment, simulators
from infra.local.packages import CALLED, PACKAGES, Package, Registration
from infra.local.processes import Processes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path
    from types import TracebackType

OPERATOR_TOKEN_LIFE = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Settings:
    """What is chosen anew each time the local AWS starts, and kept until it stops.

    `registrations` has one entry a package of `CALLED`, in its order.
    """

    port: int = field(default_factory=aws.free_port)
    registrations: tuple[Registration, ...] = field(default_factory=lambda: tuple(map(Registration.chosen, CALLED)))

    @classmethod
    def kept(cls, text: str) -> Settings:
        """What was written as JSON when the local AWS started."""
        kept = json.loads(text)
        return cls(kept["port"], tuple(Registration(**each) for each in kept["registrations"]))

    @property
    def by_package(self) -> dict[Package, Registration]:
        """What each package that is called knows the application by."""
        return dict(zip(CALLED, self.registrations, strict=True))


SENDER = "bookbridge@operator.example"
"""Who writes to people; the local AWS shows its mails at `/_ministack/ses/messages`."""

FALLBACK = "support@operator.example"
"""Who is written to about companies that name nobody."""

APP_URL = "https://app.example/accounting?company={company_id}"
"""The application's page that messages link to; there is none."""

EVENTS_WEBHOOK_URL = "EVENTS_WEBHOOK_URL"
"""The environment variable that says where on this machine the stack should post its events; unset for nowhere."""


def say_nothing(_step: str, _seconds: float) -> None:
    """Report no progress."""


class LocalStack:
    """One stack and everything it needs, kept under one folder and independent of every other stack.

    As a context manager it stops when the block ends, which is what tests want::

        with LocalStack(tmp_path) as stack:
            httpx.get(f"{stack.api_url}/v1/openapi.json")
    """

    def __init__(
        self,
        folder: Path,
        *,
        report: Callable[[str, float], None] = say_nothing,
        emulator_settings: Mapping[str, str] | None = None,
    ) -> None:
        """Describe a stack; nothing starts yet.

        Args:
            folder: Holds its run state: logs, temporary files, addresses.
            report: Called after each step with what was done and the seconds it took.
            emulator_settings: More environment variables for the emulator, such as `SFN_WAIT_SCALE`.
        """
        self.folder = folder
        self.description_file = folder / "stack.json"
        self.processes = Processes(folder)
        self.settings = Settings()
        self.outputs: dict[str, str] = {}
        self.servers: dict[Package, simulators.Server] = {}
        self._temporary = folder / "tmp"
        self._report = report
        self._emulator_settings = dict(emulator_settings or {})

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Bring everything up to date: what runs stays, what is missing starts, what has changed is deployed.

        Raises:
            StartError: The emulator, a simulator or the API did not come up.
            DeploymentError: SAM could not build or deploy.
        """
        with self._step("local AWS"):
            self._start_aws()
            aws.session().client("ses", endpoint_url=self.endpoint).verify_email_identity(EmailAddress=SENDER)
        with self._step("accounting packages"):
            self.servers = simulators.serve(self.processes, self._temporary, PACKAGES, self.settings.by_package)
        log = self.processes.log("sam")
        with self._step("sam build"):
            deployment.build(log)
        with self._step("sam deploy"):
            self.outputs = deployment.deploy(self.endpoint, self._parameters(), log)
        with self._step("first answer of the API"):
            aws.wait_for(f"{self.api_url}/v1/openapi.json", self.processes, aws.PROCESS)
        for package in CALLED:
            self.servers[package].announce_to(self.webhook_url(package.name))

    def stop(self) -> None:
        """End every process and forget everything the stack held; only its logs stay."""
        for name in self.processes.names():
            self.processes.stop(name)
        shutil.rmtree(self._temporary, ignore_errors=True)
        self.description_file.unlink(missing_ok=True)

    @property
    def endpoint(self) -> str:
        """Address of every AWS service."""
        return aws.endpoint(self.settings.port)

    @property
    def api_url(self) -> str:
        """Base address of the API, without a slash at its end."""
        return f"{self.endpoint}/_aws/execute-api/{self.outputs['ApiId']}"

    def webhook_url(self, package: str) -> str:
        """Where a package announces changes, by its name in URLs."""
        return f"{self.api_url}/webhooks/{package}"

    def soap_url(self, package: str) -> str:
        """Where a package's own connector calls, by the package's name in URLs."""
        return f"{self.api_url}/{package}/soap"

    def control_url(self, package: str) -> str:
        """Where a package's simulator is told what to do. Raises `LookupError` when another server has its place."""
        url = next(server.control_url for each, server in self.servers.items() if each.name == package)
        if url is None:
            raise LookupError(f"{package} is not served by a simulator")
        return url

    def write_description(self) -> None:
        """Tell other programs about the stack, in `stack.json`; only its owner may read the keys in it."""
        self.description_file.touch(mode=0o600)
        self.description_file.write_text(json.dumps(self.description(), indent=2) + "\n")

    def description(self) -> dict[str, object]:
        """What other programs need in order to use the stack."""
        return {
            "api_url": self.api_url,
            "console_url": f"{self.api_url}/docs",
            "aws_endpoint_url": self.endpoint,
            "region": aws.REGION,
            "stack_name": deployment.STACK_NAME,
            "operator_token": self.operator_token(),
            "packages": {package.name: self.described(package) for package in PACKAGES},
            **({"events_secret": self.events_secret()} if "EventsWebhookSecretArn" in self.outputs else {}),
        }

    def described(self, package: Package) -> dict[str, str]:
        """What other programs need in order to use one package."""
        server, registration = self.servers[package], self.settings.by_package.get(package)
        control = {"control_url": server.control_url} if server.control_url else {}
        if registration is None:
            return {**control, "soap_url": self.soap_url(package.name)}
        described = {
            "url": server.url,
            "webhook_url": self.webhook_url(package.name),
            package.webhook_key: registration.webhook_key,
            "client_id": registration.client_id,
            "client_secret": registration.client_secret,
        }
        return described | control

    def events_secret(self) -> str:
        """What the events are signed with that the stack posts to `EVENTS_WEBHOOK_URL`."""
        return self._secret("EventsWebhookSecretArn")

    def operator_token(self) -> str:
        """A bearer token for every company, signed with the key that the stack keeps for its own tokens."""
        key = self._secret("ApiTokensSecretArn")
        now = datetime.now(UTC)
        claims = {"sub": "local-operator", "scope": "operator", "iat": now, "exp": now + OPERATOR_TOKEN_LIFE}
        return jwt.encode(claims, key, algorithm="HS256")

    def _start_aws(self) -> None:
        remembered = self._temporary / "chosen.json"
        if self.processes.is_running(aws.PROCESS) and remembered.is_file():
            self.settings = Settings.kept(remembered.read_text())
            return
        # Whatever is left belongs to an AWS that is gone, with everything the packages were connected to.
        self.stop()
        self.processes.log("sam").unlink(missing_ok=True)
        self._temporary.mkdir(parents=True)
        remembered.touch(mode=0o600)
        remembered.write_text(json.dumps(asdict(self.settings)))
        aws.start(self.processes, self.settings.port, self._temporary, self._emulator_settings)

    def _secret(self, output: str) -> str:
        vault = aws.session().client("secretsmanager", endpoint_url=self.endpoint)
        secret: str = vault.get_secret_value(SecretId=self.outputs[output])["SecretString"]
        return secret

    def _parameters(self) -> dict[str, str]:
        parameters = {
            "PublicUrl": f"{self.endpoint}/_aws/execute-api/{{api_id}}",
            "EventsWebhookUrl": os.environ.get(EVENTS_WEBHOOK_URL, ""),
            "DocumentHosts": "127.0.0.1",
            "SenderEmail": SENDER,
            "NotificationsFallbackEmail": FALLBACK,
            "AppUrl": APP_URL,
        }
        for package, registration in self.settings.by_package.items():
            parameters |= {
                package.logical_name("url"): self.servers[package].url,
                package.logical_name("client_id"): registration.client_id,
                package.logical_name("client_secret"): registration.client_secret,
                package.logical_name(package.webhook_key): registration.webhook_key,
            }
        return parameters

    @contextmanager
    def _step(self, name: str) -> Iterator[None]:
        started = time.monotonic()
        yield
        self._report(name, time.monotonic() - started)
