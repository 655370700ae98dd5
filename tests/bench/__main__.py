"""`python -m tests.bench`: seconds and peak memory per stage, next to the floors. See docs/reference/speed.md."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from rich.console import Console

from simulation.localities import PLACES
from tests.bench import report
from tests.bench.figures import ratios
from tests.bench.run import bench

DEFAULT = (("dongan-2020", 0.1), ("heyuan-2020", 0.1))
JSON = Path("build/bench.json")


def arguments(words: list[str] | None = None) -> argparse.Namespace:
    """The command line; every --pack may have a --scale of its own, in the same order."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--pack", action="append", choices=sorted(PLACES), help="a place (may be repeated)")
    parser.add_argument("--scale", action="append", type=float, help="1 = the size of the notice's targets")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="simulate into DIR and leave the files there")
    parser.add_argument("--json", type=Path, metavar="FILE", default=JSON, help=f"write every figure as JSON ({JSON})")
    parser.add_argument(
        "--accept", action="store_true", help="commit the ratios of this run as those to be compared with"
    )
    found = parser.parse_args(words)
    packs, scales = found.pack or [], found.scale or []
    if scales and len(scales) != len(packs):
        parser.error("give one --scale for each --pack")
    found.places = list(zip(packs, scales or [dict(DEFAULT).get(p, 0.1) for p in packs], strict=True)) or list(DEFAULT)
    return found


def main() -> int:
    """0 if every count agreed and no ratio fell behind, 1 if not."""
    chosen = arguments()
    console = Console(width=report.WIDTH)
    machine = report.machine()
    console.print(", ".join(f"{key.replace('_', ' ')} {value}" for key, value in machine.items()), highlight=False)
    with_wall, places, failed = not ratios.is_busy(machine), [], False
    for pack_code, scale in chosen.places:
        console.print(f"{pack_code}, scale {scale:g}", highlight=False)
        result = bench(pack_code, scale, chosen.keep, lambda text: console.print(text, highlight=False, soft_wrap=True))
        report.show(result, console)
        measured = ratios.ratios(result.stages, result.efforts)
        places.append(result.as_dict() | {"ratios": measured})
        chosen.json.parent.mkdir(parents=True, exist_ok=True)
        chosen.json.write_text(
            json.dumps({"machine": machine, "places": places}, ensure_ascii=False, indent=1, default=str)
        )
        differs = any(result.comparisons().values())
        failed = failed or differs
        if chosen.accept and not differs:
            ratios.accept(ratios.place_name(pack_code, scale), measured, with_wall)
        failed = _falls(ratios.place_name(pack_code, scale), measured, with_wall, console) or failed
    return int(failed)


def _falls(place: str, measured: ratios.Ratios, with_wall: bool, console: Console) -> bool:
    """Print the committed ratios that the run falls behind; returns whether there are any."""
    committed = ratios.committed_ratios(place)
    behind = ratios.falls(committed, measured, with_wall)
    for label, known, value in behind:
        now = "not measured" if value is None else f"{value:.3g}"
        console.print(f"  FALLS BEHIND: {label}: {known:.3g} committed, {now} now", highlight=False)
    if not committed:
        console.print(f"  {place} has no committed ratios; --accept writes them", highlight=False)
    elif not behind:
        console.print(f"  no ratio is more than {ratios.ALLOWED:.0%} above the committed one", highlight=False)
    if not with_wall:
        console.print("  the machine was busy before the run: wall seconds were not compared", highlight=False)
    return bool(behind)


if __name__ == "__main__":
    sys.exit(main())
