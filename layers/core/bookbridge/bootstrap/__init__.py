"""The composition root: the only place that joins use cases with adapters. Importing it reads and makes nothing."""

from __future__ import annotations

import os
from functools import cache

from .application import Application
from .aws import AwsAdapters
from .rehearsal import rehearse
from .settings import Settings

__all__ = ["Application", "AwsAdapters", "Settings", "application", "rehearse"]


@cache
def application() -> Application:
    """The application of this process, over AWS as its environment names it; every invocation shares it."""
    return Application(AwsAdapters(Settings(os.environ)))
