"""The real `sam build` and `sam deploy`, pointed at the local AWS."""

from __future__ import annotations

import contextlib
import fcntl
import platform
import subprocess
import sys
from typing import TYPE_CHECKING

from infra.local import aws

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

SAM = aws.ROOT / ".venv-sam" / "bin" / "sam"
STACK_NAME = "bookbridge"
# One interpreter made all virtual environments (see environments.py), so functions run on the version of this one.
PYTHON_RUNTIME = f"python{sys.version_info.major}.{sys.version_info.minor}"
ARCHITECTURE = "arm64" if platform.machine().lower() in ("arm64", "aarch64") else "x86_64"


class DeploymentError(Exception):
    """SAM said no; the message ends with its own words."""


def build(log: Path) -> None:
    """Build the layers for this machine's interpreter; quick when nothing has changed.

    Args:
        log: File that gets everything SAM says.

    Raises:
        DeploymentError: The template or a layer cannot be built.
    """
    # SAM's cache knows the sources of a layer, but not which interpreter they were built for.
    cache = f".aws-sam/cache-{PYTHON_RUNTIME}-{ARCHITECTURE}"
    # Building asks nothing of AWS; whatever does by mistake must not find a real account.
    nowhere = aws.environment("http://127.0.0.1:9")
    sam(["build", "--cache-dir", cache], nowhere | {"LAYER_PYTHON": sys.executable}, log)


def deploy(endpoint: str, parameters: Mapping[str, str], log: Path) -> dict[str, str]:
    """Deploy what was last built.

    Args:
        endpoint: The local AWS.
        parameters: Template parameters that differ from start to start.
        log: File that gets everything SAM says.

    Returns:
        The stack's outputs by name.

    Raises:
        DeploymentError: The stack could not be created or updated.
    """
    overrides = {
        "Stage": "local",
        "PythonRuntime": PYTHON_RUNTIME,
        "Architecture": ARCHITECTURE,
        "DeletionProtection": "false",
        **parameters,
    }
    arguments = [f"{name}={value}" if value else f'{name}=""' for name, value in overrides.items()]
    sam(["deploy", "--parameter-overrides", *arguments], aws.environment(endpoint), log)
    cloudformation = aws.session().client("cloudformation", endpoint_url=endpoint)
    stack = cloudformation.describe_stacks(StackName=STACK_NAME)["Stacks"][0]
    return {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}


def sam(arguments: list[str], environment: dict[str, str], log: Path) -> None:
    """Run the SAM CLI with the settings that samconfig.toml has for `local`."""
    with only_one_at_a_time():
        done = subprocess.run(
            [SAM, arguments[0], "--config-env", "local", *arguments[1:]],
            cwd=aws.ROOT,
            env=environment | {"SAM_CLI_TELEMETRY": "0", "SAM_CLI_POLL_DELAY": "0.2"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("a") as file:
        file.write(done.stdout)
    if done.returncode != 0:
        last_words = "\n".join(done.stdout.splitlines()[-30:])
        raise DeploymentError(f"sam {arguments[0]} failed (log: {log}):\n{last_words}")


@contextlib.contextmanager
def only_one_at_a_time() -> Iterator[None]:
    """Stacks share one build folder, so builds and the deployments that read it take turns."""
    folder = aws.ROOT / ".aws-sam"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
