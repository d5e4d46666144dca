"""The local AWS: the process that is it, and how programs reach it."""

from __future__ import annotations

import os
import socket
import time
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
import httpx

if TYPE_CHECKING:
    from infra.local.processes import Processes

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / ".venv-aws" / "bin" / "python"
LAUNCHER = (ROOT / "infra" / "local" / "emulator.py",)
PROCESS = "emulator"
REGION = "us-east-1"
# The root account's keys; with AUTH=true every other key needs a policy that allows what it does.
ACCESS_KEY_ID = SECRET_ACCESS_KEY = "test"  # noqa: S105 - every local AWS has these
SECONDS_TO_START = 30.0


class StartError(Exception):
    """Something did not come up; the message says what, and where its log is."""


def start(
    processes: Processes,
    port: int,
    temporary: Path,
    settings: dict[str, str],
    program: tuple[str | Path, ...] = LAUNCHER,
) -> None:
    """Start a local AWS that enforces policies, and wait until it serves.

    Args:
        processes: Where it belongs.
        port: A free port of this machine.
        temporary: Folder for the code it unpacks; gigabytes may gather there.
        settings: More of MiniStack's environment variables.
        program: What its interpreter is to run.

    Raises:
        StartError: It ended, or took too long.
    """
    if not PYTHON.is_file():
        raise StartError("the emulator is not installed: run `make up`, which installs it")
    # Functions inherit this environment. It is as bare as on AWS, lest one of them lives on its developer's variables.
    bare = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    ours = {
        "TZ": "UTC",
        "GATEWAY_PORT": str(port),
        "BIND_HOST": "127.0.0.1",
        "MINISTACK_HOST": "127.0.0.1",
        "AUTH": "true",
        "TMPDIR": str(temporary),
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
    }
    processes.start(PROCESS, [PYTHON, *program], bare | client_settings(endpoint(port)) | ours | settings)
    wait_for(f"{endpoint(port)}/_ministack/health", processes, PROCESS)


def endpoint(port: int) -> str:
    """The address of every AWS service on this machine."""
    return f"http://127.0.0.1:{port}"


def session() -> boto3.Session:
    """Where clients of the local AWS come from; each needs `endpoint_url`."""
    return boto3.Session(ACCESS_KEY_ID, SECRET_ACCESS_KEY, region_name=REGION)


def environment(endpoint_url: str) -> dict[str, str]:
    """The environment of a program of ours that is to reach the local AWS and no other.

    Nothing of the user's own AWS settings goes in: no profile, no real credentials, no other endpoint. Nor does
    anything of a make that may have started us, because SAM runs a make of its own for the layers.
    """
    unwanted = ("AWS_", "SAM_", "PYTHON", "MAKE", "MFLAGS")
    others = {name: value for name, value in os.environ.items() if not name.startswith(unwanted)}
    return others | client_settings(endpoint_url)


def client_settings(endpoint_url: str) -> dict[str, str]:
    """What an AWS client reads from its environment."""
    no_proxy = ",".join(filter(None, [os.environ.get("no_proxy") or os.environ.get("NO_PROXY"), "127.0.0.1,localhost"]))
    return {
        "AWS_ENDPOINT_URL": endpoint_url,
        "AWS_ACCESS_KEY_ID": ACCESS_KEY_ID,
        "AWS_SECRET_ACCESS_KEY": SECRET_ACCESS_KEY,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_DISABLE_HOST_PREFIX_INJECTION": "true",
        "NO_PROXY": no_proxy,
        "no_proxy": no_proxy,
    }


def free_port() -> int:
    """A port nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def wait_for(url: str, processes: Processes, name: str) -> None:
    """Wait until a GET of the address succeeds.

    Raises:
        StartError: The process behind it ended, or it took too long.
    """
    deadline = time.monotonic() + SECONDS_TO_START
    with httpx.Client(trust_env=False, timeout=SECONDS_TO_START) as http:
        while processes.is_running(name) and time.monotonic() < deadline:
            try:
                if http.get(url).is_success:
                    return
            except httpx.TransportError:
                pass
            time.sleep(0.1)
    raise StartError(f"{url} does not answer; {processes.last_words(name)}")
