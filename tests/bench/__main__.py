"""`python -m tests.bench`: seconds and peak memory per stage, next to the floors. See docs/reference/speed.md."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from rich.console import Console

from simulation.localities import PLACES
from tests.bench import report
from tests.bench.run import bench

DEFAULT = (("dongan-2020", 0.1), ("heyuan-2020", 1.0))


def arguments(words: list[str] | None = None) -> argparse.Namespace:
    """The command line; every --pack may have a --scale of its own, in the same order."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--pack", action="append", choices=sorted(PLACES), help="a place (may be repeated)")
    parser.add_argument("--scale", action="append", type=float, help="1 = the size of the notice's targets")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="simulate into DIR and leave the files there")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure as JSON")
    found = parser.parse_args(words)
    packs, scales = found.pack or [], found.scale or []
    if scales and len(scales) != len(packs):
        parser.error("give one --scale for each --pack")
    found.places = list(zip(packs, scales or [dict(DEFAULT).get(p, 0.1) for p in packs], strict=True)) or list(DEFAULT)
    return found


def main() -> int:
    """0 if every count agreed, 1 if not."""
    chosen = arguments()
    console = Console(width=report.WIDTH)
    machine = report.machine()
    console.print(", ".join(f"{key.replace('_', ' ')} {value}" for key, value in machine.items()), highlight=False)
    results = []
    for pack_code, scale in chosen.places:
        console.print(f"{pack_code}, scale {scale:g}", highlight=False)
        result = bench(pack_code, scale, chosen.keep, lambda text: console.print(text, highlight=False, soft_wrap=True))
        report.show(result, console)
        results.append(result)
        if chosen.json:
            places = [one.as_dict() | {"ratios": report.ratios(one.stages, one.efforts)} for one in results]
            chosen.json.write_text(
                json.dumps({"machine": machine, "places": places}, ensure_ascii=False, indent=1, default=str)
            )
    return int(any(one.differing_from_floor or one.differing_from_truth for one in results))


if __name__ == "__main__":
    sys.exit(main())
