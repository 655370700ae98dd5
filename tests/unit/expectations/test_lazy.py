"""What Great Expectations imports and our suites never use is not run, and is there for whoever wants it."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

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


@pytest.fixture(scope="module")
def said() -> dict[str, str]:
    """Code -> what it prints in a process that is ready to run suites."""
    command = [sys.executable, "-c", EACH_IN_A_FORK, json.dumps([f"print({NEITHER})", *WANTED])]
    done = subprocess.run(
        command, cwd=REPOSITORY, capture_output=True, text=True, check=True, env=os.environ | ONE_THREAD
    )
    return dict(json.loads(line) for line in done.stdout.splitlines())


def test_the_suites_run_neither(said: dict[str, str]) -> None:
    assert said[f"print({NEITHER})"] == "['great_expectations']"


@pytest.mark.parametrize(("code", "expected"), WANTED.items())
def test_whoever_wants_one_has_it(said: dict[str, str], code: str, expected: str) -> None:
    assert said[code] == expected
