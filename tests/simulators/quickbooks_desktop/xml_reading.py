"""Read XML as QuickBooks does: elements and text, no document types, nothing that is not well formed."""

from dataclasses import dataclass, field
from xml.parsers import expat

from .errors import unparsable


@dataclass(slots=True)
class Node:
    """An element: its ``tag``, ``attributes``, ``children`` in order, and the ``text`` before them."""

    tag: str
    attributes: dict[str, str]
    children: list["Node"] = field(default_factory=list)
    text: str = ""


@dataclass(slots=True)
class Document:
    """The ``root`` of a document and its processing instructions by target."""

    root: Node
    instructions: dict[str, str]


class _Builder:
    """Take expat's events and make a tree of them."""

    def __init__(self) -> None:
        """Start with nothing."""
        self.root: Node | None = None
        self.instructions: dict[str, str] = {}
        self._open: list[Node] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        node = Node(tag, attributes)
        if self._open:
            self._open[-1].children.append(node)
        else:
            self.root = node
        self._open.append(node)

    def end(self, _tag: str) -> None:
        self._open.pop()

    def text(self, text: str) -> None:
        self._open[-1].text += text

    def instruction(self, target: str, data: str) -> None:
        self.instructions[target] = data

    def doctype(self, *_declared: object) -> None:
        raise unparsable("a document type is not allowed")


def read_document(text: str) -> Document:
    """Return the tree of ``text``; raise 0x80040400 if it is not well formed."""
    builder = _Builder()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.text
    parser.ProcessingInstructionHandler = builder.instruction
    parser.StartDoctypeDeclHandler = builder.doctype
    try:
        parser.Parse(text, True)
    except expat.ExpatError as error:
        raise unparsable(str(error)) from error
    if builder.root is None:
        raise unparsable("there is no element")
    return Document(builder.root, builder.instructions)
