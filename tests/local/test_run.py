"""`make run` before it starts anything, and what it says at its end."""

from __future__ import annotations

import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from ops.local import run as make_run


def test_a_mistyped_pack_ends_the_run_before_anything_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "state"
    monkeypatch.setenv("CAMPAIGN_HOME", str(home))
    assert make_run.main(["--pack", "dongan-2002"]) == 1
    shown = capsys.readouterr().out
    assert "没有政策包“dongan-2002”" in shown and "dongan-2020" in shown
    assert "starting" not in shown
    assert not list(home.rglob("PG_VERSION")) and not (home / "run").exists()


@pytest.mark.parametrize(
    ("packs", "pack_code", "command"),
    [
        (None, "dongan-2020", "make up"),
        (None, "kaijiang-2020", "CAMPAIGN_PACKS=kaijiang-2020 make up"),
        ("hefei-2020,kaijiang-2020", "kaijiang-2020", "make up"),
    ],
)
def test_the_next_step_shows_the_dags_of_the_pack_that_ran(
    packs: str | None, pack_code: str, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if packs is None:
        monkeypatch.delenv("CAMPAIGN_PACKS", raising=False)
    else:
        monkeypatch.setenv("CAMPAIGN_PACKS", packs)
    text = make_run.next_steps(make_run.RunParameters(pack_code, 0.1, 1), Path("state"))
    assert f"Next:  {command}\n" in text


def test_the_next_notice_is_another() -> None:
    text = make_run.next_steps(make_run.RunParameters("hefei-2020", 0.1, 1), Path("state"))
    assert "PACK=dongan-2020" in text


class _Part:
    def __set_name__(self, owner: type, name: str) -> None:
        raise KeyboardInterrupt


def _interrupted_while_a_class_is_made(*_: object) -> None:
    type("Whole", (), {"part": _Part()})


def _interrupted(*_: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("step", [_interrupted, _interrupted_while_a_class_is_made])
def test_an_interrupt_ends_with_its_code_wherever_it_arrives(
    step: Callable[..., None], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(make_run, "run", step)
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    assert make_run.main([]) == 130
    assert "interrupted" in capsys.readouterr().out


def test_an_unexpected_error_keeps_its_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("planted")

    monkeypatch.setattr(make_run, "run", fail)
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    with pytest.raises(RuntimeError, match="planted"):
        make_run.main([])
