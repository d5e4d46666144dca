"""One deployed stack for all end-to-end tests: the real template, IAM enforced; each test has companies of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, Final

import httpx
import jwt
import pytest

from infra.local import aws
from infra.local.demo.application import Application
from infra.local.demo.books import BOOKS, Books, QuickBooksDesktopBooks
from infra.local.demo.computers import Computer, confirm, released
from infra.local.packages import CALLED
from infra.local.stack import EVENTS_WEBHOOK_URL, LocalStack
from tests.fakes.books import vendor
from tests.fixtures.event_endpoint import Endpoint, listening
from tests.proof.charts import CHARTS, Chart

_numbers = count(1)

DESKTOP: Final = "quickbooks-desktop"
CLOUD: Final = tuple(sorted(package.name for package in CALLED))
"""The packages that we call."""

ORGANISATIONS: dict[str, Callable[[int], str]] = {
    "quickbooks-online": lambda number: f"777000{number:04d}",
    "xero": lambda number: f"7e57c0de-0000-4000-8000-{number:012d}",
    DESKTOP: lambda number: f"company-file-{number}",
}
"""The id of the n-th organisation, as each package names them."""


Records = dict[tuple[str, str], dict[str, Any]]


@dataclass(frozen=True)
class Company:
    """A connected company: its side of the application, its books in the package, and who calls for it."""

    package: str
    app: Application
    books: Books
    control: httpx.Client
    computer: Computer | None = None

    @property
    def chart(self) -> Chart:
        """The accounts in its books."""
        return CHARTS[self.package]

    def vendor(self, record_id: str, name: str) -> tuple[str, Records]:
        """A vendor that bills can name, and what is to be sent for it: nothing where only the package makes vendors."""
        if not isinstance(self.books, QuickBooksDesktopBooks):
            return record_id, {("vendor", record_id): vendor(name)}
        return self.app.arrives("vendor", self.books.add_vendor(name))["record_id"], {}

    def send(self, records: Records) -> None:
        """Hand over what the application wants in the package; all of it is accepted."""
        entries = [{"entity_type": key[0], "record_id": key[1], "record": record} for key, record in records.items()]
        for start in range(0, len(entries), 100):
            answer = self.app.call("POST", "/records", {"records": entries[start : start + 100]})
            assert {result["status"] for result in answer["results"]} == {"accepted"}, answer

    def pages(self, name: str) -> Iterator[dict[str, Any]]:
        """Everything of a list of the API, such as `changes`, up to its end."""
        cursor: str | None = None
        while True:
            page = self.app.call("GET", f"/{name}", params={"limit": "200", **({"cursor": cursor} if cursor else {})})
            yield from page[name]
            cursor = page["next_cursor"]
            # The feed of changes has no end, only nothing more for now.
            if cursor is None or (name == "changes" and not page[name]):
                return


@pytest.fixture(scope="session")
def operators_endpoint() -> Iterator[Endpoint]:
    """Where the stack posts its events."""
    with listening() as endpoint:
        yield endpoint


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory, operators_endpoint: Endpoint) -> Iterator[LocalStack]:
    """A stack of its own ports and folders, beside whatever `make up` runs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(EVENTS_WEBHOOK_URL, operators_endpoint.url)
        with LocalStack(tmp_path_factory.mktemp("stack")) as started:
            yield started


@pytest.fixture(scope="session")
def api(stack: LocalStack) -> Iterator[httpx.Client]:
    """The API with the operator's token."""
    headers = {"Authorization": f"Bearer {stack.operator_token()}"}
    with httpx.Client(base_url=stack.api_url, headers=headers, timeout=90) as client:
        yield client


@pytest.fixture(scope="session")
def controls(stack: LocalStack) -> Iterator[dict[str, httpx.Client]]:
    """The simulators' controls, by package."""
    with ExitStack() as clients:
        yield {
            package: clients.enter_context(httpx.Client(base_url=stack.control_url(package), timeout=60))
            for package in ORGANISATIONS
        }


@pytest.fixture(scope="session")
def control(controls: dict[str, httpx.Client]) -> httpx.Client:
    """The control of QuickBooks Online's simulator."""
    return controls["quickbooks-online"]


@pytest.fixture
def connect(api: httpx.Client, controls: dict[str, httpx.Client]) -> Callable[..., Company]:
    """Makes connected companies."""

    def make(package: str = "quickbooks-online", *, paired: bool = True, **settings: object) -> Company:
        number = next(_numbers)
        control, organisation_id = controls[package], ORGANISATIONS[package](number)
        books = BOOKS[package](control, organisation_id)
        books.found(f"Company {number}")
        app = Application(api, f"company-{number}")
        computer = Computer(control, f"PC-{number}") if package == DESKTOP else None
        if computer:
            app = replace(app, meanwhile=computer.update)
        company = Company(package, app, books, control, computer)
        company.app.call("PUT", "/connection", {"package": package, "settings": settings})
        if computer is None:
            give_tokens(company)
        elif paired:
            pair(company, computer)
        return company

    return make


@pytest.fixture(params=CLOUD)
def company(request: pytest.FixtureRequest, connect: Callable[..., Company]) -> Company:
    """A connected company, for each package that we call."""
    return connect(request.param, **CHARTS[request.param].settings)


@pytest.fixture(params=sorted(ORGANISATIONS))
def any_company(request: pytest.FixtureRequest, connect: Callable[..., Company]) -> Company:
    """A connected company, for each package; one whose connector calls is called for between two looks."""
    return connect(request.param, **CHARTS[request.param].settings)


def pair(company: Company, computer: Computer) -> None:
    """A computer calls for the first time, and the application confirms its company file."""
    computer.install(company.app, company.books.organisation_id)
    computer.update()
    confirm(company.app)
    released(company.app)


def give_tokens(company: Company) -> None:
    """A new consent, without the browser."""
    tokens = company.control.post(f"/tokens/{company.books.organisation_id}").raise_for_status().json()
    body = {name: tokens[name] for name in ("access_token", "refresh_token", "expires_in")}
    company.app.call("PUT", "/connection/credentials", {**body, "organisation_id": company.books.organisation_id})


@pytest.fixture
def sign_in(stack: LocalStack) -> Iterator[Callable[[Company, str], httpx.Client]]:
    """Makes the API with the token of a company, for somebody whose name goes into histories."""
    vault = aws.session().client("secretsmanager", endpoint_url=stack.endpoint)
    with ExitStack() as clients:

        def make(company: Company, name: str) -> httpx.Client:
            key = vault.get_secret_value(SecretId=stack.outputs["ApiTokensSecretArn"])["SecretString"]
            claims = {"sub": name, "scope": "company", "company_id": company.app.company}
            token = jwt.encode({**claims, "exp": datetime.now(UTC) + timedelta(hours=1)}, key, algorithm="HS256")
            headers = {"Authorization": f"Bearer {token}"}
            return clients.enter_context(httpx.Client(base_url=stack.api_url, headers=headers, timeout=90))

        yield make


@pytest.fixture(autouse=True)
def _fresh_counts(controls: dict[str, httpx.Client]) -> Iterator[None]:
    """No fault outlives its test, and each test counts its own calls."""
    for control in controls.values():
        control.delete("/calls").raise_for_status()
    yield
    for control in controls.values():
        control.delete("/faults").raise_for_status()


@pytest.fixture(scope="session")
def aws_clients(stack: LocalStack) -> Callable[[str], Any]:
    """Clients of the local AWS, by service."""
    make: Any = aws.session().client
    return lambda service: make(service, endpoint_url=stack.endpoint)
