"""`make up`: start the local stack, or bring the running one up to date, and say where it is."""

from __future__ import annotations

import sys
import time

from infra.local import aws
from infra.local.deployment import DeploymentError
from infra.local.stack import LocalStack

FOLDER = aws.ROOT / ".local"


def main() -> None:
    """Start the stack and write `.local/stack.json`."""
    started = time.monotonic()
    stack = LocalStack(FOLDER, report=show)
    try:
        stack.start()
    except aws.StartError as error:
        sys.exit(f"bookbridge: {error}")
    except DeploymentError as error:
        # The emulator cannot carry every change of a table over to a running stack.
        sys.exit(f"bookbridge: {error}\nIf the tables have changed, start anew: make down up")
    stack.write_description()
    show("ready", time.monotonic() - started)
    links = {
        "API": stack.api_url,
        "its reference": f"{stack.api_url}/docs",
        **{package.title: server.url for package, server in stack.servers.items()},
        "tokens, keys": stack.description_file.relative_to(aws.ROOT),
        "to stop it": "make down",
    }
    print("\n" + "\n".join(f"{name:<18} {link}" for name, link in links.items()))


def show(step: str, seconds: float) -> None:
    """Print one step of the way and how long it took."""
    print(f"{step:<32}{seconds:6.1f} s", flush=True)


if __name__ == "__main__":
    main()
