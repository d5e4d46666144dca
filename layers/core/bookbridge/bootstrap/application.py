"""Every use case, joined with the adapters it needs when it is first asked for."""

from __future__ import annotations

from .connecting import Connecting
from .serving import Serving


class Application(Connecting, Serving):
    """The product over one set of adapters: AWS in the functions, fakes in tests."""
