"""The mistakes dial: extra rows that senders get wrong. None of them may change the truth."""

from collections import Counter
from datetime import date

import numpy as np

from simulation.place import Sender
from simulation.population import Population
from simulation.sheets import Printed


class Mistakes:
    """rate: extra rows per good row. Counts what it planted, per file and reason, and what every file holds."""

    def __init__(self, population: Population, rate: float, rng: np.random.Generator) -> None:
        self.population, self.rate, self.rng = population, rate, rng
        self.planted: Counter[tuple[str, str]] = Counter()
        self.counts: dict[str, tuple[int, int]] = {}
        self.serial = 0

    def clean_file(self, file: str, rows: int) -> None:
        self.counts[file] = (rows, 0)

    def roll(self, file: str, text: bytes, rows: int) -> bytes:
        return b""

    def employee(self, file: str, rows: list[str]) -> list[str]:
        return rows

    def sheet(self, file: str, sender: Sender, rows: list[Printed], cut_off: date) -> list[Printed]:
        return rows

    def tax(self, file: str, text: str, rows: int, day: date) -> tuple[str, int, int]:
        return "", 0, 0
