"""XML from outside, read so that it can do no harm: SOAP envelopes and the messages inside them."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, cast

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

MAX_DEPTH: Final = 64
"""Levels of elements. The deepest message of a package that we know has nine."""
MAX_ELEMENTS: Final = 2_000_000
"""Elements of a document; six megabytes hold no more than 1.5 million."""


class XmlRefused(ValueError):  # noqa: N818 - says what became of the document
    """A document was not taken; the text says why, and quotes nothing of it but names of elements and entities."""


class BrokenXml(XmlRefused):
    """The document is not well-formed, breaks off, or its characters cannot be read."""


class UnsafeXml(XmlRefused):
    """The document is larger or deeper than we read, or has a document type."""


def parse(
    data: bytes | str,
    *,
    max_bytes: int,
    max_depth: int = MAX_DEPTH,
    max_elements: int = MAX_ELEMENTS,
    charset: str = "",
) -> Element:
    """The root element of a document, free of comments and processing instructions; CDATA has become plain text.

    Nothing is fetched, and a document type is refused, so there are no entities but the five of XML. Characters that
    XML does not allow, raw or as references, are dropped: programs write them into texts that people pasted.

    Args:
        data: Bytes in UTF-8, UTF-16, UTF-32 or the encoding that the declaration names; or text.
        max_bytes: The most that is read; for a text, its bytes in UTF-8.
        max_depth: Levels of elements, the root being one; never more than 256, which is the parser's own limit.
        max_elements: Elements in all.
        charset: What the transport said of the bytes, for example in a Content-Type; believed before the declaration.

    Raises:
        UnsafeXml: See there.
        BrokenXml: See there.
    """
    if len(data) > max_bytes:
        raise _too_large(max_bytes)
    text = _without_declaration(data if isinstance(data, str) else _decoded(data, charset))
    if _DOCUMENT_TYPE.match(text):
        raise UnsafeXml("the document has a document type (DOCTYPE)")
    try:
        root = _parsed(text, max_bytes)
    except BrokenXml:
        allowed = _repaired(text)
        if allowed == text:
            raise
        root = _parsed(allowed, max_bytes)
    _refuse_what_is_too_much(root, max_depth, max_elements)
    return root


def without_forbidden_characters(text: str) -> str:
    """The text without the characters that no XML 1.0 has: most control characters, and halves of surrogate pairs."""
    return _FORBIDDEN.sub("", text)


def as_content(text: str) -> str:
    """The text as it stands between two tags, or within double quotes on one line; read again, it is the same.

    All but the characters that XML does not allow: see `without_forbidden_characters`.
    """
    return without_forbidden_characters(text).translate(_WRITTEN)


def _repaired(text: str) -> str:
    """A document without the characters that XML does not allow, and without references to such."""
    return _REFERENCE.sub(_allowed_reference, without_forbidden_characters(text))


def _parsed(text: str, max_bytes: int) -> Element:
    """The root of a text that has no document type."""
    from lxml import etree  # noqa: PLC0415 - most functions read no XML

    try:
        encoded = text.encode()
    except UnicodeEncodeError as error:
        raise BrokenXml("the document has characters that are none (halves of surrogate pairs)") from error
    if len(encoded) > max_bytes:
        raise _too_large(max_bytes)
    parser = etree.XMLParser(
        encoding="utf-8",
        load_dtd=False,
        dtd_validation=False,
        no_network=True,
        resolve_entities=False,
        huge_tree=False,
        recover=False,
        remove_comments=True,
        remove_pis=True,
        strip_cdata=True,
        collect_ids=False,
    )
    try:
        root = etree.fromstring(encoded, parser)
    except etree.XMLSyntaxError as error:
        raise BrokenXml(f"the document is not well-formed XML: {_said(error.msg)}") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnsafeXml("the document has a document type (DOCTYPE)")
    return root


def _refuse_what_is_too_much(root: Element, max_depth: int, max_elements: int) -> None:
    """Counted by the parser's library: a loop of ours would take a second for what it does in a hundredth."""
    if root.xpath("boolean(" + "/*" * (max_depth + 1) + ")"):
        raise UnsafeXml(f"the document has more than {max_depth} levels of elements")
    if cast("float", root.xpath("count(//*)")) > max_elements:
        raise UnsafeXml(f"the document has more than {max_elements} elements")


def _decoded(data: bytes, charset: str) -> str:
    """The text of the bytes, by the first encoding of those claimed that fits."""
    for encoding in _encodings(data, charset):
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    raise BrokenXml("the document's bytes are not in the encoding that it claims, nor in UTF-8")


def _encodings(data: bytes, charset: str) -> Iterator[str]:
    """What the bytes may be in: a mark at their start leaves no doubt, their zeros little; else what was said."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            yield encoding
            return
    zeros = tuple(byte == 0 for byte in data[:4])
    if zeros in _ZEROS:
        yield _ZEROS[zeros]
        return
    if _is_single_byte(charset):
        yield charset
    declared = _DECLARED.match(data[:_DECLARATION_LENGTH].lstrip())
    if declared and _is_single_byte(name := declared[1].decode("ascii")):
        yield name
    yield "utf-8"


def _is_single_byte(encoding: str) -> bool:
    """Whether it can be the encoding of a document that starts with `<` in one byte, and is one that writes text."""
    try:
        return bool(encoding) and b"<a>".decode(encoding) == "<a>"
    except (LookupError, UnicodeDecodeError, ValueError):
        return False


def _without_declaration(text: str) -> str:
    """The text from its first element, comment or instruction on; what the declaration says has had its effect."""
    text = text.lstrip("\ufeff \t\r\n")
    declaration = _DECLARATION.match(text)
    return text[declaration.end() :] if declaration else text


def _allowed_reference(reference: re.Match[str]) -> str:
    """The reference, or nothing in the place of one to a character that XML does not allow."""
    digits = reference[1]
    code = int(digits[1:], 16) if digits[0] in "xX" else int(digits)
    return "" if code > _LAST_CODE or _FORBIDDEN.match(chr(code)) else reference[0]


def _said(message: str | None) -> str:
    """The parser's own words, in one short line."""
    return " ".join((message or "it is empty").split())[:_LONGEST_REASON]


def _too_large(max_bytes: int) -> UnsafeXml:
    return UnsafeXml(f"the document is larger than {max_bytes} bytes")


_LONGEST_REASON: Final = 160
_DECLARATION_LENGTH: Final = 256
_DECLARED: Final = re.compile(rb"""<\?xml\s[^>]*?encoding\s*=\s*["']([A-Za-z][A-Za-z0-9._-]*)["']""")
_DECLARATION: Final = re.compile(r"<\?xml\s[^>]*\?>")
_DOCUMENT_TYPE: Final = re.compile(r"(?:\s|<\?.*?\?>|<!--.*?-->)*+<!DOCTYPE", re.DOTALL | re.IGNORECASE)
_LAST_CODE: Final = 0x10FFFF
_FORBIDDEN: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# A carriage return must be a reference: a reader makes a line feed of a bare one.
_WRITTEN: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;"})
_REFERENCE: Final = re.compile(r"&#([0-9]{1,9}|[xX][0-9A-Fa-f]{1,8});")
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark is the start of this one
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ZEROS: Final = {
    (False, True, False, True): "utf-16-le",
    (True, False, True, False): "utf-16-be",
    (False, True, True, True): "utf-32-le",
    (True, True, True, False): "utf-32-be",
}
