"""State machines know errors by class name: both lists must agree."""

from __future__ import annotations

import inspect

import pytest

from bookbridge.domain import errors

from .definitions import NAMES, error_names, load, tasks

pytestmark = pytest.mark.workflows

CLASSES = {
    name: kind
    for name, kind in inspect.getmembers(errors, inspect.isclass)
    if issubclass(kind, errors.BookbridgeError) and kind.__module__ == errors.__name__
}
RETRIABLE = {
    name
    for name, kind in CLASSES.items()
    if issubclass(kind, errors.Retriable) and kind is not errors.Retriable and not kind.__subclasses__()
}
SENDING_MAIL = {"MailUnavailable"}
"""Tried again by the one task that sends messages."""

SERVICES = ("States.", "Lambda.", "Runtime.", "Sandbox.", "DynamoDB.")


@pytest.mark.parametrize("name", NAMES)
def test_every_error_of_ours_that_is_named_exists(name: str) -> None:
    ours = {error for error in error_names(load(name)) if not error.startswith(SERVICES)}
    assert ours <= set(CLASSES)


@pytest.mark.parametrize("name", NAMES)
def test_exactly_the_retriable_errors_are_tried_again(name: str) -> None:
    for state, task in tasks(load(name)).items():
        if not task["Resource"].endswith("lambda:invoke"):
            continue
        retried = {error for retrier in task["Retry"] for error in retrier["ErrorEquals"]}
        expected = RETRIABLE | SENDING_MAIL if state == "TellReport" else RETRIABLE
        assert {error for error in retried if not error.startswith(SERVICES)} == expected, state
