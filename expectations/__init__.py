"""Great Expectations suites, one per kind of delivery; a run keeps counts, never a value."""

from expectations.groups import validate_each
from expectations.lazy import NEVER_USED, import_later
from expectations.runner import SuiteResult, validate

__all__ = ["SuiteResult", "validate", "validate_each"]

import_later(*NEVER_USED)
