"""The child process that reads files starts without pandas, and finds everything else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.files.builders import LAYOUTS, ROLL_HEADER, number, write_csv
from transforms.intake.reading.child import WithoutPandas
from transforms.intake.reading.reader import Reader


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_the_child_reads_and_has_no_pandas(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "roll.csv", [ROLL_HEADER, f"赵六,{number(1)},,,甲镇,某村,H1,是,否"])
    with Reader() as reader:
        assert reader.read(path, LAYOUTS["roll"]).row_count == 1
        libraries = Path(f"/proc/{reader.child_pid}/maps").read_text(encoding="utf-8")
    assert "pyarrow" in libraries and "pandas" not in libraries


def test_only_pandas_is_not_found() -> None:
    finder = WithoutPandas()
    with pytest.raises(ModuleNotFoundError, match="without pandas"):
        finder.find_spec("pandas", None)
    for name in ("numpy", "pandas_like", "pandas.core"):
        finder.find_spec(name, None)  # no error: the finders behind it look


def test_arrow_takes_lists_without_it() -> None:
    lines = (
        "import sys",
        "from transforms.intake.reading.child import WithoutPandas",
        "sys.meta_path.insert(0, WithoutPandas())",
        "import pyarrow as pa",
        "assert pa.array(['x', None]).null_count == 1 and 'pandas' not in sys.modules",
    )
    subprocess.run([sys.executable, "-c", "; ".join(lines)], check=True)
