"""Importing early what would otherwise be imported late."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from typing import Final

from typing_extensions import override

from .application import Application
from .aws import AwsAdapters
from .settings import Settings


def rehearse(use_cases: Callable[[Application], object]) -> None:
    """Import everything that these use cases need, and nothing else, by making them once over names that mean nothing.

    A handler does this while it is imported: until then Lambda lends a function a whole processor, afterwards one of
    512 MB has less than a third. The environment is not read and no client is made.
    """
    adapters = AwsAdapters(Settings(_NAMELESS))
    use_cases(Application(adapters))
    for part, modules in _AT_WORK.items():
        if part in vars(adapters):
            for module in modules:
                import_module(module)


class _Nameless(Mapping[str, str]):
    """An environment in which every variable is set, to nothing in particular."""

    @override
    def __getitem__(self, name: str) -> str:
        return "rehearsal"

    @override
    def __iter__(self) -> Iterator[str]:
        return iter(())

    @override
    def __len__(self) -> int:
        return 0


_NAMELESS: Final = _Nameless()

_AT_WORK: Final[Mapping[str, tuple[str, ...]]] = {
    "clients": ("botocore.config", "botocore.session"),
    "http": ("urllib3",),
    "event_http": ("urllib3",),
    "credentials": (
        "cryptography.hazmat.primitives.ciphers.aead",
        "cryptography.hazmat.primitives.hashes",
        "cryptography.hazmat.primitives.kdf.hkdf",
    ),
}
"""What an adapter imports only when it is first called, by the adapter's name."""
