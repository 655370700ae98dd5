"""Intervals of employee insurance around the test day, and what each of the two comparison lists states of them.

They end before the test day or on it, begin after it, or lie in another region. The second list states an end that the
first could not know, takes an end back, corrects a start, or leaves the person out (which ends nothing).
"""

from datetime import date
from typing import NamedTuple

from simulation.facts import Employment
from simulation.stories.draw import Draw, plus

_DAYS_IN_ADVANCE = 7  # a list knows that a contract ends, or a new one begins


class _Job(NamedTuple):
    """One interval as it was; `last` None = still insured."""

    region: str
    first: date
    last: date | None


def employments(draw: Draw) -> list[Employment]:
    """Draw the employee insurance of one person, as each of the two comparison lists states it.

    Returns the intervals (region, first and last day) of the earlier list, then those of the later list; each list
    states no, one or two. The lists may contradict each other.
    """
    jobs = _jobs(draw)
    before, at_end = draw.place.employee_cut_offs
    earlier, later = _stated(jobs, before), _stated(jobs, at_end)
    lot = draw.random.random()
    if lot < 0.06 and earlier:
        later = []
    elif lot < 0.12:
        earlier = [e._replace(insured_to=draw.between(e.insured_from, before)) for e in earlier]
    elif lot < 0.18:
        earlier = [e._replace(insured_from=plus(e.insured_from, -draw.random.randrange(1, 400))) for e in earlier]
    return earlier + later


def _jobs(draw: Draw) -> list[_Job]:
    end = draw.rules.ends_on
    region = draw.random.choice(draw.place.employee_regions)
    since = draw.between(date(2008, 1, 1), plus(draw.rules.starts_on, -30))
    lot = draw.random.random()
    if lot < 0.70:
        return [_Job(region, since, None)]
    if lot < 0.80:
        return [_Job(region, since, draw.between(plus(end, -120), plus(end, -1)))]
    if lot < 0.84:
        return [_Job(region, since, draw.random.choice((end, plus(end, 1))))]
    if lot < 0.88:
        return [_Job(region, draw.random.choice((end, plus(end, 1), plus(end, 5))), None)]
    first_end = draw.between(plus(end, -90), plus(end, -30))
    other = draw.random.choice(draw.place.employee_regions)
    return [_Job(region, since, first_end), _Job(other, draw.between(plus(first_end, 2), plus(end, 3)), None)]


def _stated(jobs: list[_Job], cut_off: date) -> list[Employment]:
    """List what a comparison list with this cut-off knows of the intervals."""
    known = plus(cut_off, _DAYS_IN_ADVANCE)
    return [
        Employment(job.region, job.first, job.last if job.last and job.last <= known else None, cut_off)
        for job in jobs
        if job.first <= known
    ]
