"""Run as a script: first sheet with content of a workbook → JSON arrays, one per row. Ends with 3: too many rows,
4: not readable; anything else that is not 0: a limit of the system stopped it."""

import json
import resource
import sys
from datetime import date, datetime, time, timedelta

path, target = sys.argv[1:3]
memory, seconds, disk, most_rows, most_cell = map(int, sys.argv[3:8])
resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
resource.setrlimit(resource.RLIMIT_FSIZE, (disk, disk))
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

from python_calamine import CalamineError, CalamineWorkbook  # noqa: E402 after the limits


def plain(value: object) -> object:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, str) and len(value) > most_cell:
        return value[: most_cell + 1]
    return None if value == "" else value


def main() -> int:
    try:
        workbook = CalamineWorkbook.from_path(path)
        for name in workbook.sheet_names:
            sheet = workbook.get_sheet_by_name(name)
            if sheet.height:
                break
        else:
            return 0
        if sheet.height > most_rows + 1:
            return 3
        with open(target, "w", encoding="utf-8") as out:
            for row in sheet.iter_rows():
                values = [plain(value) for value in row]
                if any(value is not None for value in values):
                    out.write(json.dumps(values) + "\n")
    except (CalamineError, ValueError, KeyError):
        return 4
    return 0


sys.exit(main())
