"""One deployed stack for all end-to-end tests: the real template, IAM enforced; each test has companies of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

import httpx
import pytest

from infra.local import aws
from infra.local.demo.application import Application, Books
from infra.local.stack import LocalStack

_numbers = count(1)


@dataclass(frozen=True)
class Company:
    """A connected company: its side of the application, and its books in the package."""

    app: Application
    books: Books
    control: httpx.Client


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalStack]:
    """A stack of its own ports and folders, beside whatever `make up` runs."""
    with LocalStack(tmp_path_factory.mktemp("stack")) as started:
        yield started


@pytest.fixture(scope="session")
def api(stack: LocalStack) -> Iterator[httpx.Client]:
    """The API with the operator's token."""
    headers = {"Authorization": f"Bearer {stack.operator_token()}"}
    with httpx.Client(base_url=stack.api_url, headers=headers, timeout=90) as client:
        yield client


@pytest.fixture(scope="session")
def control(stack: LocalStack) -> Iterator[httpx.Client]:
    """The simulator's control."""
    assert stack.quickbooks_online.control_url
    with httpx.Client(base_url=stack.quickbooks_online.control_url, timeout=60) as client:
        yield client


@pytest.fixture
def connect(api: httpx.Client, control: httpx.Client) -> Callable[..., Company]:
    """Makes connected companies."""

    def make(**settings: object) -> Company:
        number = next(_numbers)
        realm = f"777000{number:04d}"
        control.put(f"/organisations/{realm}", json={"name": f"Company {number}"}).raise_for_status()
        company = Company(Application(api, f"company-{number}"), Books(control, realm), control)
        company.app.call("PUT", "/connection", {"package": "quickbooks-online", "settings": settings})
        give_tokens(company)
        return company

    return make


def give_tokens(company: Company) -> None:
    """A new consent, without the browser."""
    tokens = company.control.post(f"/tokens/{company.books.realm}").raise_for_status().json()
    body = {name: tokens[name] for name in ("access_token", "refresh_token", "expires_in")}
    company.app.call("PUT", "/connection/credentials", {**body, "organisation_id": company.books.realm})


@pytest.fixture(autouse=True)
def _fresh_counts(control: httpx.Client) -> Iterator[None]:
    """No fault outlives its test, and each test counts its own calls."""
    control.delete("/calls").raise_for_status()
    yield
    control.delete("/faults").raise_for_status()


@pytest.fixture(scope="session")
def aws_clients(stack: LocalStack) -> Callable[[str], Any]:
    """Clients of the local AWS, by service."""
    make: Any = aws.session().client
    return lambda service: make(service, endpoint_url=stack.endpoint)
