"""From a file somebody has to rows that are right: read, map, check, apply, set aside, mend.

`table` (one reader per format) → `values` (cells to values) → `engine` (batches) → a registered `Target`.
"""

from .flaws import Flaw
from .target import Context, Field, Outcome, Row, Target, import_targets

__all__ = ["Context", "Field", "Flaw", "Outcome", "Row", "Target", "import_targets"]
