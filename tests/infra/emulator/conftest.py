from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from tests.infra.emulator.servers import Server

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session", params=[True, False], ids=["launcher", "plain"])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Each test runs against both: the launcher must close the gap, and plain MiniStack must still have it.

    A test that fails for `plain` says that MiniStack has caught up: remove the gap from the launcher, and the test.
    """
    with ExitStack() as afterwards:
        started = Server(tmp_path_factory.mktemp("aws"), gaps_are_closed=request.param)
        afterwards.callback(started.stop)
        started.start()
        yield started
