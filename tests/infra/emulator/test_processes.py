"""What `make up` starts, `make down` finds and stops, and nothing else."""

from __future__ import annotations

import os
import select
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from infra.local.processes import Processes

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.infra

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
WITH_CHILD = """
import subprocess, sys
subprocess.run([sys.executable, "-c", "import sys, time; line = open(sys.argv[1], 'w'); time.sleep(60)", sys.argv[1]])
"""


def test_a_later_command_finds_and_stops_what_an_earlier_one_started(processes: Processes, tmp_path: Path) -> None:
    processes.start("sleeper", SLEEP, os.environ)
    later = Processes(tmp_path)
    assert later.is_running("sleeper")
    later.stop("sleeper")
    assert not processes.is_running("sleeper")
    assert later.names() == []
    processes.stop("sleeper")


def test_a_process_is_not_started_twice(processes: Processes) -> None:
    processes.start("sleeper", SLEEP, os.environ)
    with pytest.raises(BlockingIOError):
        processes.start("sleeper", SLEEP, os.environ)
    assert processes.is_running("sleeper")


def test_stopping_ends_the_children_too(processes: Processes, tmp_path: Path) -> None:
    line = tmp_path / "line"
    os.mkfifo(line)
    processes.start("parent", [sys.executable, "-c", WITH_CHILD, line], os.environ)
    # Opening waits for the child to open its end; the line ends when the child does.
    with line.open() as from_child:
        processes.stop("parent")
        ended, _, _ = select.select([from_child], [], [], 10)
        assert ended == [from_child]
        assert from_child.read() == ""


def test_another_process_with_the_same_number_is_left_alone(processes: Processes, tmp_path: Path) -> None:
    with subprocess.Popen(SLEEP) as stranger:
        (tmp_path / "pids").mkdir()
        (tmp_path / "pids" / "sleeper.pid").write_text(str(stranger.pid))
        assert not processes.is_running("sleeper")
        processes.stop("sleeper")
        assert stranger.poll() is None
        stranger.kill()
