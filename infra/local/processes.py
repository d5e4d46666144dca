"""Background processes that outlive the command which started them, and that a later command can find and stop."""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import subprocess
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

SECONDS_TO_STOP = 10.0


class Processes:
    """The processes of one local stack.

    Each holds a lock on its pid file for as long as it lives. So whether it runs is known for certain, and no other
    process that got the same number later is ever taken for it.
    """

    def __init__(self, folder: Path) -> None:
        self._pids = folder / "pids"
        self._logs = folder / "logs"
        self._started: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, command: Sequence[str | Path], environment: Mapping[str, str]) -> None:
        """Start a process in a group of its own, its output in `logs/<name>.log`.

        Raises:
            BlockingIOError: It runs already.
        """
        self._pids.mkdir(parents=True, exist_ok=True)
        self._logs.mkdir(parents=True, exist_ok=True)
        with self._pid_file(name).open("a+") as pid_file, self.log(name).open("wb") as log:
            fcntl.flock(pid_file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            process = subprocess.Popen(
                command,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                pass_fds=[pid_file.fileno()],
            )
            pid_file.truncate(0)
            pid_file.write(str(process.pid))
        self._started[name] = process

    def names(self) -> list[str]:
        """Everything that was started from this folder, running or not."""
        return sorted(path.stem for path in self._pids.glob("*.pid"))

    def is_running(self, name: str) -> bool:
        """Whether the process lives."""
        with contextlib.suppress(FileNotFoundError), self._pid_file(name).open() as pid_file:
            try:
                fcntl.flock(pid_file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
        return False

    def stop(self, name: str) -> None:
        """End the process and those that it started; none is left when this returns."""
        for how in (signal.SIGTERM, signal.SIGKILL):
            if self.is_running(name):
                os.killpg(int(self._pid_file(name).read_text()), how)
                self._wait_until_gone(name)
        if process := self._started.pop(name, None):
            process.wait(SECONDS_TO_STOP)
        self._pid_file(name).unlink(missing_ok=True)

    def log(self, name: str) -> Path:
        """Where the process writes what it has to say."""
        return self._logs / f"{name}.log"

    def last_words(self, name: str) -> str:
        """The end of the log, to be shown when the process failed."""
        lines = self.log(name).read_text(errors="replace").splitlines()
        return "\n".join([f"{name} ({self.log(name)}) says:", *lines[-20:]])

    def _pid_file(self, name: str) -> Path:
        return self._pids / f"{name}.pid"

    def _wait_until_gone(self, name: str) -> None:
        deadline = time.monotonic() + SECONDS_TO_STOP
        while self.is_running(name) and time.monotonic() < deadline:
            time.sleep(0.05)
