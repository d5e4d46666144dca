"""`make down`: stop the local stack; its data and its addresses are gone, its logs stay."""

from __future__ import annotations

from infra.local.stack import LocalStack
from infra.local.up import FOLDER


def main() -> None:
    """Stop everything that `make up` started."""
    LocalStack(FOLDER).stop()


if __name__ == "__main__":
    main()
