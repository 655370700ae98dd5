"""python -m simulation --pack dongan-2020 --scale 0.1 --seed 1 --out DIR"""

import argparse
from pathlib import Path

from simulation.localities import PLACES
from simulation.locality import simulate


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m simulation", description="Write a simulated locality and its truth."
    )
    parser.add_argument("--pack", required=True, choices=sorted(PLACES))
    parser.add_argument("--scale", type=float, default=0.1, help="1.0 = the size of the notice's targets")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--mistakes", type=float, default=0.01, help="extra bad rows per good row")
    parser.add_argument("--bad-files", action="store_true", help="also deliveries that must not be accepted")
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    made = simulate(given.pack, given.scale, given.seed, given.out, given.mistakes, given.bad_files)
    print(f"{made.pack_code}: {made.persons} persons, {made.receipts} receipts, {made.deliveries} deliveries")
    print(f"business date {made.business_date}")


if __name__ == "__main__":
    main()
