"""The Makefile: every target has a description, and CI runs its targets."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from pipeline.runtime.settings import REPOSITORY

MAKEFILE = (REPOSITORY / "Makefile").read_text()


def test_help_lists_every_target() -> None:
    phony = re.search(r"^\.PHONY: (.*)$", MAKEFILE.replace("\\\n", " "), re.MULTILINE)
    assert phony
    shown = subprocess.run(["make", "help"], cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout
    targets = phony.group(1).split()
    assert len(targets) >= 12
    assert [target for target in targets if f"make {target} " not in shown] == []


def test_ci_runs_the_targets_of_the_makefile() -> None:
    script = (REPOSITORY / ".ci" / "run").read_text()
    assert "set -euo pipefail" in script
    targets = re.findall(r"^make (\S+)$", script, re.MULTILINE)
    assert targets == ["lint", "docs-site", "test", "coverage", "test-cluster", "test-long"]
    assert [target for target in targets if f"\n{target}:" not in MAKEFILE] == []


@pytest.fixture()
def copy(tmp_path: Path) -> Path:
    """A copy of the script and the locks, with a .venv that the dev lock was installed into; its python fails."""
    for name in ("ops/build_env.sh", "requirements/dev.txt", "requirements/runtime.txt", "requirements/uv.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(REPOSITORY / name, tmp_path / name)
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text("#!/bin/sh\nexit 9\n")
    python.chmod(0o755)
    command = "sha256sum requirements/dev.txt requirements/uv.txt ops/build_env.sh | sha256sum | cut -d' ' -f1"
    stamp = subprocess.run(["sh", "-c", command], cwd=tmp_path, check=True, capture_output=True).stdout
    (tmp_path / ".venv" / ".installed-dev").write_bytes(stamp)
    return tmp_path


def _build(folder: Path, kind: str) -> tuple[int, str]:
    env = {"PATH": os.environ["PATH"], "PY": str(folder / ".venv" / "bin" / "python")}
    command = ["bash", str(folder / "ops" / "build_env.sh"), kind]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("kind", ["dev", "runtime"])
def test_a_second_make_env_has_nothing_to_do(copy: Path, kind: str) -> None:
    assert _build(copy, kind) == (0, "")


@pytest.mark.parametrize("name", ["requirements/dev.txt", "requirements/uv.txt", "ops/build_env.sh"])
def test_a_changed_lock_or_script_is_installed_again(copy: Path, name: str) -> None:
    """Show that the test above can fail: the script goes on to the interpreter, which is refused here."""
    with (copy / name).open("a") as file:
        file.write("# changed\n")
    code, output = _build(copy, "dev")
    assert code == 1 and "is not Python 3.11" in output
