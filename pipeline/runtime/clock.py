"""Clock and time zone of the product. Business dates are always parameters; technical timestamps use this clock."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def technical_now() -> dt.datetime:
    """Return the present moment in Asia/Shanghai, for technical timestamps such as `landed_at`; no business date."""
    return dt.datetime.now(SHANGHAI)
