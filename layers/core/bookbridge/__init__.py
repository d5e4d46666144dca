"""Bookbridge keeps a SaaS application and its customers' accounting packages in step."""

from typing import Final

__version__: Final = "0.1.0"
"""As `pyproject.toml` has it; what runs on AWS has no metadata of a package to read it from."""
