"""The closing date: what is dated on it or before it stays as it is."""

from .errors import StatusError
from .work import Work

_DATED = "with a date that is on or before the closing date of the company."


def check_open(work: Work, entity: str, dated: str) -> None:
    """Raise 3171 if a transaction of that date can be neither entered nor changed."""
    if _closed(work, dated):
        raise StatusError(
            3171,
            f"An attempt was made to modify a {entity} {_DATED}",
        )


def check_deletable(work: Work, entity: str, dated: str) -> None:
    """Raise 3161 if a transaction of that date cannot be deleted."""
    if _closed(work, dated):
        raise StatusError(
            3161,
            f"An attempt was made to delete a {entity} {_DATED}",
        )


def _closed(work: Work, dated: str) -> bool:
    closing = work.contents.closing_date
    return closing is not None and dated <= closing
