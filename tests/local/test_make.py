"""The Makefile: every target has a description, and CI runs its targets."""

from __future__ import annotations

import re
import subprocess

from pipeline.runtime.settings import REPOSITORY

MAKEFILE = (REPOSITORY / "Makefile").read_text()


def test_help_lists_every_target() -> None:
    phony = re.search(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)
    assert phony
    shown = subprocess.run(["make", "help"], cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout
    targets = phony.group(1).split()
    assert len(targets) >= 12
    assert [target for target in targets if f"make {target} " not in shown] == []


def test_ci_runs_the_targets_of_the_makefile() -> None:
    script = (REPOSITORY / ".ci" / "run").read_text()
    assert "set -euo pipefail" in script
    assert re.findall(r"^make (\S+)$", script, re.MULTILINE) == ["test", "test-cluster"]


def test_a_second_make_env_has_nothing_to_do() -> None:
    script = (REPOSITORY / "ops" / "build_env.sh").read_text()
    checked = subprocess.run(["bash", "-n"], input=script, text=True, check=False)
    assert checked.returncode == 0
