"""The documents say what is there: requirements and their tests, folders, links, decisions."""

from __future__ import annotations

import ast
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

import pytest

from tests.architecture.sources import ROOT, repository_files
from tests.architecture.test_files import REGISTRIES, name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.architecture

README: Final = ROOT / "README.md"
REQUIREMENTS: Final = ROOT / "docs" / "requirements.md"
DOCUMENTS: Final = sorted(path for path in repository_files() if path.suffix == ".md")
DECISIONS: Final = sorted((ROOT / "docs" / "adr").glob("*.md"))
MOST_IN_GROUP: Final = {"A": 8, "B": 15, "C": 8, "D": 9, "E": 4, "F": 13}
IDS: Final = [f"{letter}{number}" for letter, most in MOST_IN_GROUP.items() for number in range(1, most + 1)]
SECTIONS: Final = ["Context", "Options", "Decision", "Consequences", "How to reverse"]
LONGEST_README: Final = 250
LONGEST_DECISION: Final = 70
CODE: Final = re.compile(r"`([^`]+)`")
LINK: Final = re.compile(r"\]\(([^)\s]+)\)")
FENCED: Final = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Row:
    """One requirement: what is named in its cells."""

    id: str
    places: list[str]
    tests: list[str]
    state: str


def rows() -> list[Row]:
    """The rows of the table of requirements."""
    cells = [
        [cell.strip() for cell in line.strip("|").split(" | ")]
        for line in REQUIREMENTS.read_text().splitlines()
        if re.match(r"\| [A-F]\d+ \|", line)
    ]
    return [Row(row[0].strip(), CODE.findall(row[2]), CODE.findall(row[3]), row[4].strip()) for row in cells]


def listed() -> dict[str, set[str]]:
    """The tests in each requirement's own list below the table, as `path::name`."""
    found: dict[str, set[str]] = {}
    for section in REQUIREMENTS.read_text().split("\n### ")[1:]:
        title, _, text = section.partition("\n")
        lines = [CODE.findall(line) for line in text.splitlines() if line.startswith("- ")]
        found[title] = {f"{path}::{test}" for path, *tests in lines for test in tests}
    return found


@cache
def proofs() -> dict[str, set[str]]:
    """The tests that are marked with each requirement, as `path::name`."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for path in repository_files():
        if path.name.startswith("test_") and path.suffix == ".py":
            tree = ast.parse(path.read_text())
            for_all = [node.value for node in tree.body if isinstance(node, ast.Assign) and is_pytestmark(node)]
            for test, marks in marked(tree, for_all):
                for requirement in ids_in(marks):
                    found[requirement].add(f"{name(path)}::{test}")
    return dict(found)


def marked(node: ast.AST, marks: list[ast.expr], within: str = "") -> Iterator[tuple[str, list[ast.expr]]]:
    """Each test below `node` with the expressions that mark it, those of its class and module included."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ClassDef):
            yield from marked(child, [*marks, *child.decorator_list], f"{within}{child.name}::")
        elif isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) and child.name.startswith("test_"):
            yield f"{within}{child.name}", [*marks, *child.decorator_list]


def ids_in(marks: list[ast.expr]) -> Iterator[str]:
    """The ids given to `pytest.mark.requirement`, which must be literal."""
    for mark in marks:
        for node in ast.walk(mark):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "requirement":
                yield from (str(ast.literal_eval(argument)) for argument in node.args)


def is_pytestmark(node: ast.Assign) -> bool:
    """Whether a statement marks all tests of its module."""
    return any(isinstance(target, ast.Name) and target.id == "pytestmark" for target in node.targets)


def test_every_requirement_has_one_row_and_its_place() -> None:
    assert [row.id for row in rows()] == IDS


def test_what_is_not_open_says_where_it_is_and_what_proves_it() -> None:
    unheard_of = [row.state for row in rows() if not re.fullmatch("open|done|partly: .+", row.state)]
    assert unheard_of == []
    assert [row.id for row in rows() if (row.state != "open") != bool(row.places and row.tests)] == []
    assert [row.id for row in rows() if not set(row.tests) <= listed().get(row.id, set())] == []


def test_every_place_in_the_table_of_requirements_exists() -> None:
    assert [(row.id, place) for row in rows() for place in row.places if not (ROOT / place).exists()] == []


def test_only_requirements_that_exist_are_marked() -> None:
    assert set(proofs()) - set(IDS) == set()


@pytest.mark.parametrize("requirement", IDS)
def test_a_requirement_lists_exactly_the_tests_that_are_marked_with_it(requirement: str) -> None:
    assert sorted(listed().get(requirement, set())) == sorted(proofs().get(requirement, set()))


def test_the_readme_names_both_commands_and_every_folder() -> None:
    text = README.read_text()
    folders = {path.relative_to(ROOT).parts[0] for path in repository_files() if path.parent != ROOT}
    assert [command for command in ("make demo", "make test") if command not in text] == []
    assert sorted(folder for folder in folders if f"`{folder}/" not in text) == []


def test_the_readme_stays_short() -> None:
    assert len(README.read_text().splitlines()) <= LONGEST_README


def test_decisions_are_numbered_without_a_gap() -> None:
    assert [int(path.name[:4]) for path in DECISIONS] == list(range(1, len(DECISIONS) + 1))


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_is_short_and_has_every_section(decision: Path) -> None:
    lines = decision.read_text().splitlines()
    assert lines[0].startswith(f"# {int(decision.name[:4])}. ")
    assert [line.removeprefix("## ") for line in lines if line.startswith("## ")] == SECTIONS
    assert len(lines) <= LONGEST_DECISION


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_every_link_between_documents_leads_somewhere(document: Path) -> None:
    lost = []
    for link in LINK.findall(prose(document)):
        target, _, anchor = link.partition("#")
        if "://" in link or link.startswith("mailto:"):
            continue
        path = (document.parent / target).resolve() if target else document
        if not path.exists() or (anchor and anchor not in anchors(path)):
            lost.append(link)
    assert lost == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_no_document_says_where_packages_come_from(document: Path) -> None:
    text = document.read_text().lower()
    assert [host for host in REGISTRIES if host in text] == []


def prose(document: Path) -> str:
    """A document without its examples of code."""
    return CODE.sub("", FENCED.sub("", document.read_text()))


def anchors(document: Path) -> set[str]:
    """What links can lead to within a document: its headings, as GitHub writes them."""
    headings = re.findall(r"^#+ (.+)$", FENCED.sub("", document.read_text()), re.MULTILINE)
    seen: Counter[str] = Counter()
    found = set()
    for heading in headings:
        slug = re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        found.add(f"{slug}-{seen[slug]}" if seen[slug] else slug)
        seen[slug] += 1
    return found
