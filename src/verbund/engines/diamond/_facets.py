"""The four facets: a level from data and a level from opinion, never mixed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median_low
from typing import Literal, TypeAlias

from verbund.engines.disclosure import LEAST
from verbund.kit.errors import Invalid
from verbund.kit.interval import Interval

from ._measures import Figure

Level: TypeAlias = Literal["weak", "medium", "strong"]
LEVELS: tuple[Level, ...] = ("weak", "medium", "strong")
FACETS = ("factors", "demand", "related", "rivalry")


@dataclass(frozen=True, slots=True)
class Opinion:
    """What people say: how many independent ones answered each level, and the middle one."""

    answers: int
    counts: tuple[int, int, int]
    level: Level


def opinion(answers: Iterable[int], least: int = LEAST) -> Opinion | None:
    """answers: 0 weak, 1 medium, 2 strong, one for each independent company; None below `least`."""
    found = list(answers)
    if any(a not in (0, 1, 2) for a in found):
        raise Invalid("answer", "an answer is 0, 1 or 2", where="answers")
    if len(found) < max(1, least):
        return None
    counts = (found.count(0), found.count(1), found.count(2))
    return Opinion(len(found), counts, LEVELS[median_low(found)])


@dataclass(frozen=True, slots=True)
class Facet:
    """rests_on: "data", "opinion", "both" or "nothing". disagree: data and opinion lie at opposite ends."""

    code: str
    figures: tuple[Figure, ...]
    by_data: Level | None
    by_opinion: Opinion | None

    @property
    def rests_on(self) -> Literal["data", "opinion", "both", "nothing"]:
        """What there is; the two levels stand side by side and are never averaged."""
        if self.by_data and self.by_opinion:
            return "both"
        return "data" if self.by_data else "opinion" if self.by_opinion else "nothing"

    @property
    def disagree(self) -> bool:
        """Whether one says weak and the other strong."""
        return self.by_opinion is not None and {self.by_data, self.by_opinion.level} == {"weak", "strong"}


def facet(code: str, figures: Sequence[Figure], by_data: Level | None, by_opinion: Opinion | None) -> Facet:
    """A facet; raises Invalid for another code than those of `FACETS`."""
    if code not in FACETS:
        raise Invalid("facet", f"facets are {', '.join(FACETS)}", where="code")
    return Facet(code, tuple(figures), by_data, by_opinion)


def _between(value: Interval, weak: float, strong: float) -> Level | None:
    """The level when the whole interval has it, else None: an interval over a limit does not decide."""
    found = {_level(end, weak, strong) for end in (value.low, value.high)}
    return found.pop() if len(found) == 1 else None


def _level(value: float, weak: float, strong: float) -> Level:
    return "strong" if value >= strong else "weak" if value < weak else "medium"


def level_of_factors(quotient: Interval) -> Level | None:
    """Location quotient: strong from 1.25 on, weak below 0.8 (mark O)."""
    return _between(quotient, 0.8, 1.25)


def level_of_related(density: Interval, inputs_present: Interval) -> Level | None:
    """Share of the related industries present, and of the essential inputs that somebody in the region provides:
    strong when both reach a half, weak when both lie below a quarter (mark O).
    """
    found = {_between(density, 0.25, 0.5), _between(inputs_present, 0.25, 0.5)}
    if None in found:
        return None
    return found.pop() if len(found) == 1 else "medium"


def level_of_demand(concentration: Interval, inside: Interval) -> Level | None:
    """Spread over buying industries (index below 0.25) and near (three tenths stay in the region): strong when both,
    weak when neither (mark O).
    """
    spread = True if concentration.high < 0.25 else False if concentration.low >= 0.25 else None
    near = True if inside.low >= 0.3 else False if inside.high < 0.3 else None
    if spread is None or near is None:
        return None
    return "strong" if spread and near else "medium" if spread or near else "weak"


def level_of_rivalry(companies: int, evenness: Interval, young: Interval) -> Level | None:
    """At least five independent rivals, none dominating (index below 0.25), one in twenty newly founded: strong when
    all three hold, weak with fewer than five or none of the others (mark O).
    """
    if companies < 5:
        return "weak"
    even = True if evenness.high < 0.25 else False if evenness.low >= 0.25 else None
    renewed = True if young.low >= 0.05 else False if young.high < 0.05 else None
    if even is None or renewed is None:
        return None
    return "strong" if even and renewed else "medium" if even or renewed else "weak"
