"""Properties in templates that AWS heeds and MiniStack drops."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import httpx
import pytest

from infra.local import aws
from tests.infra.emulator.servers import ROLE, RUNTIME

if TYPE_CHECKING:
    from tests.infra.emulator.servers import Server

pytestmark = pytest.mark.infra

ANSWERS_OR_FAILS = """
def handler(event, context):
    if event["rawPath"].endswith("fail"):
        raise RuntimeError("a secret detail")
    return {"statusCode": 200, "body": event["routeKey"]}
"""


def resource(kind: str, **properties: object) -> dict[str, object]:
    return {"Type": kind, "Properties": properties}


INVOCATIONS = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${Function.Arn}/invocations"
INTEGRATION = {
    "type": "aws_proxy",
    "httpMethod": "POST",
    "payloadFormatVersion": "2.0",
    "uri": {"Fn::Sub": INVOCATIONS},
}
TEMPLATE = {
    "Parameters": {"AtOnce": {"Type": "Number", "Default": "7"}},
    "Resources": {
        "Table": resource(
            "AWS::DynamoDB::Table",
            TableName="expiring",
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            TimeToLiveSpecification={"AttributeName": "expires_at", "Enabled": True},
            PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True},
        ),
        "DeadLetters": resource("AWS::SQS::Queue", QueueName="dead-letters"),
        "Function": resource(
            "AWS::Lambda::Function",
            FunctionName="templated",
            Runtime=RUNTIME,
            Role=ROLE,
            Handler="index.handler",
            Code={"ZipFile": ANSWERS_OR_FAILS},
            ReservedConcurrentExecutions=5,
            DeadLetterConfig={"TargetArn": {"Fn::GetAtt": ["DeadLetters", "Arn"]}},
        ),
        "Mapping": resource(
            "AWS::Lambda::EventSourceMapping",
            FunctionName={"Ref": "Function"},
            EventSourceArn={"Fn::GetAtt": ["DeadLetters", "Arn"]},
            Enabled=False,
            ScalingConfig={"MaximumConcurrency": {"Ref": "AtOnce"}},
        ),
        "ImportedApi": resource(
            "AWS::ApiGatewayV2::Api",
            Body={
                "openapi": "3.0.1",
                "info": {"title": "imported", "version": "1"},
                "paths": {
                    "/books/{id}": {"get": {"x-amazon-apigateway-integration": INTEGRATION}},
                    "/all": {"x-amazon-apigateway-any-method": {"x-amazon-apigateway-integration": INTEGRATION}},
                },
            },
        ),
        "ImportedStage": resource("AWS::ApiGatewayV2::Stage", ApiId={"Ref": "ImportedApi"}, StageName="$default"),
        "BuiltApi": resource("AWS::ApiGatewayV2::Api", Name="built", ProtocolType="HTTP"),
        "BuiltStage": resource("AWS::ApiGatewayV2::Stage", ApiId={"Ref": "BuiltApi"}, StageName="$default"),
        "BuiltIntegration": resource(
            "AWS::ApiGatewayV2::Integration",
            ApiId={"Ref": "BuiltApi"},
            IntegrationType="AWS_PROXY",
            IntegrationUri={"Fn::GetAtt": ["Function", "Arn"]},
            PayloadFormatVersion="2.0",
        ),
        "BuiltRoute": resource(
            "AWS::ApiGatewayV2::Route",
            ApiId={"Ref": "BuiltApi"},
            RouteKey="GET /fail",
            Target={"Fn::Sub": "integrations/${BuiltIntegration}"},
        ),
    },
    "Outputs": {"ImportedApi": {"Value": {"Ref": "ImportedApi"}}, "BuiltApi": {"Value": {"Ref": "BuiltApi"}}},
}


@pytest.fixture(scope="module")
def apis(server: Server) -> dict[str, str]:
    """The addresses of the APIs of the deployed template."""
    cloudformation = aws.session().client("cloudformation", endpoint_url=server.endpoint)
    cloudformation.create_stack(StackName="gaps", TemplateBody=json.dumps(TEMPLATE))
    cloudformation.get_waiter("stack_create_complete").wait(StackName="gaps", WaiterConfig={"Delay": 1})
    outputs = cloudformation.describe_stacks(StackName="gaps")["Stacks"][0]["Outputs"]
    return {output["OutputKey"]: f"{server.endpoint}/_aws/execute-api/{output['OutputValue']}" for output in outputs}


@pytest.mark.usefixtures("apis")
def test_a_table_expires_its_items(server: Server) -> None:
    dynamodb = aws.session().client("dynamodb", endpoint_url=server.endpoint)
    expiry = dynamodb.describe_time_to_live(TableName="expiring")["TimeToLiveDescription"]
    assert expiry["TimeToLiveStatus"] == ("ENABLED" if server.gaps_are_closed else "DISABLED")


@pytest.mark.usefixtures("apis")
def test_a_table_keeps_backups(server: Server) -> None:
    dynamodb = aws.session().client("dynamodb", endpoint_url=server.endpoint)
    backups = dynamodb.describe_continuous_backups(TableName="expiring")["ContinuousBackupsDescription"]
    status = backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"]
    assert status == ("ENABLED" if server.gaps_are_closed else "DISABLED")


@pytest.mark.usefixtures("apis")
def test_a_function_reserves_concurrency(server: Server) -> None:
    reserved = server.functions.get_function_concurrency(FunctionName="templated")
    assert reserved.get("ReservedConcurrentExecutions") == (5 if server.gaps_are_closed else None)


@pytest.mark.usefixtures("apis")
def test_a_function_has_a_dead_letter_queue(server: Server) -> None:
    config = server.functions.get_function_configuration(FunctionName="templated").get("DeadLetterConfig") or {}
    assert config.get("TargetArn", "").endswith("dead-letters") is server.gaps_are_closed


@pytest.mark.usefixtures("apis")
def test_a_mapping_takes_its_concurrency_from_a_parameter(server: Server) -> None:
    answers: list[bytes] = []  # as they come: boto3 makes a number of whatever it gets
    functions = server.functions
    functions.meta.events.register("before-parse", lambda response_dict, **_: answers.append(response_dict["body"]))
    functions.list_event_source_mappings(FunctionName="templated")
    (mapping,) = json.loads(answers[0])["EventSourceMappings"]
    assert mapping["ScalingConfig"] == {"MaximumConcurrency": 7 if server.gaps_are_closed else "7"}


def test_an_http_api_has_the_routes_of_its_body(server: Server, apis: dict[str, str]) -> None:
    calls = [("GET", "/books/1"), ("PUT", "/all"), ("PUT", "/books/1")]
    answers = [httpx.request(method, apis["ImportedApi"] + path) for method, path in calls]
    found = [answer.text for answer in answers if answer.is_success]
    assert found == (["GET /books/{id}", "ANY /all"] if server.gaps_are_closed else [])


def test_an_http_api_hides_what_went_wrong(server: Server, apis: dict[str, str]) -> None:
    answer = httpx.get(apis["BuiltApi"] + "/fail")
    hidden = (answer.status_code, answer.text) == (500, '{"message":"Internal Server Error"}')
    assert hidden is server.gaps_are_closed
    assert ("a secret detail" in answer.text) is not server.gaps_are_closed
