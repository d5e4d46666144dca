"""What Amazon SES does and MiniStack does not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from infra.local import aws

if TYPE_CHECKING:
    from tests.infra.emulator.servers import Server

pytestmark = pytest.mark.infra

SENDER = "books@operator.example"
SENDS = """
import boto3
def handler(event, context):
    body = {"Simple": {"Subject": {"Data": "Hello"}, "Body": {"Text": {"Data": "Nothing is new."}}}}
    try:
        boto3.client("sesv2").send_email(
            FromEmailAddress=event, Destination={"ToAddresses": ["olivia@acme.example"]}, Content=body
        )
    except Exception as error:
        return error.response["Error"]["Code"]
    return "sent"
"""


def test_mail_is_sent_by_whom_the_address_may_be_used_by(server: Server) -> None:
    ses = aws.session().client("ses", endpoint_url=server.endpoint)
    for address in (SENDER, "other@operator.example"):
        ses.verify_email_identity(EmailAddress=address)
    identity = f"arn:aws:ses:us-east-1:000000000000:identity/{SENDER}"
    allowed = {"Effect": "Allow", "Action": ["ses:SendEmail"], "Resource": identity}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
    iam = aws.session().client("iam", endpoint_url=server.endpoint)
    iam.put_role_policy(RoleName="functions", PolicyName="sends", PolicyDocument=policy)
    server.create_function("sends", SENDS)
    mine, others = (str(server.call("sends", address)) for address in (SENDER, "other@operator.example"))
    assert others == "AccessDeniedException"
    assert mine == ("sent" if server.gaps_are_closed else others)
