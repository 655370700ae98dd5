"""Intervals of employee insurance around the test day: ended before it, on it, begun after it, in another region."""

from datetime import date

from simulation.facts import Employment
from simulation.stories.draw import Draw, plus


def employments(draw: Draw) -> list[Employment]:
    """Draw one or two intervals of a person, as known on the cut-off of the employee list."""
    end, cut_off = draw.rules.ends_on, draw.place.employee_cut_off
    region = draw.random.choice(draw.place.employee_regions)
    since = draw.between(date(2008, 1, 1), plus(draw.rules.starts_on, -30))
    lot = draw.random.random()
    if lot < 0.70:
        return [Employment(region, since, None)]
    if lot < 0.80:
        return [Employment(region, since, draw.between(plus(end, -120), plus(end, -1)))]
    if lot < 0.84:
        return [Employment(region, since, draw.random.choice((end, plus(end, 1))))]
    if lot < 0.88:
        return [Employment(region, draw.random.choice((end, plus(end, 1), cut_off)), None)]
    first_end = draw.between(plus(end, -90), plus(end, -30))
    other = draw.random.choice(draw.place.employee_regions)
    return [
        Employment(region, since, first_end),
        Employment(other, draw.between(plus(first_end, 2), plus(end, 3)), None),
    ]
