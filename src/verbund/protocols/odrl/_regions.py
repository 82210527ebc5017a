"""Which accesses a list of constraints lets through, as a union of boxes (conjunctions of conditions).

`implies`, `disjoint` and `empty` prove; False means "not proven", never "proven otherwise".
"""

from __future__ import annotations

from itertools import product
from typing import Final, TypeAlias

from .building import canonical_constraint, canonical_text
from .conditions import Among, Condition, Elapsed, Gap, Moment, Uses, condition, unclear_extra
from .model import AnyConstraint, Constraint
from .values import Duration, lies_in
from .vocabulary import PURPOSE, RECIPIENT, SPATIAL, Logic, Operator

MAX_BOXES: Final = 64
_NEGATIVE: Final = (Operator.NEQ, Operator.IS_NONE_OF)
_UPPER: Final = (Operator.LT, Operator.LTEQ)

Atom: TypeAlias = Condition | str  # a text stands for what is not understood, and equals only itself
Box: TypeAlias = tuple[Atom, ...]


def boxes(items: tuple[AnyConstraint, ...]) -> list[Box]:
    """What constraints that all have to hold let through: their disjunctive normal form without empty boxes."""
    return [box for box in all_boxes(items) if not _contradicts_itself(box)]


def all_boxes(items: tuple[AnyConstraint, ...]) -> list[Box]:
    """The disjunctive normal form, of at most `MAX_BOXES` boxes, empty ones included.

    A prohibition that can never hold still bars while it is unknown whether it holds, so its boxes all count.
    """
    found: list[Box] = [()]
    for item in items:
        inner = _boxes(item)
        if len(found) * len(inner) > MAX_BOXES:
            inner = [(_opaque(item),)]
        found = [left + right for left, right in product(found, inner)]
    return found


def _boxes(item: AnyConstraint) -> list[Box]:
    if isinstance(item, Constraint):
        meaning = condition(item)
        if isinstance(meaning, Gap):
            return [(_opaque(item),)]
        if isinstance(meaning, Among) and meaning.operator is Operator.IS_ANY_OF and len(meaning.values) <= 16:
            return [(Among(meaning.subject, Operator.EQ, (value,)),) for value in meaning.values]
        return [(meaning,)]
    if item.logic is Logic.XONE or unclear_extra(item.extra, ""):
        return [(_opaque(item),)]
    if item.logic is not Logic.OR:
        return all_boxes(item.operands)
    found = [box for operand in item.operands for box in _boxes(operand)]
    return found if len(found) <= MAX_BOXES else [(_opaque(item),)]


def _opaque(item: AnyConstraint) -> str:
    return canonical_text(canonical_constraint(item))


def box_implies(a: Box, b: Box) -> bool:
    """Whether everything in box `a` is in box `b`."""
    return all(any(implies(x, y) for x in a) for y in b)


def all_implied(a: list[Box], b: list[Box]) -> bool:
    """Whether each box of `a` lies in a box of `b`."""
    return all(any(box_implies(x, y) for y in b) for x in a)


def boxes_disjoint(a: Box, b: Box) -> bool:
    """Whether no access is in both boxes."""
    return any(disjoint(x, y) for x in a for y in b) or any(empty(x) for x in a + b)


def _contradicts_itself(box: Box) -> bool:
    return any(empty(x) for x in box) or any(disjoint(x, y) for n, x in enumerate(box) for y in box[n + 1 :])


def empty(atom: Atom) -> bool:
    """Whether nothing satisfies the condition."""
    return isinstance(atom, Uses) and _most(atom) < 1


def implies(a: Atom, b: Atom) -> bool:
    """Whether `b` holds wherever `a` holds."""
    if a == b:
        return True
    if isinstance(a, Uses) and isinstance(b, Uses):
        return _most(a) <= _most(b)
    if isinstance(a, Moment | Elapsed) and isinstance(b, Moment | Elapsed):
        upper = a.operator in _UPPER
        if type(a) is not type(b) or upper != (b.operator in _UPPER):
            return False
        strict = a.operator in (Operator.LTEQ, Operator.GTEQ) and b.operator in (Operator.LT, Operator.GT)
        return _before(a, b, strict) if upper else _before(b, a, strict)
    if isinstance(a, Among) and isinstance(b, Among) and _attribute(a) == _attribute(b):
        return _among_implies(a, b)
    return False


def disjoint(a: Atom, b: Atom) -> bool:
    """Whether `a` and `b` never hold together."""
    if isinstance(a, Moment | Elapsed) and isinstance(b, Moment | Elapsed):
        if type(a) is not type(b) or (a.operator in _UPPER) == (b.operator in _UPPER):
            return False
        upper, lower = (a, b) if a.operator in _UPPER else (b, a)
        inclusive = upper.operator is Operator.LTEQ and lower.operator is Operator.GTEQ
        return _before(upper, lower, strict=inclusive)
    if not (isinstance(a, Among) and isinstance(b, Among)) or _attribute(a) != _attribute(b):
        return False
    if a.subject not in (PURPOSE, RECIPIENT, SPATIAL) or Operator.IS_PART_OF in _groups(a, b):
        return False
    if a.operator in _NEGATIVE:
        a, b = b, a
    if a.operator in _NEGATIVE:
        return False
    if b.operator in _NEGATIVE:
        return all(any(_inside(x, y, a.subject) for y in b.values) for x in a.values)
    return all(_apart(x, y, a.subject) for x in a.values for y in b.values)


def _groups(a: Among, b: Among) -> tuple[Operator, ...]:
    """Somebody can be in several groups, so two groups never exclude each other."""
    return (a.operator, b.operator) if a.subject == RECIPIENT else ()


def _attribute(among: Among) -> tuple[str, bool]:
    """What of the context is looked at: groups are another thing than the recipient itself."""
    return among.subject, among.subject == RECIPIENT and among.operator is Operator.IS_PART_OF


def _among_implies(a: Among, b: Among) -> bool:
    if a.subject not in (PURPOSE, RECIPIENT, SPATIAL):
        return _held_implies(a, b)
    subject = a.subject
    if a.operator in _NEGATIVE:
        return b.operator in _NEGATIVE and all(any(_inside(y, x, subject) for x in a.values) for y in b.values)
    if b.operator in _NEGATIVE:
        return all(_apart(x, y, subject) for x in a.values for y in b.values)
    return all(any(_inside(x, y, subject) for y in b.values) for x in a.values)


def _held_implies(a: Among, b: Among) -> bool:
    """Memberships and claims: several can be held at once."""
    left, right = set(a.values), set(b.values)
    if a.operator is Operator.IS_ALL_OF or len(left) == 1:
        return right <= left if b.operator is Operator.IS_ALL_OF else bool(left & right)
    return left <= right and (b.operator is not Operator.IS_ALL_OF or len(right) == 1)


def _inside(x: str, y: str, subject: str) -> bool:
    return lies_in(x, y) is True if subject == SPATIAL else x == y


def _apart(x: str, y: str, subject: str) -> bool:
    return lies_in(x, y) is False if subject == SPATIAL else x != y


def _most(uses: Uses) -> int:
    return uses.limit - (uses.operator is Operator.LT)


def _before(a: Moment | Elapsed, b: Moment | Elapsed, strict: bool) -> bool:
    if isinstance(a, Moment) and isinstance(b, Moment):
        return a.at < b.at or (a.at == b.at and not strict)
    assert isinstance(a, Elapsed)
    assert isinstance(b, Elapsed)
    if not strict:
        return a.duration.at_most(b.duration)
    months, seconds = a.duration.calendar
    return Duration(months=months, seconds=seconds + 1).at_most(b.duration)
