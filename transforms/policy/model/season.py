"""Days of a campaign: on which of them deliveries are taken in, and which business dates a pack can mean. Pure."""

from __future__ import annotations

from datetime import date, timedelta

from transforms.policy.model.pack import Pack
from transforms.policy.model.slots import due_days

# Senders hand in their first lists in the weeks before the window opens.
DAYS_BEFORE_WINDOW = 31


def intake_days(pack: Pack) -> tuple[date, date]:
    """Return the first and the last day on which deliveries of the pack are taken in.

    The first is 31 days before the first collection window; the last ends the plan year or the last window, whichever
    ends later.
    """
    first = pack.starts_on - timedelta(days=DAYS_BEFORE_WINDOW)
    return first, max(pack.ends_on, date(pack.campaign.plan_year, 12, 31))


def misplaced_zh(pack: Pack, day: date, today: date) -> str | None:
    """Return in Chinese why `day` is probably mistyped as a business date of the pack, or None if it is plausible.

    Implausible is a day outside of the pack's years (from the first intake to the end of the plan year, or to the last
    report), and a day after `today` while the campaign runs. A campaign that has not begun may be tried out with any of
    its days.
    """
    first, last = intake_days(pack)
    years = first.year, max(last, *due_days(pack)).year
    if not years[0] <= day.year <= years[1]:
        return f"业务日期 {day} 不在政策包 {pack.pack_code} 的年份（{years[0]}–{years[1]}）内"
    if first <= today <= last and day > today:
        return f"业务日期 {day} 晚于今天（{today}）"
    return None
