"""The guide to new packages quotes the skeleton as it is, and names commands that run something."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Final

import pytest

from tests.architecture.sources import ROOT

pytestmark = pytest.mark.architecture

GUIDE: Final = (ROOT / "docs" / "adding-an-accounting-package.md").read_text()
SKELETON: Final = ROOT / "tests" / "skeleton" / "example_ledger"
MODULES: Final = sorted((SKELETON / "package").glob("*.py"))
LONGEST: Final = 250
OPERATORS: Final = {"and", "or", "not", "example-ledger"}
BLOCKS: Final = re.findall(r"^```(?:python|json) (\S+)\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
COMMANDS: Final = re.findall(r"^\.venv/bin/pytest (.+?) -k (.+)$", GUIDE, re.MULTILINE)


@pytest.mark.parametrize(("file", "code"), BLOCKS, ids=[f"{file}-{code[:30].strip()}" for file, code in BLOCKS])
def test_every_piece_of_code_stands_in_the_skeleton(file: str, code: str) -> None:
    assert code in (SKELETON / file).read_text()


def test_no_piece_of_code_goes_without_its_file() -> None:
    assert len(BLOCKS) + GUIDE.count("```sh\n") == len(re.findall("^```\\S+", GUIDE, re.MULTILINE))
    assert len(BLOCKS) > 5


def test_every_module_of_the_skeleton_is_introduced() -> None:
    files = [path.name for path in (SKELETON / "package").iterdir() if path.suffix in {".py", ".json"}]
    assert [file for file in files if f"`{file}`" not in GUIDE] == []


@pytest.mark.parametrize(("paths", "words"), COMMANDS)
def test_every_command_runs_something(paths: str, words: str) -> None:
    folders = [ROOT / path for path in paths.split()]
    modules = [each for path in folders for each in ([path] if path.suffix else path.glob("test_*.py"))]
    names = " ".join(f"{module.stem} {' '.join(names_of_tests(module))}" for module in modules)
    asked = set(re.findall(r"[\w-]+", words)) - OPERATORS
    assert sorted(word for word in asked if word not in names) == []


def test_the_guide_stays_short() -> None:
    assert len(GUIDE.splitlines()) <= LONGEST


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.name)
def test_the_skeleton_imports_what_a_package_may(module: Path) -> None:
    """It lies outside of what `lint-imports` looks at."""
    nodes = [node for node in ast.walk(ast.parse(module.read_text())) if isinstance(node, ast.ImportFrom)]
    ours = [node.module or "" for node in nodes if node.level == 0 and (node.module or "").startswith("bookbridge")]
    assert [name for name in ours if name.split(".")[1] not in {"domain", "ports", "use_cases"}] == []
    assert not {(node.module or "").partition(".")[0] for node in nodes} & {"boto3", "botocore", "tests"}


def names_of_tests(module: Path) -> list[str]:
    """The names of the tests in a module."""
    return [node.name for node in ast.parse(module.read_text()).body if isinstance(node, ast.FunctionDef)]
