from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import bookbridge
from bookbridge.domain.failures.catalogue import Catalogue
from bookbridge.domain.failures.wording import NO_FIELD
from bookbridge.domain.languages import language, languages
from bookbridge.packages import load, names

pytestmark = pytest.mark.unit


def codes_in(tree: ast.AST) -> Iterator[str]:
    """Failure codes written out where a fault or a problem is made."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        given = {"FieldFault": node.args[2:3], "problem_for": node.args[:1]}.get(name, [])
        given = [
            *given,
            *(keyword.value for keyword in node.keywords if name == "FieldFault" and keyword.arg == "code"),
        ]
        for part in (part for argument in given for part in ast.walk(argument)):
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                yield part.value


def fields_in(tree: ast.AST) -> Iterator[str]:
    """The last steps of paths written out where a fault is made."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "FieldFault"):
            continue
        path = node.args[0]
        last = path.values[-1] if isinstance(path, ast.JoinedStr) else path
        if isinstance(last, ast.Constant) and isinstance(last.value, str):
            yield last.value.rpartition(".")[2]


@pytest.mark.requirement("F6", "F13")
def test_every_field_that_our_checks_name_is_told_in_words_in_every_language() -> None:
    home = Path(bookbridge.__file__).parent
    checks = [*home.glob("packages/**/*.py"), *(path for path in home.glob("domain/*.py") if path.stem != "settings")]
    for path in checks:
        for field in fields_in(ast.parse(path.read_text(encoding="utf-8"))):
            for code in languages():
                assert field in {*NO_FIELD, *language(code).fields}, (path.name, field, code)


def test_every_code_that_our_checks_use_has_a_row(catalogue: Catalogue) -> None:
    home = Path(bookbridge.__file__).parent
    own = {home / "packages" / name.replace("-", "_"): load(name).catalogue().rows for name in names()}
    unknown = {
        (path.name, code)
        for path in home.rglob("*.py")
        for code in codes_in(ast.parse(path.read_text(encoding="utf-8")))
        if code not in catalogue.rows and not any(code in rows for of, rows in own.items() if of in path.parents)
    }
    assert unknown == set()
