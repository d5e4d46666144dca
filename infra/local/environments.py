"""Make the virtual environments this repository works with: `python3 infra/local/environments.py dev sam …`.

Runs on the bare interpreter, before anything is installed. An environment is one lock of `requirements/`, installed
with its hashes checked; it is left alone as long as neither the lock nor the interpreter has changed.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parents[2]
OLDEST_PYTHON = (3, 11)
# The emulator and the SAM CLI pin different botocores, and checkov a third: they cannot share an environment.
FOLDERS = {"uv": ".venv-uv", "dev": ".venv", "emulator": ".venv-aws", "sam": ".venv-sam", "checkov": ".venv-checkov"}
STAMP = "lock.sha256"


def stop(message: str) -> NoReturn:
    """End the program with a sentence for the person at the terminal."""
    raise SystemExit(f"bookbridge: {message}")


def main(names: list[str]) -> None:
    """Bring the named environments up to date.

    Args:
        names: Keys of `FOLDERS`; none means all of them.
    """
    if sys.version_info < OLDEST_PYTHON:
        stop(f"needs Python 3.11 or newer, this is {sys.version.split()[0]}; set PYTHON=<interpreter> for make")
    for name in names or FOLDERS:
        if not is_current(name):
            started = time.monotonic()
            create(name)
            print(f"{FOLDERS[name]:<14} installed in {time.monotonic() - started:.0f} s", flush=True)


def is_current(name: str) -> bool:
    """Whether the environment holds what its lock says, on this interpreter."""
    stamp = ROOT / FOLDERS[name] / STAMP
    return stamp.is_file() and stamp.read_text() == fingerprint(name)


def fingerprint(name: str) -> str:
    """A hash over everything that would make the environment another one."""
    facts = [sys.version, sys.base_prefix, str(ROOT), lock(name).read_text()]
    return hashlib.sha256("\0".join(facts).encode()).hexdigest()


def lock(name: str) -> Path:
    """The file that pins every package of the environment."""
    return ROOT / "requirements" / f"{name}.txt"


def create(name: str) -> None:
    """Make the environment afresh and install its lock."""
    ensure_venv_works()
    folder = ROOT / FOLDERS[name]
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    python = folder / "bin" / "python"
    install(name, python)
    if name == "dev":
        ourselves = ["--no-deps", "--no-build-isolation", "--editable", str(ROOT)]
        subprocess.run([*pip(python), *ourselves], check=True)
    (folder / STAMP).write_text(fingerprint(name))


def ensure_venv_works() -> None:
    """Debian keeps a part of the standard library in a package of its own: fetch it, or say how to."""
    if importlib.util.find_spec("ensurepip") is not None:
        return
    package = f"python3.{sys.version_info.minor}-venv"
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        stop(f"this Python cannot make virtual environments; install the system package {package} first")
    print(f"installing {package}, without which this Python cannot make virtual environments", flush=True)
    apt_get = ["apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"]
    subprocess.run([*apt_get, "update"], check=True)
    quietly = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run([*apt_get, "install", "-y", package], check=True, env=quietly)


def install(name: str, python: Path) -> None:
    """Install a lock: every package named in it, none besides, wheels only, each with the hash that was locked."""
    # The locks are complete, so nothing has to be resolved again.
    what = ["--require-hashes", "--no-deps", "--only-binary", ":all:", "--requirement", str(lock(name))]
    if name != "uv" and not has_own_index(python):
        # Measured: all environments in 15 s with uv, in two minutes with pip.
        main(["uv"])
        uv = ROOT / FOLDERS["uv"] / "bin" / "uv"
        if subprocess.run([uv, "pip", "install", "--quiet", "--python", python, *what], check=False).returncode == 0:
            return
        print(f"uv could not install {lock(name).name}, trying pip", flush=True)
    subprocess.run([*pip(python), *what], check=True)


def pip(python: Path) -> list[str]:
    """The start of a `pip install` command line in the environment of `python`."""
    return [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]


def has_own_index(python: Path) -> bool:
    """Whether the user told pip where to fetch from; uv does not read pip's settings, so pip must do the work then."""
    command = [str(python), "-m", "pip", "config", "list"]
    settings = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return any(line.split("=")[0].endswith(".index-url") for line in settings.splitlines())


if __name__ == "__main__":
    main(sys.argv[1:])
