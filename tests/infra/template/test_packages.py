"""Each package that is called is told to the functions in the same way, under names that follow from its own."""

from __future__ import annotations

import json
import re

import pytest

from infra.local.packages import CALLED, Package

from .blueprint import Function, functions, resources, template

pytestmark = pytest.mark.infra

each_package = pytest.mark.parametrize("package", CALLED, ids=lambda package: package.name)


@each_package
def test_the_registration_is_one_secret_made_from_its_parameters(package: Package) -> None:
    secret = resources("AWS::SecretsManager::Secret")[package.logical_name("secret")]
    kept = json.loads(secret["SecretString"]["Fn::Sub"])
    names = ("client_id", "client_secret", package.webhook_key)
    assert kept == {name: f"${{{package.logical_name(name)}}}" for name in names}


@each_package
@pytest.mark.parametrize("value", ['qu"ote', "back\\slash"])
def test_no_parameter_can_break_the_secret_that_it_is_written_into(package: Package, value: str) -> None:
    for name in ("client_id", "client_secret", package.webhook_key):
        allowed = re.compile(template()["Parameters"][package.logical_name(name)]["AllowedPattern"])
        assert allowed.fullmatch("Ab1-._~")
        assert not allowed.fullmatch(value)


@each_package
def test_a_package_can_be_done_without_and_what_is_secret_is_never_shown(package: Package) -> None:
    parameters = template()["Parameters"]
    for name in ("client_id", "client_secret", package.webhook_key, "url"):
        assert parameters[package.logical_name(name)]["Default"] == ""
    for name in ("client_secret", package.webhook_key):
        assert parameters[package.logical_name(name)]["NoEcho"] is True


@pytest.mark.parametrize("function", functions().values(), ids=functions())
def test_a_function_is_told_of_all_packages_or_of_none(function: Function) -> None:
    for told, value in (("secret_arn", _secret), ("url", _url)):
        variables = {package.variable(told): value(package) for package in CALLED}
        known = {name: given for name, given in function.environment.items() if name in variables}
        assert known in ({}, variables)


def test_whoever_calls_a_package_or_links_to_it_knows_where_it_is() -> None:
    callers = {"poll_changes", "acquire_lease", "pull_changes", "push_records", "serve_connections", "serve_diagnosis"}
    for package in CALLED:
        told = {name for name, function in functions().items() if package.variable("url") in function.environment}
        assert told == callers | {"serve_records", "serve_support", "write_report"}


def _secret(package: Package) -> object:
    return {"Fn::GetAtt": [package.logical_name("secret"), "Id"]}


def _url(package: Package) -> object:
    return {"Ref": package.logical_name("url")}
