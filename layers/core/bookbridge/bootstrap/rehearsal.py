"""Importing early what would otherwise be imported late."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from typing_extensions import override

from .application import Application
from .aws import AwsAdapters
from .settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator


def rehearse(use_cases: Callable[[Application], object]) -> None:
    """Import everything that these use cases need, and nothing else, by making them once over names that mean nothing.

    A handler does this while it is imported: until then Lambda lends a function a whole processor, afterwards one of
    512 MB has less than a third. The environment is not read and no client is made.
    """
    import botocore.config  # noqa: PLC0415 - for functions that call AWS; not all of them do
    import botocore.session  # noqa: F401, PLC0415

    use_cases(Application(AwsAdapters(Settings(_NAMELESS))))


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
