"""The roll, the employee comparison lists and the table of targets."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from simulation.days import day_texts
from simulation.deliveries.layouts import EMPLOYEE_HEADER, LATE_ENTRY_HEADER, ROLL_HEADER, TARGET_HEADER, VILLAGES
from simulation.deliveries.sheets import write_targets
from simulation.facts import Employment, LateReason
from simulation.people.population import EXPECTED_ENROLMENT, Population


def roll_text(population: Population, chosen: np.ndarray) -> bytes:
    """Return the roll of some persons as csv with its header, in UTF-8: one line per person.

    `chosen`: positions of the persons in the population; if empty, the header only. Columns: name, document number,
    birth date, sex, unit, village, household, local hukou, insured last year.
    """
    if chosen.size == 0:
        return ROLL_HEADER.encode()
    people = pa.array(chosen)
    households = pa.array(population.household[chosen])
    yes_no = pa.array(["否", "是"])
    lines = pc.binary_join_element_wise(
        population.name.take(people),
        population.number.take(people),
        day_texts(population.birth[chosen], "dash"),
        pa.array(["女", "男"]).take(pa.array(population.male[chosen].astype(np.int8))),
        pa.array([name for name, _ in population.place.units]).take(pa.array(population.unit[chosen])),
        pa.array(VILLAGES).take(pa.array(population.household[chosen] // 40 % len(VILLAGES))),
        pc.binary_join_element_wise(pa.scalar("H"), pc.utf8_lpad(households.cast(pa.string()), 8, "0"), ""),
        yes_no.take(pa.array(population.hukou_local[chosen].astype(np.int8))),
        pc.binary_join_element_wise(
            yes_no.take(pa.array(population.insured_last_year[chosen].astype(np.int8))), pa.scalar("\n"), ""
        ),
        ",",
    )
    body: bytes = lines.buffers()[2].to_pybytes()
    return ROLL_HEADER.encode() + body


def employee_rows(population: Population, known: list[tuple[int, Employment]]) -> list[str]:
    """Return one csv line per interval of employee insurance, in the given order, without line end.

    `known`: (position of the person in the population, interval: region, first day, last day or None). `population`:
    gives name and document number.
    """
    indices = pa.array([index for index, _ in known], pa.int64())
    names, numbers = population.name.take(indices).to_pylist(), population.number.take(indices).to_pylist()
    return [
        f"{name},{number},{e.region},{e.insured_from.isoformat()},{e.insured_to.isoformat() if e.insured_to else ''}"
        for name, number, (_, e) in zip(names, numbers, known, strict=True)
    ]


def employee_text(rows: list[str]) -> bytes:
    """Return a list of employee insurance as csv with its header, in UTF-8. `rows`: lines without line ends."""
    return (EMPLOYEE_HEADER + "".join(f"{row}\n" for row in rows)).encode()


def late_entry_rows(population: Population, known: list[tuple[int, LateReason]]) -> list[tuple[str, ...]]:
    """List one row per reason for late entry, in the given order: unit, name, number, reason, proof, withdrawn or ''.

    `known`: (position of the person in the population, reason). `population`: gives unit, name and document number.
    """
    indices = pa.array([index for index, _ in known], pa.int64())
    names, numbers = population.name.take(indices).to_pylist(), population.number.take(indices).to_pylist()
    units = [population.place.units[population.unit[index]][0] for index, _ in known]
    return [
        (unit, name, number, reason.word, "证明", "撤销" if reason.op == "end" else "")
        for unit, name, number, (_, reason) in zip(units, names, numbers, known, strict=True)
    ]


def write_late_entries(population: Population, path: Path, rows: list[tuple[str, ...]]) -> None:
    """Write a list of reasons for late entry as an xlsx workbook to the path. `rows`: of `late_entry_rows`."""
    write_targets(path, f"{population.place.name}中途参保原因名单", LATE_ENTRY_HEADER, rows)


def target_rows(population: Population) -> list[tuple[str, str, int, str, str]]:
    """List two rows per unit: its target, and its residents as a denominator of the enrolment rate.

    The units are those of the notice's table, in its order. A row is (printed name of the unit, Chinese name of the
    figure, number of persons, status, source), the last two in Chinese. The numbers
    are those of the population, so they shrink with its scale.
    """
    rows = []
    for (name, _), target in zip(population.place.units, population.targets, strict=True):
        rows.append((name, "参保任务数", target, "正式", "任务分配表"))
        rows.append((name, "常住人口", round(target / EXPECTED_ENROLMENT * 1.03), "正式", "统计公报"))
    return rows


def appraisal_rows(population: Population) -> list[tuple[str, str, int, str, str]]:
    """List the figures of each unit that officers deliver for the appraisal, in the form of `target_rows`.

    They are employees' insurance, examined records and those without a fault, persons recognised as poor after the
    window, and cases of public opinion. The numbers are invented and differ from unit to unit.
    """
    rows = []
    for at, ((name, _), target) in enumerate(zip(population.place.units, population.targets, strict=True)):
        figures = {
            "职工参保人数": round(target / EXPECTED_ENROLMENT * (0.04 + at % 5 / 100)),
            "核查信息条数": 200,
            "信息准确条数": 200 - at % 4,
            "新增建档立卡人数": 2 + at % 3,
            "新增当月参保人数": 2 + at % 3 - (at == 6),
            "新增信息准确人数": 2 + at % 3,
            "网络舆情例数": int(at % 7 == 3),
        }
        rows += [(name, figure, persons, "正式", "县医保局统计表") for figure, persons in figures.items()]
    return rows


def write_appraisal_table(population: Population, path: Path) -> None:
    """Write the officers' figures for the appraisal as an xlsx workbook to the path, like the target table."""
    write_targets(path, f"{population.place.name}考核数据", TARGET_HEADER, appraisal_rows(population))


def write_target_table(population: Population, path: Path) -> None:
    """Write the target table as an xlsx workbook to the path, over an earlier file.

    `population` gives units and numbers. Below a title and the headings it has two rows per unit: its target, and its
    residents. A row has unit, name of the figure, persons, status and source.
    """
    write_targets(path, f"{population.place.name}参保任务数与基数", TARGET_HEADER, target_rows(population))
