"""The local AWS: MiniStack, with the AWS behaviour restored that this stack needs and MiniStack lacks.

Each function below restores one behaviour and is named for it. It replaces private functions of one MiniStack version,
so another version is refused; `tests/infra/emulator` says for each gap whether the version at hand still has it.

Runs on the interpreter of `.venv-aws`, which has MiniStack and nothing of ours.
"""

from __future__ import annotations

import contextlib
import contextvars
import hashlib
import io
import json
import os
import tempfile
import threading
import time
import zipfile
from collections import defaultdict
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from ministack import app
from ministack.core import iam_actions, lambda_runtime
from ministack.services import apigateway, dynamodb, lambda_svc, stepfunctions
from ministack.services.cloudformation import provisioners

if TYPE_CHECKING:
    from collections.abc import Callable

MINISTACK = "1.5.33"
# Environments of one function at a time; more than the machine has cores only makes each of them slower.
CONCURRENCY = int(os.environ.get("LOCAL_LAMBDA_CONCURRENCY", "4"))

type_of_error = threading.local()


def lambda_errors_carry_the_class_name() -> None:
    """`errorType` is the class of the handler's exception, and the environment stays warm.

    Step Functions' Catch and Retry match on it. MiniStack always says Runtime.HandlerError and ends the process.
    """
    plain = '{"status": "error", "error": str(e), "trace": traceback.format_exc()}'
    named = '{"status": "ok", "type": type(e).__name__, "error": str(e), "trace": traceback.format_exc()}'
    script = lambda_runtime._PYTHON_WORKER_SCRIPT
    require(plain in script, "the worker script has changed")
    lambda_runtime._PYTHON_WORKER_SCRIPT = script.replace(plain, named)
    invoke, execute = lambda_runtime.Worker.invoke, lambda_svc._execute_function_warm

    def invoke_and_keep_warm(self: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        response: dict[str, Any] = invoke(self, *args, **kwargs)
        type_of_error.name = response.get("type")
        return response | {"status": "error"} if type_of_error.name else response

    def execute_and_name_error(*args: Any, **kwargs: Any) -> dict[str, Any]:
        type_of_error.name = None
        response: dict[str, Any] = execute(*args, **kwargs)
        if response.get("error") and type_of_error.name:
            response["body"]["errorType"] = type_of_error.name
        return response

    lambda_runtime.Worker.invoke = invoke_and_keep_warm
    lambda_svc._execute_function_warm = execute_and_name_error


def bursts_wait_for_an_environment() -> None:
    """A burst is served by a few environments in turn.

    On AWS a burst finds any number of machines. MiniStack starts one process for each concurrent call, without limit:
    on two cores a burst of 200 webhooks became 43 cold starts and took 49 s instead of 10.
    """
    gates: defaultdict[str, threading.BoundedSemaphore] = defaultdict(lambda: threading.BoundedSemaphore(CONCURRENCY))
    execute = lambda_svc._execute_function_warm

    def execute_in_turn(function: dict[str, Any], *args: Any, **kwargs: Any) -> dict[str, Any]:
        with gates[(function.get("config") or function)["FunctionArn"]]:
            response: dict[str, Any] = execute(function, *args, **kwargs)
        return response

    lambda_svc._execute_function_warm = execute_in_turn


def layers_are_unpacked_once() -> None:
    """Environments share a layer's files. MiniStack unpacks every layer for every process."""
    folders: dict[bytes, str] = {}
    unpacking = threading.Lock()
    spawn = lambda_runtime.Worker._spawn

    def folder_of(layer: Any) -> str:
        content: bytes = lambda_svc._resolve_layer_zip(layer)
        key = hashlib.sha256(content).digest()
        with unpacking:
            if key not in folders:
                folder = tempfile.mkdtemp(prefix="layer-")
                with zipfile.ZipFile(io.BytesIO(content)) as archive:
                    archive.extractall(folder)
                folders[key] = folder
            return folders[key]

    def spawn_with_shared_layers(self: Any) -> None:
        config = self.config
        if config.get("Layers") and config.get("Runtime", "").startswith("python"):
            variables = dict((config.get("Environment") or {}).get("Variables") or {})
            variables["_LAMBDA_LAYERS_DIRS"] = os.pathsep.join(map(folder_of, config["Layers"]))
            self.config = {**config, "Layers": [], "Environment": {"Variables": variables}}
        try:
            spawn(self)
        finally:
            self.config = config

    lambda_runtime.Worker._spawn = spawn_with_shared_layers


def succeed_states_have_an_output() -> None:
    """A JSONata `Output` of a Succeed state is the execution's output. MiniStack returns the state's input."""
    apply = stepfunctions._apply_output_path

    def apply_output(state: dict[str, Any], data: Any, context: Any = None) -> Any:
        if state.get("Type") == "Succeed" and "Output" in state:
            return stepfunctions._apply_jsonata_template(state["Output"], data, context)
        return apply(state, data, context)

    stepfunctions._apply_output_path = apply_output


def task_tokens_need_heartbeats() -> None:
    """A `.waitForTaskToken` task fails with States.HeartbeatTimeout when no heartbeat came for `HeartbeatSeconds`.

    Who sends heartbeats or results must be allowed to for the state machine whose token it is.
    """
    apply, resource_of = stepfunctions._apply_jsonata_arguments, iam_actions.extract_resource_arn
    machines: dict[str, str] = {}

    def watch(token: str, seconds: float) -> None:
        seen, since = None, time.monotonic()
        while True:
            time.sleep(0.2)
            task = stepfunctions._task_tokens.get(token)
            if task is None or task["event"].is_set():
                return
            if task["heartbeat"] != seen:
                seen, since = task["heartbeat"], time.monotonic()
            if time.monotonic() - since > seconds:
                task["error"] = {"Error": "States.HeartbeatTimeout", "Cause": ""}
                task["event"].set()

    def apply_and_watch(state: dict[str, Any], data: Any, context: Any = None) -> Any:
        if token := context.get("Task", {}).get("Token"):
            machines[token] = context["StateMachine"]["Id"]
            if "HeartbeatSeconds" in state:
                seconds = stepfunctions._jsonata_state_field(state, "HeartbeatSeconds", "number", data, context)
                # The account and region of a request live in context variables.
                run = contextvars.copy_context().run
                threading.Thread(target=run, args=(watch, token, seconds), daemon=True).start()
        return apply(state, data, context)

    def resource_or_machine(service: str, *request: Any) -> str:
        found: str = resource_of(service, *request)
        told = json.loads(request[3] or b"{}") if service == "states" and found == "*" else {}
        return machines.get(str(told.get("taskToken")), found)

    stepfunctions._apply_jsonata_arguments = apply_and_watch
    iam_actions.extract_resource_arn = resource_or_machine


def tables_expire_items_and_keep_backups() -> None:
    """TimeToLiveSpecification and PointInTimeRecoverySpecification of a template are switched on."""

    def configure(name: str, properties: dict[str, Any]) -> None:
        if expiry := properties.get("TimeToLiveSpecification"):
            wanted = {**expiry, "Enabled": str(expiry.get("Enabled")).lower() == "true"}
            dynamodb._update_ttl({"TableName": name, "TimeToLiveSpecification": wanted})
        if backups := properties.get("PointInTimeRecoverySpecification"):
            dynamodb._update_continuous_backups({"TableName": name, "PointInTimeRecoverySpecification": backups})

    after_create_and_update("AWS::DynamoDB::Table", configure)


def functions_reserve_concurrency_and_have_dead_letters() -> None:
    """ReservedConcurrentExecutions and DeadLetterConfig of a template are in force."""

    def configure(name: str, properties: dict[str, Any]) -> None:
        function = lambda_svc._functions[name]
        reserved = properties.get("ReservedConcurrentExecutions")
        function["concurrency"] = None if reserved is None else int(reserved)
        function["config"]["DeadLetterConfig"] = properties.get("DeadLetterConfig") or {}

    after_create_and_update("AWS::Lambda::Function", configure)


def event_source_mappings_take_their_concurrency_from_a_parameter() -> None:
    """CloudFormation hands parameters on as text. MiniStack compares it with numbers, and then no mapping polls."""

    def configure(mapping_id: str, properties: dict[str, Any]) -> None:
        if scaling := properties.get("ScalingConfig"):
            lambda_svc._esms[mapping_id]["ScalingConfig"] = {name: int(value) for name, value in scaling.items()}

    after_create_and_update("AWS::Lambda::EventSourceMapping", configure)


def http_apis_have_the_routes_of_their_body() -> None:
    """The OpenAPI `Body` of an HTTP API becomes its routes, as AWS::Serverless::HttpApi counts on."""
    verbs = {"get", "put", "post", "delete", "options", "head", "patch"}

    def import_body(api_id: str, properties: dict[str, Any]) -> None:
        if not isinstance(body := properties.get("Body"), dict):
            return
        apigateway._routes[api_id], apigateway._integrations[api_id] = {}, {}
        for path, operations in (body.get("paths") or {}).items():
            for verb, operation in operations.items():
                if "x-amazon-apigateway-integration" in operation:
                    method = verb.upper() if verb in verbs else "ANY"
                    route = "$default" if path == "$default" else f"{method} {path}"
                    add_route(api_id, route, operation["x-amazon-apigateway-integration"])

    def add_route(api_id: str, route: str, integration: dict[str, Any]) -> None:
        wanted = {
            "integrationType": integration["type"].upper(),
            "integrationUri": integration.get("uri", ""),
            "integrationMethod": integration.get("httpMethod", "POST"),
            "payloadFormatVersion": str(integration.get("payloadFormatVersion", "2.0")),
        }
        target = f"integrations/{json.loads(apigateway._create_integration(api_id, wanted)[2])['integrationId']}"
        apigateway._create_route(api_id, {"routeKey": route, "target": target})

    after_create_and_update("AWS::ApiGatewayV2::Api", import_body)


def http_apis_hide_what_went_wrong() -> None:
    """A function that fails is answered with 500 and no details. MiniStack answers 502 with the exception's text."""
    convert = lambda_svc.lambda_execute_result_to_api_proxy_response

    def convert_and_hide(result: dict[str, Any]) -> Any:
        if result.get("error") and not result.get("throttle"):
            return {"statusCode": 500, "body": '{"message":"Internal Server Error"}'}, None
        return convert(result)

    lambda_svc.lambda_execute_result_to_api_proxy_response = convert_and_hide


def mail_is_sent_by_its_identity() -> None:
    """Who sends mail must be allowed to for the address that sends it. MiniStack asks for every resource."""
    iam_actions._SES_V2_RESOURCES["outbound-emails"] = ("identity", "FromEmailAddress")


def after_create_and_update(resource_type: str, configure: Callable[[str, dict[str, Any]], None]) -> None:
    """Have CloudFormation call `configure(physical id, properties)` whenever it made or changed such a resource."""
    handlers = provisioners._RESOURCE_HANDLERS[resource_type]
    create, update = handlers["create"], handlers["update"]

    def create_and_configure(logical_id: str, properties: dict[str, Any], stack: str) -> Any:
        made = create(logical_id, properties, stack)
        configure(made[0], properties)
        return made

    def update_and_configure(physical_id: str, old: dict[str, Any], new: dict[str, Any], *rest: Any) -> Any:
        made = update(physical_id, old, new, *rest)
        configure(made[0], new)
        return made

    handlers["create"], handlers["update"] = create_and_configure, update_and_configure


GAPS: tuple[Callable[[], None], ...] = (
    lambda_errors_carry_the_class_name,
    bursts_wait_for_an_environment,
    layers_are_unpacked_once,
    succeed_states_have_an_output,
    task_tokens_need_heartbeats,
    tables_expire_items_and_keep_backups,
    functions_reserve_concurrency_and_have_dead_letters,
    event_source_mappings_take_their_concurrency_from_a_parameter,
    http_apis_have_the_routes_of_their_body,
    http_apis_hide_what_went_wrong,
    mail_is_sent_by_its_identity,
)


def require(condition: object, reason: str) -> None:
    """Refuse to run on a MiniStack that is not the one the gaps were closed for."""
    if not condition:
        raise SystemExit(
            f"emulator: made for ministack {MINISTACK}, found {version('ministack')} ({reason}). "
            "Install requirements/emulator.txt, or go through tests/infra/emulator and change MINISTACK."
        )


def main() -> None:
    """Serve until stopped; configured by MiniStack's own environment variables (GATEWAY_PORT, AUTH, …)."""
    require(version("ministack") == MINISTACK, "another version")
    for close_gap in GAPS:
        close_gap()
    with contextlib.suppress(KeyboardInterrupt):
        app.main()


if __name__ == "__main__":
    main()
