"""Pin the dependencies of pyproject.toml, with hashes, for every Python from 3.11 on: `make lock`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
UV = ROOT / ".venv-uv" / "bin" / "uv"
# Which platform or index the person who locks uses must not show in the result.
COMPILE = [
    "pip",
    "compile",
    "--quiet",
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--no-annotate",
    "--custom-compile-command=make lock",
]
# What every Python runtime of AWS Lambda has on board; see layers/dependencies/Makefile.
IN_THE_RUNTIME = ("boto3", "botocore", "s3transfer", "jmespath", "python-dateutil", "six")
LOCKS = {
    "layers/dependencies/requirements.txt": [
        "pyproject.toml",
        *(f"--no-emit-package={name}" for name in IN_THE_RUNTIME),
    ],
    "requirements/dev.txt": ["pyproject.toml", "--group=dev"],
    "requirements/emulator.txt": ["--group=emulator"],
    "requirements/sam.txt": ["--group=sam"],
    "requirements/checkov.txt": ["--group=checkov"],
    "requirements/uv.txt": ["--group=uv"],
}


def main(options: list[str]) -> None:
    """Write every lock.

    Args:
        options: Passed on, `--upgrade` above all; without it versions stay as long as they fit.
    """
    for path, sources in LOCKS.items():
        subprocess.run([UV, *COMPILE, *options, *sources, "--output-file", path], cwd=ROOT, check=True)
        pinned = sum(line[:1].isalnum() for line in (ROOT / path).read_text().splitlines())
        print(f"{path}: {pinned} packages")


if __name__ == "__main__":
    main(sys.argv[1:])
