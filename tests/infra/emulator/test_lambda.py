"""What AWS Lambda does and MiniStack does not."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from tests.infra.emulator.servers import ENVIRONMENTS_PER_FUNCTION

if TYPE_CHECKING:
    from tests.infra.emulator.servers import Server

pytestmark = pytest.mark.infra

FAILS_IF_ASKED = """
import os

class RateLimited(Exception):
    pass

def handler(event, context):
    if event == "fail":
        raise RateLimited("try later")
    return {"process": os.getpid()}
"""

TAKES_ITS_TIME = """
import os
import time

def handler(event, context):
    time.sleep(0.2)
    return {"process": os.getpid()}
"""

SAYS_WHERE_ITS_LAYER_IS = """
import shared

def handler(event, context):
    return {"file": shared.__file__}
"""


def test_an_error_is_called_by_its_class(server: Server) -> None:
    server.create_function("fails", FAILS_IF_ASKED)
    error = server.call("fails", "fail")
    assert error["errorMessage"] == "try later"
    assert error["errorType"] == ("RateLimited" if server.gaps_are_closed else "Runtime.HandlerError")


def test_an_environment_stays_warm_after_an_error(server: Server) -> None:
    server.create_function("survives", FAILS_IF_ASKED)
    before = server.call("survives")
    server.call("survives", "fail")
    after = server.call("survives")
    assert (before == after) is server.gaps_are_closed


def test_a_burst_is_served_by_a_few_environments(server: Server) -> None:
    server.create_function("slow", TAKES_ITS_TIME)
    with ThreadPoolExecutor(8) as callers:
        processes = {answer["process"] for answer in callers.map(lambda _: server.call("slow"), range(8))}
    assert (len(processes) <= ENVIRONMENTS_PER_FUNCTION) is server.gaps_are_closed


def test_functions_share_the_files_of_a_layer(server: Server) -> None:
    layer = server.create_layer("shared", "shared", "WHAT = 'a layer'")
    server.create_function("first", SAYS_WHERE_ITS_LAYER_IS, [layer])
    server.create_function("second", SAYS_WHERE_ITS_LAYER_IS, [layer])
    assert (server.call("first") == server.call("second")) is server.gaps_are_closed
