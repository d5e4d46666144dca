"""What SAM makes of the template: nothing is allowed that the template does not say."""

from __future__ import annotations

import json
import os
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from .blueprint import ROOT, functions

pytestmark = pytest.mark.infra

SAM = ROOT / ".venv-sam/bin"
ENVIRONMENT = os.environ | {"AWS_DEFAULT_REGION": "eu-west-1", "SAM_CLI_TELEMETRY": "0"}


@cache
def rendered() -> dict[str, dict[str, Any]]:
    """The resources after SAM's transformation."""
    script = Path(__file__).with_name("rendered.py")
    printed = subprocess.run(
        [SAM / "python", script, ROOT / "template.yaml"], env=ENVIRONMENT, capture_output=True, text=True, check=True
    )
    resources: dict[str, dict[str, Any]] = json.loads(printed.stdout)["Resources"]
    return resources


def of_type(kind: str) -> dict[str, dict[str, Any]]:
    """Properties of the resources of one type, by logical id."""
    return {name: resource["Properties"] for name, resource in rendered().items() if resource["Type"] == kind}


def test_sam_accepts_the_template() -> None:
    validated = subprocess.run(
        [SAM / "sam", "validate", "--lint", "--template", ROOT / "template.yaml"],
        cwd=ROOT,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "is a valid SAM Template" in validated.stdout
    assert validated.returncode == 0


def test_roles_get_no_managed_policy_but_logs_and_traces() -> None:
    attached = {arn for role in of_type("AWS::IAM::Role").values() for arn in role.get("ManagedPolicyArns", [])}
    assert {arn.rpartition("/")[2] for arn in attached} == {"AWSLambdaBasicExecutionRole", "AWSXrayWriteOnlyAccess"}


def test_every_function_has_a_role_of_its_own() -> None:
    roles = {name: function["Role"]["Fn::GetAtt"][0] for name, function in of_type("AWS::Lambda::Function").items()}
    assert roles == {function.logical_id: f"{function.logical_id}Role" for function in functions().values()}


def test_every_route_may_invoke_its_function_and_only_through_the_api() -> None:
    routes = of_type("AWS::ApiGatewayV2::Api")["Api"]["Body"]["paths"]
    assert sum(len(path) for path in routes.values()) == sum(len(function.routes) for function in functions().values())
    permissions = [each for name, each in of_type("AWS::Lambda::Permission").items() if name != "LostRunsPermission"]
    assert len(permissions) == sum(len(path) for path in routes.values())
    for permission in permissions:
        assert permission["Principal"] == "apigateway.amazonaws.com"
        assert permission["SourceArn"]["Fn::Sub"][1]["__ApiId__"] == {"Ref": "Api"}


def test_the_stack_stays_far_from_cloudformations_limit_of_500_resources() -> None:
    assert len(rendered()) < 300
