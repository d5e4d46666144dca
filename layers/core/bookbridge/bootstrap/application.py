"""Every use case, joined with the adapters it needs when it is first asked for."""

from __future__ import annotations

from .acting import Acting
from .connecting import Connecting
from .notifying import Notifying
from .serving import Serving
from .supporting import Supporting


class Application(Connecting, Acting, Notifying, Serving, Supporting):
    """The product over one set of adapters: AWS in the functions, fakes in tests."""
