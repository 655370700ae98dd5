"""Command line: `python -m simulation --pack dongan-2020 --scale 0.1 --seed 1 --out DIR`."""

import argparse
from pathlib import Path

from simulation.localities import PLACES
from simulation.locality import Locality, simulate
from simulation.years import simulate_years


def main() -> None:
    """Write the simulated locality that the command line asks for, below `--out`; print counts and business date."""
    parser = argparse.ArgumentParser(
        prog="python -m simulation", description="Write a simulated locality and its truth."
    )
    parser.add_argument("--pack", required=True, choices=sorted(PLACES))
    parser.add_argument("--scale", type=float, default=0.1, help="1.0 = the size of the notice's targets")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--mistakes", type=float, default=0.01, help="extra bad rows per good row")
    parser.add_argument("--bad-files", action="store_true", help="add deliveries that must not be accepted")
    parser.add_argument("--forms", choices=("normal", "real"), default="normal", help="forms of the senders' files")
    parser.add_argument("--statements", action="store_true", help="add monthly statements of the tax bureau (Dong'an)")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--years", type=int, choices=(1, 2), default=1, help="2 = also the campaign of the year before")
    parser.add_argument("--policies", type=Path, default=Path("policies"), help="folder of the packs, for two years")
    options = parser.parse_args()
    if options.years == 2:
        if options.bad_files or options.forms != "normal":
            parser.error("two years are written in the normal forms, without bad files")
        years = simulate_years(
            options.pack, options.scale, options.seed, options.out, options.policies, options.mistakes
        )
        for locality in (years.before, years.now):
            _print(locality)
        return
    locality = simulate(
        options.pack,
        options.scale,
        options.seed,
        options.out,
        options.mistakes,
        options.bad_files,
        options.forms,
        statements=options.statements,
    )
    _print(locality)


def _print(locality: Locality) -> None:
    counts = f"{locality.persons} persons, {locality.receipts} receipts, {locality.deliveries} deliveries"
    print(f"{locality.pack_code}: {counts}")
    print(f"business date {locality.business_date}")


if __name__ == "__main__":
    main()
