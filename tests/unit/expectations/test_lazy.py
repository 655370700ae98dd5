"""What Great Expectations imports and our suites never use is not run, and is there for whoever wants it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from expectations.lazy import import_later
from pipeline.runtime.settings import REPOSITORY
from tests.support.environment import ONE_THREAD

NEITHER = "[name for name in ('scipy.stats._stats_py', 'altair.vegalite', 'great_expectations') if name in loaded]"
WANTED = {
    "from scipy import stats; print(stats.norm.cdf(0))": "0.5",
    "import scipy.stats; from scipy.stats import norm; print(scipy.stats.norm is norm)": "True",
    "import scipy.stats.distributions as d; print(float(d.norm.cdf(0)))": "0.5",
    "import altair; print(altair.Chart.__name__, loaded['altair'].__name__)": "Chart altair",
    (
        "import great_expectations.expectations.core.expect_column_kl_divergence_to_be_less_than as used\n"
        "print(float(used.stats.entropy([0.5, 0.5], [0.5, 0.5])), used.alt.Chart.__name__)"
    ): "0.0 Chart",
}
# Great Expectations is imported once, three seconds; each piece of code then runs in a fork of that state.
EACH_IN_A_FORK = """
import contextlib, io, json, os, sys
from expectations.runner import prepare
prepare()
loaded = sys.modules
for code in json.loads(sys.argv[1]):
    if os.fork() == 0:
        with contextlib.redirect_stdout(io.StringIO()) as said:
            exec(code)
        print(json.dumps([code, said.getvalue().strip()]), flush=True)
        os._exit(0)
    assert os.wait()[1] == 0, code
"""


def _printed(codes: list[str]) -> dict[str, str]:
    """Map each piece of code to what it prints in a process that is ready to run suites."""
    command = [sys.executable, "-c", EACH_IN_A_FORK, json.dumps(codes)]
    done = subprocess.run(
        command, cwd=REPOSITORY, capture_output=True, text=True, check=True, env=os.environ | ONE_THREAD
    )
    return dict(json.loads(line) for line in done.stdout.splitlines())


def test_the_suites_run_neither() -> None:
    code = f"print({NEITHER})"
    assert _printed([code]) == {code: "['great_expectations']"}


@pytest.mark.long
def test_whoever_wants_one_has_it() -> None:
    assert _printed(list(WANTED)) == WANTED


def test_a_module_is_run_when_an_attribute_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "read_later.py").write_text("import sys\nsys.read_later_ran = True\nVALUE = 7\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "read_later", raising=False)
    import_later("read_later", "no_such_module", "no_such_package.module")
    later = sys.modules["read_later"]
    assert not hasattr(sys, "read_later_ran") and "no_such_module" not in sys.modules
    assert later.VALUE == 7 and sys.modules["read_later"].VALUE == 7
    assert sys.__dict__.pop("read_later_ran")
    monkeypatch.delitem(sys.modules, "read_later")


def test_a_module_that_is_imported_already_is_left_alone() -> None:
    before = sys.modules["json"]
    import_later("json")
    assert sys.modules["json"] is before
