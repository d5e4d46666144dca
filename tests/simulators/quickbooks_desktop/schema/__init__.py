"""The schema of qbXML 13.0: data in the notation of the vendor's reference, and what reads messages by it."""

from .grammar import Grammar, Read
from .notation import load

__all__ = ["GRAMMAR", "Grammar", "Read"]

GRAMMAR = load()
