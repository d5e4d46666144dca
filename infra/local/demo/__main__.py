"""`make demo`: start the local stack, tell the story of a sync, leave everything running."""

from __future__ import annotations

import json
import sys

from rich.console import Console

from infra.local import up

from .application import StoryError
from .story import Story
from .telling import WIDTH


def main() -> None:
    """Start the stack, then tell the story."""
    up.main()
    stack = json.loads((up.FOLDER / "stack.json").read_text())
    try:
        Story(stack, Console(width=WIDTH, highlight=False)).tell()
    except StoryError as error:
        sys.exit(f"bookbridge: {error}")


if __name__ == "__main__":
    main()
