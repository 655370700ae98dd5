"""One place from simulation to comparison: every stage measured, then the floors, all on one machine in one run."""

from __future__ import annotations

import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from pipeline.runtime.settings import REPOSITORY, Settings
from tests.bench import copies, files, floor, stages
from tests.bench.figures import disk
from tests.bench.meter import Measured, Say, beating, measure
from tests.bench.peers import merges, rebuild
from tests.support.warehouse import campaign
from transforms.policy import load_pack
from warehouse import migrate
from warehouse.access import ROLES
from warehouse.embedded.server import SUPERUSER, Server

SEED = 1
INTAKE_PARTS = ("read and gate", "merge")
ASSESS_PARTS = ("assess", "post")
PEERS = {"pandas": merges, "rebuild": rebuild}
DAY_MORE = ", one day more"
Cell = tuple[str, str]
Measures = tuple[int, ...]


@dataclass(frozen=True)
class Stage:
    """One line of the table: wall seconds and peaks. Parts of one process share its peaks, they take turns."""

    name: str
    rows: int
    seconds: float
    own_peak_bytes: int
    server_peak_bytes: int


@dataclass(frozen=True)
class Effort:
    """Processor seconds of one process with all its parts, and of the server meanwhile; other users do not count."""

    own_cpu_seconds: float
    server_cpu_seconds: float

    @property
    def total_seconds(self) -> float:
        return self.own_cpu_seconds + self.server_cpu_seconds


@dataclass
class Result:
    """Everything about one place. differing: cells of progress in which the product and another count differ.

    differing_from_peers: stage of a peer -> such cells. disk: bytes of the tables after the first run.
    """

    pack_code: str
    scale: float
    persons: int = 0
    stages: dict[str, Stage] = field(default_factory=dict)
    efforts: dict[str, Effort] = field(default_factory=dict)
    cells: int = 0
    differing_from_floor: list[tuple[Cell, Measures, Measures]] = field(default_factory=list)
    differing_from_truth: list[tuple[Cell, Measures, Measures]] = field(default_factory=list)
    differing_from_peers: dict[str, list[tuple[Cell, Measures, Measures]]] = field(default_factory=dict)
    fact_bytes: int = 0
    disk: dict[str, disk.Size] = field(default_factory=dict)

    def add(self, name: str, rows: int, seconds: float, measured: Measured) -> None:
        self.stages[name] = Stage(name, rows, seconds, measured.own_peak_bytes, measured.server_peak_bytes)

    def comparisons(self) -> dict[str, list[tuple[Cell, Measures, Measures]]]:
        """Another count -> the cells in which the product differs from it."""
        return {
            "DuckDB": self.differing_from_floor,
            "the truth": self.differing_from_truth,
            **self.differing_from_peers,
        }

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def bench(pack_code: str, scale: float, keep: Path | None, say: Say = print) -> Result:
    """Simulate, run the product twice and one day more, run the floors, compare. Leaves nothing but `keep`."""
    with _folder(keep, f"{pack_code}-{scale:g}") as folder, _server(say) as server:
        result = Result(pack_code, scale)
        simulated = measure("simulate", stages.simulated, pack_code, scale, SEED, folder, say=say)
        result.persons = simulated.value.rows
        result.add("simulate", result.persons, simulated.seconds, simulated)
        place = stages.Place(_settings(server), pack_code, simulated.value.facts["business_date"])
        first, day = files.split(folder)
        runner = _Runner(result, place, server.pid(), say)
        runner.pipeline("", first, correct=False)
        runner.floors(first, server.url("warehouse", SUPERUSER), folder / "facts")
        made = runner.peers(first, folder, server.url("warehouse", SUPERUSER))
        runner.pipeline("again: ", first, correct=False)
        runner.pipeline("one day: ", day, correct=True)
        with beating("comparison", say):
            runner.compare_with_truth(folder)
            runner.compare_with_peers(made)
        return result


class _Runner:
    def __init__(self, result: Result, place: stages.Place, server_pid: int | None, say: Say) -> None:
        self.result, self.place, self.server_pid, self.say = result, place, server_pid, say

    def measure(self, name: str, function: Any, *arguments: Any) -> Measured:
        measured = measure(name, function, *arguments, server_pid=self.server_pid, say=self.say)
        self.result.efforts[name] = Effort(measured.own_cpu_seconds, measured.server_cpu_seconds)
        self.say(f"  {name}: {measured.seconds:.1f} s")
        return measured

    def pipeline(self, prefix: str, folder: Path, correct: bool) -> None:
        """Land, take, assess and publish; parts that the product did not reach count as nothing."""
        landed = self.measure(f"{prefix}land", stages.landed, self.place, folder)
        self.result.add(f"{prefix}land", landed.value.rows, landed.seconds, landed)
        for name, function, parts in (
            ("intake", stages.taken, INTAKE_PARTS),
            ("assessment", stages.assessed, ASSESS_PARTS),
        ):
            measured = self.measure(prefix + name, function, self.place)
            outcome = measured.value
            for part in parts:
                self.result.add(prefix + part, outcome.rows, outcome.parts.get(part, 0.0), measured)
            rest = measured.seconds - sum(outcome.parts.get(part, 0.0) for part in parts)
            self.result.add(f"{prefix}rest of {name}", outcome.rows, rest, measured)
        published = self.measure(f"{prefix}publish", stages.published, self.place, correct)
        self.result.add(f"{prefix}publish", published.value.rows, published.seconds, published)

    def peers(self, first: Path, whole: Path, url: str) -> dict[str, floor.Progress]:
        """Run each peer on the same files, then once more with one day's feed; return the last progress of each."""
        self.result.disk = disk.sizes(url)
        known, last = self._known(), {}
        for name, program in PEERS.items():
            for stage, folder in ((name, first), (name + DAY_MORE, whole)):
                measured = self.measure(f"peer: {stage}", program.run, url, self.place.pack_code, folder)
                self.result.add(stage, measured.value.rows, measured.seconds, measured)
                if folder is first:
                    progress = self._printed(measured.value.progress)
                    self.result.differing_from_peers[stage] = differences(progress, known)
                last[stage] = measured.value.progress
            with psycopg.connect(url, autocommit=True) as conn:
                conn.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(program.SCHEMA)))
        return last

    def compare_with_peers(self, made: dict[str, floor.Progress]) -> None:
        """Compare with what the peers computed after one day more, when the product has had that day, too."""
        known = self._known()
        for stage, progress in made.items():
            if stage.endswith(DAY_MORE):
                self.result.differing_from_peers[stage] = differences(self._printed(progress), known)

    def floors(self, folder: Path, url: str, scratch: Path) -> None:
        measured = self.measure("floor: DuckDB", floor.run, self.place.pack_code, folder)
        made: floor.Floor = measured.value
        self.result.add("DuckDB: read", made.rows, made.read_seconds, measured)
        self.result.add("DuckDB: compute", made.rows, made.compute_seconds, measured)
        copied = self.measure("floor: COPY", copies.run, url, scratch)
        self.result.fact_bytes = copied.value.byte_count
        for kind, seconds in copied.value.seconds.items():
            self.result.add(f"COPY, {kind}", copied.value.rows, seconds, copied)
        shutil.rmtree(scratch)
        known = self._known()
        self.result.cells = len(known)
        self.result.differing_from_floor = differences(self._printed(made.progress), known)

    def compare_with_truth(self, folder: Path) -> None:
        place = self.place
        truth = campaign.true_progress(place.settings, place.pack_code, folder)[place.business_date]
        self.result.differing_from_truth = differences(truth, self._known())

    def _known(self) -> dict[Cell, Measures]:
        return dict(campaign.progress(self.place.settings, self.place.pack_code, self.place.business_date))

    def _printed(self, progress: floor.Progress) -> dict[Cell, Measures]:
        """The senders' unit names as the pack prints them."""
        pack = load_pack(self.place.settings.pack_path(self.place.pack_code) / "pack.yaml")
        printed = {unit.unit_id: unit.name for unit in pack.units.all()}
        names = {name: printed[unit_id] for name, unit_id in pack.unit_names().items()}
        return {(names.get(unit, unit), category): measures for (unit, category), measures in progress.items()}


def differences(expected: dict[Cell, Measures], actual: dict[Cell, Measures]) -> list[tuple[Cell, Measures, Measures]]:
    """(cell, expected, actual) of every cell that differs; a cell that one side lacks counts as zeros."""
    nothing = (0, 0, 0)
    cells = sorted(expected.keys() | actual.keys())
    pairs = [(cell, expected.get(cell, nothing), actual.get(cell, nothing)) for cell in cells]
    return [pair for pair in pairs if pair[1] != pair[2]]


@contextmanager
def _folder(keep: Path | None, name: str) -> Iterator[Path]:
    """A scratch folder, removed at the end; with `keep` a folder under it that stays."""
    if keep:
        folder = keep / name
        folder.mkdir(parents=True, exist_ok=True)
        yield folder
        return
    scratch = Path(tempfile.mkdtemp(prefix="campaign-bench-"))
    try:
        yield scratch
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


@contextmanager
def _server(say: Say) -> Iterator[Server]:
    """An embedded server of its own, migrated; stopped and removed at the end."""
    home = Path(tempfile.mkdtemp(prefix="campaign-bench-home-"))
    server = Server(home)
    try:
        with beating("a server of its own", say):
            server.start()
            migrate.upgrade(server.url("warehouse", "owner"), {role: server.password(role) for role in ROLES})
        yield server
    finally:
        server.destroy()
        shutil.rmtree(home, ignore_errors=True)


def _settings(server: Server) -> Settings:
    return Settings(
        home=server.home,
        policies_dir=REPOSITORY / "policies",
        packs=(),
        embedded=True,
        warehouse_urls={role: server.url("warehouse", role) for role in ("owner", *ROLES)},
        hash_key=secrets.token_bytes(32),
        cipher_key=secrets.token_bytes(64),
        smtp=None,
    )
