"""What Great Expectations imports and our suites never use is not run, and is there for whoever wants it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from pipeline.settings import REPOSITORY

READY = "from expectations.runner import prepare; prepare(); import sys; loaded = sys.modules"


def said(code: str) -> str:
    command = [sys.executable, "-c", f"{READY}\n{code}"]
    return subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout.strip()


def test_the_suites_run_neither() -> None:
    inner = "[name for name in ('scipy.stats._stats_py', 'altair.vegalite', 'great_expectations') if name in loaded]"
    assert said(f"print({inner})") == "['great_expectations']"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("from scipy import stats; print(stats.norm.cdf(0))", "0.5"),
        ("import scipy.stats; from scipy.stats import norm; print(scipy.stats.norm is norm)", "True"),
        ("import scipy.stats.distributions as d; print(float(d.norm.cdf(0)))", "0.5"),
        ("import altair; print(altair.Chart.__name__, loaded['altair'].__name__)", "Chart altair"),
        (
            "import great_expectations.expectations.core.expect_column_kl_divergence_to_be_less_than as used\n"
            "print(float(used.stats.entropy([0.5, 0.5], [0.5, 0.5])), used.alt.Chart.__name__)",
            "0.0 Chart",
        ),
    ],
)
def test_whoever_wants_one_has_it(code: str, expected: str) -> None:
    assert said(code) == expected
