"""What must be refused is refused, by the deployed stack and by its permissions."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest

from bookbridge.adapters.aws import Clients
from bookbridge.adapters.s3_reports import S3ReportFiles
from infra.local import aws
from infra.local.demo.application import until
from infra.local.stack import LocalStack

from .conftest import Company

pytestmark = pytest.mark.e2e


SIGNATURES = {"quickbooks-online": "intuit-signature", "xero": "x-xero-signature"}


@pytest.mark.parametrize("package", SIGNATURES)
@pytest.mark.parametrize("signature", [base64.b64encode(b"0" * 32).decode(), "no base64", "", None])
def test_a_delivery_that_is_not_signed_well_is_answered_401_with_an_empty_body(
    stack: LocalStack, package: str, signature: str | None
) -> None:
    headers = {} if signature is None else {SIGNATURES[package]: signature}
    answer = httpx.post(stack.webhook_url(package), content=b'{"events": []}', headers=headers, timeout=30)
    assert (answer.status_code, answer.content) == (401, b"")


def test_a_delivery_for_a_package_that_nobody_knows_is_not_taken(stack: LocalStack) -> None:
    answer = httpx.post(stack.webhook_url("no-such-package"), content=b"{}", timeout=30)
    assert answer.status_code == 404


def test_xero_finds_that_its_webhook_tells_good_signatures_from_bad_ones(controls: dict[str, httpx.Client]) -> None:
    """Xero's intent to receive: until it is passed no events come."""
    until("Xero has validated the webhook", lambda: controls["xero"].get("/webhooks").json()["status"] == "ok" or None)


@pytest.mark.requirement("F2")
def test_an_unreadable_signed_body_is_taken_and_kept_among_the_dead_letters(
    stack: LocalStack, control: httpx.Client, aws_clients: Callable[[str], Any]
) -> None:
    body = '{"eventNotifications": 7}'
    (post,) = control.post("/webhooks/send", json={"body": body, "deliver": False}).json()["posts"]
    answer = httpx.post(
        stack.webhook_url("quickbooks-online"), content=post["body"].encode(), headers=post["headers"], timeout=30
    )
    assert (answer.status_code, answer.content) == (200, b"")
    sqs = aws_clients("sqs")

    def buried() -> Any | None:
        url = stack.outputs["WebhooksDeadLettersUrl"]
        return sqs.receive_message(QueueUrl=url, VisibilityTimeout=0).get("Messages")

    assert until("the body is among the dead letters", buried)


@pytest.mark.parametrize("package", SIGNATURES)
def test_an_oversized_body_is_refused(stack: LocalStack, package: str) -> None:
    answer = httpx.post(stack.webhook_url(package), content=b"[" + b" " * (1024 * 1024) + b"]", timeout=30)
    assert (answer.status_code, answer.content) == (413, b"")


def test_every_setting_that_is_not_one_is_named_and_none_is_kept(company: Company, api: httpx.Client) -> None:
    before = company.app.call("GET", "/connection")["settings"]
    wrong = {"colour": "red", "lease_minutes": 0, "language": "xx", "default_accounts": {"sales": "200"}}
    path = f"/v1/companies/{company.app.company}/connection"
    answer = api.put(path, json={"settings": {**wrong, "enabled": False}})
    assert (answer.status_code, answer.headers["content-type"].split(";")[0]) == (422, "application/problem+json")
    fields = {fault["field"] for fault in answer.json()["errors"]}
    assert fields == {f"settings.{name}" for name in ("colour", "lease_minutes", "language", "default_accounts.sales")}
    assert company.app.call("GET", "/connection")["settings"] == before


def test_a_body_that_says_nothing_is_a_problem_and_never_an_error_of_ours(
    connect: Callable[..., Company], api: httpx.Client
) -> None:
    path = f"/v1/companies/{connect().app.company}/records"
    for content in (b"{", b"[]", b'"text"', b"\xff\xfe", b'{"records": 7}', b"{}"):
        answer = api.post(path, content=content)
        kind = answer.headers["content-type"].split(";")[0]
        assert (answer.status_code // 100, kind) == (4, "application/problem+json"), content


def test_of_a_hundred_records_the_bad_ones_are_refused_with_all_their_faults_and_the_good_ones_taken(
    company: Company,
) -> None:
    entries = [
        {"entity_type": "customer", "record_id": f"c-{number}", "record": {"name": f"Customer {number}"}}
        for number in range(98)
    ]
    entries.insert(40, {"entity_type": "customer", "record_id": "bad", "record": {"email": 7, "colour": "red"}})
    entries.insert(70, {"entity_type": "spaceship", "record_id": "s-1", "record": {}})
    results = company.app.call("POST", "/records", {"records": entries})["results"]
    refused = {each["record_id"]: each["errors"] for each in results if each["status"] == "refused"}
    assert refused.keys() == {"bad", "s-1"}
    assert {fault["field"] for fault in refused["bad"]} == {"name", "email", "colour"}
    company.app.reaches("customer", "c-97", "synced")


def test_a_record_with_five_faults_gets_one_answer_naming_all_five(
    connect: Callable[..., Company], api: httpx.Client
) -> None:
    company = connect()
    body = {"number": "", "customer": "c-1", "date": "soon", "lines": [], "total": "1.005", "colour": "red"}
    answer = api.put(f"/v1/companies/{company.app.company}/records/invoice/i-1", json=body)
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert {fault["field"] for fault in answer.json()["errors"]} == {"number", "date", "lines", "total", "colour"}


def test_another_companys_token_gets_404(
    sign_in: Callable[[Company, str], httpx.Client], connect: Callable[..., Company]
) -> None:
    mine, theirs = connect(), connect()
    client = sign_in(mine, "bea")
    own = client.get(f"/v1/companies/{mine.app.company}/connection")
    other = client.get(f"/v1/companies/{theirs.app.company}/connection")
    assert (own.status_code, other.status_code) == (200, 404)


def test_a_download_link_stops_working_after_its_time(stack: LocalStack, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in aws.client_settings(stack.endpoint).items():
        monkeypatch.setenv(name, value)
    files = S3ReportFiles(Clients(), stack.outputs["ReportsBucketName"])
    files.put("company-0/short.csv", b"a,b\r\n")
    link = files.link("company-0/short.csv", "short.csv", timedelta(seconds=2))
    assert httpx.get(link, timeout=30).content == b"a,b\r\n"
    refused = until("the link expires", lambda: httpx.get(link, timeout=30).status_code == 403 or None)
    assert refused


def test_without_one_of_its_permissions_a_function_is_denied(
    connect: Callable[..., Company], aws_clients: Callable[[str], Any]
) -> None:
    company = connect()
    until("the first session is over", lambda: _newest(company)["result"] == "succeeded" or None)
    iam, functions = aws_clients("iam"), aws_clients("lambda")
    role = functions.get_function(FunctionName="bookbridge-pull_changes")["Configuration"]["Role"].rsplit("/", 1)[-1]
    (name,) = iam.list_role_policies(RoleName=role)["PolicyNames"]
    document = iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
    document = json.loads(document) if isinstance(document, str) else document
    reduced = {**document, "Statement": [each for each in document["Statement"] if "InboxTable" not in str(each)]}
    assert len(reduced["Statement"]) == len(document["Statement"]) - 1
    iam.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=json.dumps(reduced))
    try:
        started = company.app.call("POST", "/sync")["session_id"]
        until("the session ends", lambda: _newest(company)["result"] != "running" or None)
        session = company.app.call("GET", f"/sessions/{started}")
        assert session["result"] == "failed"
        assert "AccessDenied" in session["cause"]
    finally:
        iam.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=json.dumps(document))


def _newest(company: Company) -> Any:
    sessions = company.app.call("GET", "/sessions")["sessions"]
    return sessions[0] if sessions else {"result": "none"}
