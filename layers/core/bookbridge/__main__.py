"""`python -m bookbridge`: commands for operators."""

from __future__ import annotations

import sys

from bookbridge.entrypoints.commands import main

if __name__ == "__main__":
    sys.exit(main())
