from __future__ import annotations

import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookbridge import xml_documents
from bookbridge.xml_documents import BrokenXml, UnsafeXml, XmlRefused, as_content, parse, without_forbidden_characters

pytestmark = pytest.mark.unit

LIMIT = 1_000_000
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


def test_a_function_that_reads_no_xml_does_not_load_what_reads_it() -> None:
    modules = "bookbridge.xml_documents, bookbridge.entrypoints.connector.operations, bookbridge.domain.connector_files"
    program = f"import sys, {modules}; print('lxml' in sys.modules)"
    folder = str(Path(xml_documents.__file__).parents[1])
    loaded = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=True, text=True, env={"PYTHONPATH": folder}
    )
    assert loaded.stdout.strip() == "False"


@pytest.mark.parametrize(
    "document",
    [
        f'<!DOCTYPE a [<!ENTITY l0 "lol">{LAUGHS}]><a>&l9;</a>',
        f'<!DOCTYPE a [<!ENTITY l0 "lol">{LAUGHS}]><a b="&l9;"/>',
        f'<!DOCTYPE a [<!ENTITY q "{"x" * 50_000}">]><a>{"&q;" * 50_000}</a>',
        '<!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/passwd">]><a>&f;</a>',
        '<!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1:9/p.dtd">%p;]><a/>',
        '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd"><a/>',
        "<!DOCTYPE a><a/>",
        '<?xml version="1.0"?>\n<!-- a --><?b c?>\r\n<!doctype a><a/>',
        "\ufeff <!DOCTYPE a><a/>",
    ],
    ids=["laughs", "laughs in an attribute", "quadratic", "a file", "a parameter", "outside", "bare", "late", "marked"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be", "utf-32"])
def test_a_document_type_is_refused_whatever_it_says_and_wherever_it_stands(document: str, encoding: str) -> None:
    with pytest.raises(UnsafeXml, match="DOCTYPE"):
        parse(document.encode(encoding), max_bytes=10 * LIMIT)


def test_the_word_doctype_in_a_text_or_in_a_comment_before_the_root_harms_nothing() -> None:
    assert parse("<!-- <!DOCTYPE a> --><a>&lt;!DOCTYPE b&gt;<![CDATA[<!DOCTYPE c>]]></a>", max_bytes=LIMIT).text == (
        "<!DOCTYPE b><!DOCTYPE c>"
    )


def test_entities_that_nobody_declared_are_errors() -> None:
    with pytest.raises(BrokenXml, match="nbsp"):
        parse("<a>&nbsp;</a>", max_bytes=LIMIT)


@pytest.mark.parametrize("size", [LIMIT + 1, 50_000_000])
def test_a_document_larger_than_asked_for_is_not_looked_at(size: int) -> None:
    with pytest.raises(UnsafeXml, match="larger than 1000000 bytes"):
        parse(b"x" * size, max_bytes=LIMIT)


def test_a_text_is_measured_by_its_bytes() -> None:
    text = f"<a>{'é' * (LIMIT // 2)}</a>"
    assert len(text) < LIMIT
    with pytest.raises(UnsafeXml, match="larger"):
        parse(text, max_bytes=LIMIT)


def test_levels_are_counted_from_the_root_and_limited() -> None:
    def nested(levels: int) -> str:
        return "<a>" * levels + "</a>" * levels

    assert parse(nested(5), max_bytes=LIMIT, max_depth=5).tag == "a"
    with pytest.raises(UnsafeXml, match="more than 5 levels"):
        parse(nested(6), max_bytes=LIMIT, max_depth=5)
    with pytest.raises(BrokenXml, match="depth"):
        parse(nested(100_000), max_bytes=LIMIT)


def test_elements_are_counted_with_the_root_and_limited() -> None:
    assert len(parse(f"<a>{'<b/>' * 9}</a>", max_bytes=LIMIT, max_elements=10)) == 9
    with pytest.raises(UnsafeXml, match="more than 10 elements"):
        parse(f"<a>{'<b/>' * 10}</a>", max_bytes=LIMIT, max_elements=10)


@pytest.mark.parametrize("declared", ["", "utf-8", "utf-16", "windows-1252"])
@pytest.mark.parametrize(
    "encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"]
)
def test_what_the_bytes_themselves_show_of_their_encoding_beats_what_is_said(encoding: str, declared: str) -> None:
    said = f' encoding="{declared}"' if declared else ""
    document = f'<?xml version="1.0"{said}?><a>é€𝄞</a>'.encode(encoding)
    assert parse(document, max_bytes=LIMIT, charset=declared).text == "é€𝄞"


def test_the_transport_is_believed_before_the_declaration_and_utf_8_is_taken_for_granted() -> None:
    windows = '<?xml version="1.0" encoding="windows-1252"?><a>é€</a>'.encode("cp1252")
    plain = '<?xml version="1.0" encoding="windows-1252"?><a>é€</a>'.encode()
    assert parse(windows, max_bytes=LIMIT).text == "é€"
    assert parse(plain, max_bytes=LIMIT, charset="utf-8").text == "é€"
    assert parse("<a>é€</a>".encode(), max_bytes=LIMIT).text == "é€"
    assert parse("<a>é</a>".encode("latin-1"), max_bytes=LIMIT, charset="iso-8859-1").text == "é"


@pytest.mark.parametrize("encoding", ["klingon", "zip", "base64", "utf-16", "utf-7", "idna"])
def test_an_encoding_that_cannot_be_is_passed_over(encoding: str) -> None:
    document = f'<?xml version="1.0" encoding="{encoding}"?><a>é</a>'.encode()
    assert parse(document, max_bytes=LIMIT, charset=encoding).text == "é"


def test_bytes_in_no_encoding_that_was_claimed_are_refused() -> None:
    with pytest.raises(BrokenXml, match="encoding"):
        parse(b'<?xml version="1.0" encoding="utf-8"?><a>\xe9</a>', max_bytes=LIMIT, charset="utf-8")


@pytest.mark.parametrize("document", [b"", b"  ", b"\xef\xbb\xbf", b"no XML", b"<a", b"<a>x", b"<a>x</b>", b"<a/><b/>"])
def test_what_is_no_whole_document_is_refused_with_a_reason(document: bytes) -> None:
    with pytest.raises(BrokenXml, match=r"not well-formed XML: \w"):
        parse(document, max_bytes=LIMIT)


def test_every_beginning_of_a_document_is_refused_as_broken() -> None:
    whole = '<?xml version="1.0"?><a><b c="d">é<![CDATA[x]]></b><!-- e --></a>'.encode("utf-16")
    for length in range(len(whole)):
        with pytest.raises(BrokenXml):
            parse(whole[:length], max_bytes=LIMIT)


def test_comments_instructions_and_cdata_leave_one_text() -> None:
    root = parse(
        '<?xml version="1.0" ?><?qbxml version="13.0"?><a>1<!-- 2 -->3<?p 4?><![CDATA[<5>&]]>6</a>', max_bytes=LIMIT
    )
    assert (root.text, len(root)) == ("13<5>&6", 0)


def test_characters_that_xml_does_not_allow_are_dropped() -> None:
    assert parse("<a>1\x08&#8;2&#x1F;&#xD800;\ud8003&#65;&#x110000;\x00\uffff4</a>", max_bytes=LIMIT).text == "123A4"


def test_a_declaration_in_a_text_is_not_believed_and_may_stand_after_blanks() -> None:
    assert parse('\r\n <?xml version="1.0" encoding="utf-16"?><a>é</a>', max_bytes=LIMIT).text == "é"


@given(st.text())
def test_a_text_that_was_written_is_read_again(text: str) -> None:
    root = parse(
        f'<a b="{as_content(text.replace(chr(9), "").replace(chr(10), ""))}">{as_content(text)}</a>', max_bytes=LIMIT
    )
    expected = without_forbidden_characters(text)
    assert (root.text or "") == expected
    assert root.get("b") == expected.replace("\t", "").replace("\n", "")


@given(st.binary(max_size=200))
def test_no_bytes_do_more_than_be_refused(data: bytes) -> None:
    with suppress(XmlRefused):
        assert parse(data, max_bytes=LIMIT).tag
