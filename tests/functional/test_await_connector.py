from __future__ import annotations

import pytest
from botocore.stub import Stubber

from bookbridge.domain.connector_sessions import Task

from .examples import new_company
from .stack import Stack

pytestmark = [pytest.mark.functional, pytest.mark.requirement("F10")]


def begin_to_wait(stack: Stack, session_id: str, token: str) -> None:
    """The task of the state machine."""
    payload = {"company_id": new_company(), "session_id": session_id, "fence": 1, "token": token}
    assert stack.call("await_connector", payload) is None


def test_the_token_is_kept_for_the_last_turn_of_the_connector(stack: Stack) -> None:
    begin_to_wait(stack, "ses-a", "token-1")

    ended = stack.application.adapters.connector_sessions.note_end("ses-a", "", "")

    assert ended == Task("token-1", ended=True)


def test_a_session_that_has_ended_already_is_not_waited_for(stack: Stack) -> None:
    stack.application.adapters.connector_sessions.note_end("ses-b", "", "")

    with Stubber(stack.clients.step_functions()) as service:
        service.add_response("send_task_success", {}, {"taskToken": "token-1", "output": "{}"})
        begin_to_wait(stack, "ses-b", "token-1")
        service.assert_no_pending_responses()


def test_a_session_that_failed_already_fails_its_run_with_the_same_error(stack: Stack) -> None:
    stack.application.adapters.connector_sessions.note_end("ses-c", "ConnectorStopped", "The computer went to sleep.")

    with Stubber(stack.clients.step_functions()) as service:
        told = {"taskToken": "token-1", "error": "ConnectorStopped", "cause": "The computer went to sleep."}
        service.add_response("send_task_failure", {}, told)
        begin_to_wait(stack, "ses-c", "token-1")
        service.assert_no_pending_responses()


def test_a_run_that_begins_to_wait_again_waits_with_its_new_token(stack: Stack) -> None:
    begin_to_wait(stack, "ses-d", "token-1")
    begin_to_wait(stack, "ses-d", "token-2")

    assert stack.application.adapters.connector_sessions.note_end("ses-d", "", "").token == "token-2"
