"""Values on the right side of a constraint: instants, durations, regions.

Instants are xsd:dateTime with a time zone; durations are ISO 8601 in whole numbers; regions are ISO 3166-1
countries, NUTS codes below them, or the groups `EU` and `EEA`.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

_DURATION: Final = re.compile(
    r"P(?=.)(?:(\d{1,4})Y)?(?:(\d{1,5})M)?(?:(\d{1,5})W)?(?:(\d{1,6})D)?"
    r"(?:T(?=\d)(?:(\d{1,7})H)?(?:(\d{1,8})M)?(?:(\d{1,10})S)?)?",
    re.ASCII,
)
_INSTANT: Final = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)", re.ASCII
)  # the offset is required: without it two nodes would judge differently
_DAY: Final = 86_400

_EU: Final = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
EU: Final = frozenset(_EU.split())
EEA: Final = EU | {"IS", "LI", "NO"}
_GROUPS: Final = {"EU": EU, "EEA": EEA}
_REGION: Final = re.compile(r"[A-Z]{2}[0-9A-Z]{0,3}|EEA", re.ASCII)


@dataclass(frozen=True, slots=True)
class Duration:
    """An ISO 8601 duration, parts kept as written (`P12M` stays twelve months)."""

    years: int = 0
    months: int = 0
    weeks: int = 0
    days: int = 0
    hours: int = 0
    minutes: int = 0
    seconds: int = 0

    @classmethod
    def parse(cls, text: str) -> Duration:
        """Raises ValueError for anything but a non-negative duration in whole numbers."""
        found = _DURATION.fullmatch(text)
        if found is None:
            raise ValueError(f"no ISO 8601 duration in whole numbers: {text[:40]!r}")
        return cls(*(int(part or 0) for part in found.groups()))

    @property
    def parts(self) -> tuple[int, ...]:
        """Years, months, weeks, days, hours, minutes, seconds."""
        return (self.years, self.months, self.weeks, self.days, self.hours, self.minutes, self.seconds)

    def __str__(self) -> str:
        date = "".join(f"{n}{u}" for n, u in zip(self.parts[:4], "YMWD", strict=True) if n)
        time = "".join(f"{n}{u}" for n, u in zip(self.parts[4:], "HMS", strict=True) if n)
        return "P" + date + ("T" + time if time else "") if date or time else "PT0S"

    @property
    def calendar(self) -> tuple[int, int]:
        """(months, seconds), the two parts that cannot be converted into each other."""
        seconds = (self.weeks * 7 + self.days) * _DAY + self.hours * 3600 + self.minutes * 60 + self.seconds
        return self.years * 12 + self.months, seconds

    def after(self, start: datetime) -> datetime:
        """`start` plus this duration: months first (day clipped to the month's end), then the rest.

        The end of representable time stands for everything beyond it.
        """
        months, seconds = self.calendar
        year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
        if year > 9999:
            return datetime.max.replace(tzinfo=UTC)
        day = min(start.day, calendar.monthrange(year, month + 1)[1])
        try:
            return start.replace(year=year, month=month + 1, day=day) + timedelta(seconds=seconds)
        except OverflowError:
            return datetime.max.replace(tzinfo=UTC)

    def at_most(self, other: Duration) -> bool:
        """Whether it is never longer than `other`, whatever the starting day."""
        (m1, s1), (m2, s2) = self.calendar, other.calendar
        if m1 <= m2 and s1 <= s2:
            return True
        # n months have between 28n (with 59 days in two, 30.4 on average) and 31n days
        return m1 * 31 * _DAY + s1 <= m2 * 28 * _DAY + s2


def instant(text: str) -> datetime:
    """xsd:dateTime with time zone; raises ValueError."""
    if _INSTANT.fullmatch(text) is None:
        raise ValueError(f"no date and time with time zone: {text[:40]!r}")
    return datetime.fromisoformat(text)


def write_instant(value: datetime) -> str:
    """xsd:dateTime; UTC is written as Z. Raises ValueError for a time without zone."""
    if value.tzinfo is None:
        raise ValueError("a time without time zone")
    return value.isoformat().replace("+00:00", "Z")


def region(text: str) -> str:
    """A region's code (Greece is GR); codes are in upper case. Raises ValueError for anything else."""
    if _REGION.fullmatch(text) is None:
        raise ValueError(f"no ISO 3166 or NUTS code: {text[:40]!r}")
    return "GR" + text[2:] if text.startswith("EL") else text


def lies_in(place: str, area: str) -> bool | None:
    """Whether `place` lies in `area`; None when only a part of it may."""
    if _covers(area, place):
        return True
    if _covers(place, area) or (place in _GROUPS and area in _GROUPS and _GROUPS[place] & _GROUPS[area]):
        return None
    return False


def _covers(area: str, place: str) -> bool:
    if area == place:
        return True
    if area in _GROUPS:
        inner = _GROUPS[place] if place in _GROUPS else frozenset({place[:2]})
        return inner <= _GROUPS[area]
    return place not in _GROUPS and place.startswith(area)
