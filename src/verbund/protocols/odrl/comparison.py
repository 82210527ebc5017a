"""Two policies side by side: which allows more, what contradicts, in structure and in sentences.

Containment has three answers. Yes is proven: every permission of the one, case by case, lies in a permission of
the other, whose prohibitions and duties it keeps. No comes with an access that one allows and the other does not.
Everything else is None, and said so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Final

from . import _witness
from ._regions import (
    Box,
    all_boxes,
    all_implied,
    box_implies,
    boxes,
    boxes_disjoint,
    disjoint,
    implies,
)  # fmt: skip
from .building import canonical_constraint, canonical_text, same_terms
from .conditions import Among, Gap, condition, deadline, understood, walk
from .evaluation import Context, evaluate
from .model import AnyConstraint, Constraint, Duty, Kind, Policy, Rule
from .phrases import Names
from .sentences import sentences
from .vocabulary import ACTIONS, RECIPIENT, Operator, Text, includes

MAX_ITEMS: Final = 150  # rules, duties and constraints; larger policies are not compared in detail
_MAX_TRIES: Final = 600


class Relation(StrEnum):
    """How what the first policy allows lies to what the second allows."""

    EQUAL = "equal"
    NARROWER = "narrower"
    WIDER = "wider"
    OVERLAPPING = "overlapping"
    DISJOINT = "disjoint"
    UNCLEAR = "unclear"

    @property
    def text(self) -> Text:
        """The relation as a sentence."""
        return _RELATION[self]


_RELATION: Final = {
    Relation.EQUAL: Text("Beide erlauben dasselbe.", "Both allow the same."),
    Relation.NARROWER: Text(
        "Alles, was die erste erlaubt, erlaubt auch die zweite; die zweite erlaubt mehr.",
        "The second allows all that the first allows, and more.",
    ),
    Relation.WIDER: Text(
        "Alles, was die zweite erlaubt, erlaubt auch die erste; die erste erlaubt mehr.",
        "The first allows all that the second allows, and more.",
    ),
    Relation.OVERLAPPING: Text(
        "Jede erlaubt etwas, was die andere nicht erlaubt.", "Each allows something that the other does not."
    ),
    Relation.DISJOINT: Text("Nichts ist nach beiden erlaubt.", "Nothing is allowed by both."),
    Relation.UNCLEAR: Text(
        "Ob die eine mehr erlaubt als die andere, lässt sich nicht sagen.",
        "Whether one allows more than the other cannot be told.",
    ),
}


class Difference(StrEnum):
    """What a difference is."""

    CONTRADICTION = "contradiction"
    FIRST_STRICTER = "first-stricter"
    SECOND_STRICTER = "second-stricter"
    DIFFERENT = "different"
    ONLY_FIRST = "only-first"
    ONLY_SECOND = "only-second"
    EXCLUDED = "excluded"
    NOT_UNDERSTOOD = "not-understood"


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One difference: paths in both policies (empty where one says nothing) and the sentence."""

    kind: Difference
    first: str
    second: str
    text: Text


@dataclass(frozen=True, slots=True)
class Comparison:
    """`first_in_second`: everything the first allows is allowed by the second (None: not known).

    `counterexample` is an access (action and context) that the first allows and the second does not.
    """

    relation: Relation
    first_in_second: bool | None
    second_in_first: bool | None
    differences: tuple[Disagreement, ...]
    counterexample: tuple[str, Context] | None

    @property
    def contradictions(self) -> tuple[Disagreement, ...]:
        """What cannot hold at the same time."""
        return tuple(d for d in self.differences if d.kind in (Difference.CONTRADICTION, Difference.EXCLUDED))

    def sentences(self, language: str = "de") -> list[str]:
        """The relation, then every difference, in plain sentences."""
        return [text.in_language(language) for text in (self.relation.text, *(d.text for d in self.differences))]


def compare(first: Policy, second: Policy, names: Names | None = None) -> Comparison:
    """Compare what two policies allow. `names` as for `sentences`.

    >>> from verbund.protocols.odrl import compare, membership_offer
    >>> year = membership_offer("urn:v:1", offer_id="o:1", elapsed="P12M")
    >>> two = membership_offer("urn:v:1", offer_id="o:2", elapsed="P24M")
    >>> compare(year, two).relation
    <Relation.NARROWER: 'narrower'>
    """
    if max(_size(first), _size(second)) > MAX_ITEMS:
        same = True if same_terms(first, second) else None
        relation = Relation.EQUAL if same else Relation.UNCLEAR
        return Comparison(relation, same, same, (), None)
    gaps = [(side, gap) for side, policy in enumerate((first, second)) for gap in understood(policy)]
    example, shared = _try(first, second)
    back, _ = _try(second, first)
    same = same_terms(first, second)
    clear = not gaps
    forth_in = True if same or (clear and _contained(first, second)) else False if example else None
    back_in = True if same or (clear and _contained(second, first)) else False if back else None
    if forth_in and back_in:
        relation = Relation.EQUAL
    elif clear and not shared and _apart(first, second):
        relation = Relation.DISJOINT
    elif forth_in and back_in is False:
        relation = Relation.NARROWER
    elif back_in and forth_in is False:
        relation = Relation.WIDER
    elif forth_in is False and back_in is False:
        relation = Relation.OVERLAPPING
    else:
        relation = Relation.UNCLEAR
    differences = () if same else tuple(_differences(first, second, names or {}))
    odd = tuple(_odd(side, gap) for side, gap in gaps)
    return Comparison(relation, forth_in, back_in, differences + odd, None if forth_in else example)


def _size(policy: Policy) -> int:
    """Number of rules, duties and constraints."""
    rules = policy.permissions + policy.prohibitions
    duties = [duty for rule in rules for duty in rule.duties] + list(policy.obligations)
    bodies = [rule.constraints for rule in rules] + [duty.constraints for duty in duties]
    return len(bodies) + sum(1 for body in bodies for _ in walk(body, ""))


def _try(a: Policy, b: Policy) -> tuple[tuple[str, Context] | None, bool]:
    """An access that `a` allows and `b` does not (or only with more duties), and whether one is allowed by both."""
    shared = False
    actions = {rule.action for policy in (a, b) for rule in policy.permissions + policy.prohibitions}
    for context in islice(_witness.contexts(a, b), _MAX_TRIES):
        for action in sorted(actions & ACTIONS):
            ours = evaluate(a, action, context)
            if not ours.allowed:
                continue
            theirs = evaluate(b, action, context)
            if not theirs.allowed or not _duties_kept(ours.duties, theirs.duties):
                return (action, context), shared
            shared = True
    return None, shared


def _contained(a: Policy, b: Policy) -> bool:
    """Proof that everything `a` allows is allowed by `b`."""
    if None not in (a.target, b.target) and a.target != b.target:
        return False
    for rule in a.permissions:
        duties = rule.duties + a.obligations
        for box in _let_through(a, rule):
            if not any(
                includes(other.action, rule.action)
                and _same_target(a, rule, b, other)
                and any(box_implies(box, there) for there in _let_through(b, other))
                and _duties_kept(duties, other.duties + b.obligations)
                for other in b.permissions
            ):
                return False
            if any(_bars(bar, rule, box) and not _barred_anyway(a, bar, b) for bar in b.prohibitions):
                return False
    return True


def _apart(a: Policy, b: Policy) -> bool:
    """Proof that nothing is allowed by both."""
    if None not in (a.target, b.target) and a.target != b.target:
        return True
    return all(
        not _overlap(one.action, other.action)
        or all(boxes_disjoint(x, y) for x in _let_through(a, one) for y in _let_through(b, other))
        for one in a.permissions
        for other in b.permissions
    )


def _let_through(policy: Policy, rule: Rule) -> list[Box]:
    """The boxes of a permission; parties are conditions on the recipient."""
    parties = {party for party in (policy.assignee, rule.assignee) if party is not None}
    who = tuple(Among(RECIPIENT, Operator.EQ, (party,)) for party in sorted(parties))
    return [who + box for box in boxes(rule.constraints) if not any(disjoint(x, y) for x in who for y in box)]


def _named(bar: Rule) -> list[Box]:
    """All boxes of a prohibition, its party included."""
    who = () if bar.assignee is None else (Among(RECIPIENT, Operator.EQ, (bar.assignee,)),)
    return [who + box for box in all_boxes(bar.constraints)]


def _same_target(a: Policy, one: Rule, b: Policy, other: Rule) -> bool:
    if one.target in (None, a.target) and other.target in (None, b.target):
        return True
    return one.target == other.target


def _overlap(one: str, other: str) -> bool:
    return includes(one, other) or includes(other, one)


def _bars(bar: Rule, rule: Rule, box: Box) -> bool:
    if not _overlap(bar.action, rule.action):
        return False
    return any(not any(disjoint(x, y) for x in box for y in there) for there in _named(bar))


def _barred_anyway(policy: Policy, bar: Rule, origin: Policy) -> bool:
    return any(
        includes(own.action, bar.action)
        and _same_target(origin, bar, policy, own)
        and all_implied(_named(bar), _named(own))
        for own in policy.prohibitions
    )


def _duties_kept(ours: tuple[Duty, ...], theirs: tuple[Duty, ...]) -> bool:
    return all(any(_fulfils(own, duty) for own in ours) for duty in theirs)


def _fulfils(own: Duty, duty: Duty) -> bool:
    """Whether who does `own` has done `duty`."""
    if own.action != duty.action:
        return False
    if not duty.constraints and not own.constraints:
        return own.extra == duty.extra and own.action_raw == duty.action_raw
    left, right = deadline(own), deadline(duty)
    return left is not None and right is not None and implies(left, right)


# what differs, in sentences


def _differences(a: Policy, b: Policy, names: Names) -> Iterator[Disagreement]:
    pairs: set[int] = set()
    for n, rule in enumerate(a.permissions):
        path = f"permission[{n}]"
        match = next((m for m, o in enumerate(b.permissions) if o.action == rule.action and m not in pairs), None)
        if match is None:
            yield _alone(Difference.ONLY_FIRST, path, _say(Rule(rule.action), names))
            continue
        pairs.add(match)
        other = b.permissions[match]
        yield from _limits(rule, other, path, f"permission[{match}]", names)
        yield from _duties(rule.duties, other.duties, f"{path}.duty", f"permission[{match}].duty", names)
    for m, other in enumerate(b.permissions):
        if m not in pairs:
            yield _alone(Difference.ONLY_SECOND, f"permission[{m}]", _say(Rule(other.action), names))
    yield from _exclusions(a, b, names)
    yield from _duties(a.obligations, b.obligations, "obligation", "obligation", names)
    for name, de, en in (
        ("target", "Sie betreffen verschiedene Daten.", "They concern different data."),
        ("assigner", "Sie nennen verschiedene Anbieter.", "They name different providers."),
        ("assignee", "Sie nennen verschiedene Empfänger.", "They name different recipients."),
    ):
        left, right = getattr(a, name), getattr(b, name)
        if left is not None and right is not None and left != right:
            yield Disagreement(Difference.CONTRADICTION, name, name, Text(de, en))


def _limits(one: Rule, two: Rule, p: str, q: str, names: Names) -> Iterator[Disagreement]:
    left = {_key(c): (f"{p}.constraint[{n}]", c) for n, c in enumerate(one.constraints)}
    right = {_key(c): (f"{q}.constraint[{n}]", c) for n, c in enumerate(two.constraints)}
    for key in [key for key in left if key in right]:
        del left[key], right[key]
    for key, (path, item) in list(left.items()):
        for other_key, (other_path, other) in list(right.items()):
            kind = _relate(item, other)
            if kind is not None:
                sides = (_limit(item, names), _limit(other, names))
                yield Disagreement(kind, path, other_path, _both(kind, *sides))
                if kind is not Difference.CONTRADICTION or _subject(item) == _subject(other):
                    left.pop(key, None)
                    right.pop(other_key, None)
                    break
    for path, item in left.values():
        yield _alone(Difference.ONLY_FIRST, path, _limit(item, names))
    for path, item in right.values():
        yield _alone(Difference.ONLY_SECOND, path, _limit(item, names))


def _relate(item: AnyConstraint, other: AnyConstraint) -> Difference | None:
    """How two constraints stand to each other; None when they speak of different things."""
    here, there = boxes((item,)), boxes((other,))
    if all(boxes_disjoint(x, y) for x in here for y in there):
        return Difference.CONTRADICTION
    if _subject(item) != _subject(other):
        return None
    if all_implied(here, there):
        return Difference.FIRST_STRICTER
    if all_implied(there, here):
        return Difference.SECOND_STRICTER
    return Difference.DIFFERENT


def _subject(item: AnyConstraint) -> tuple[str, str]:
    """What a constraint speaks of; the two ends of a period are two things."""
    if not isinstance(item, Constraint):
        return item.logic.value, ""
    operator = item.operator.canonical
    end = "lower" if operator in (Operator.GT, Operator.GTEQ) else ""
    return item.left, "" if isinstance(condition(item), Gap) else end


def _exclusions(a: Policy, b: Policy, names: Names) -> Iterator[Disagreement]:
    left = {_rule_key(r): (f"prohibition[{n}]", r) for n, r in enumerate(a.prohibitions)}
    right = {_rule_key(r): (f"prohibition[{n}]", r) for n, r in enumerate(b.prohibitions)}
    for kind, own, others, permissions in (
        (Difference.ONLY_FIRST, left, right, b.permissions),
        (Difference.ONLY_SECOND, right, left, a.permissions),
    ):
        for key, (path, rule) in own.items():
            if key in others:
                continue
            told = _say(rule, names, "prohibition")
            against = next((n for n, p in enumerate(permissions) if includes(rule.action, p.action)), None)
            if against is None:
                yield _alone(kind, path, told)
                continue
            paths = (path, f"permission[{against}]")
            first, second = paths if kind is Difference.ONLY_FIRST else paths[::-1]
            yield Disagreement(
                Difference.EXCLUDED,
                first,
                second,
                Text(
                    f"Die eine erlaubt, was die andere ausschließt: {told.de}",
                    f"One allows what the other rules out: {told.en}",
                ),
            )


def _duties(ours: tuple[Duty, ...], theirs: tuple[Duty, ...], p: str, q: str, names: Names) -> Iterator[Disagreement]:
    for kind, own, others, path in (
        (Difference.ONLY_FIRST, ours, theirs, p),
        (Difference.ONLY_SECOND, theirs, ours, q),
    ):
        for n, duty in enumerate(own):
            if not any(_fulfils(other, duty) for other in others):
                yield _alone(kind, f"{path}[{n}]", _say(duty, names))


def _alone(kind: Difference, path: str, told: Text) -> Disagreement:
    if kind is Difference.ONLY_FIRST:
        return Disagreement(kind, path, "", Text(f"Nur die erste sagt: {told.de}", f"Only the first says: {told.en}"))
    return Disagreement(kind, "", path, Text(f"Nur die zweite sagt: {told.de}", f"Only the second says: {told.en}"))


_BOTH: Final = {
    Difference.CONTRADICTION: Text("Beides zugleich geht nicht.", "Both cannot hold together."),
    Difference.FIRST_STRICTER: Text("Die erste ist enger.", "The first is stricter."),
    Difference.SECOND_STRICTER: Text("Die zweite ist enger.", "The second is stricter."),
    Difference.DIFFERENT: Text("Das ist verschieden.", "These differ."),
}


def _both(kind: Difference, one: Text, two: Text) -> Text:
    end = _BOTH[kind]
    return Text(
        f"Die erste sagt: {one.de} Die zweite sagt: {two.de} {end.de}",
        f"The first says: {one.en} The second says: {two.en} {end.en}",
    )


def _limit(item: AnyConstraint, names: Names) -> Text:
    policy = Policy(Kind.SET, permissions=(Rule("use", (item,)),))
    return Text(sentences(policy, "de", names)[1], sentences(policy, "en", names)[1])


def _say(item: Rule | Duty, names: Names, kind: str = "permission") -> Text:
    if isinstance(item, Duty):
        policy = Policy(Kind.SET, obligations=(item,))
    elif kind == "permission":
        policy = Policy(Kind.SET, permissions=(item,))
    else:
        policy = Policy(Kind.SET, prohibitions=(item,))
    return Text(" ".join(sentences(policy, "de", names)), " ".join(sentences(policy, "en", names)))


def _key(item: AnyConstraint) -> str:
    return canonical_text(canonical_constraint(item))


def _rule_key(rule: Rule) -> str:
    return canonical_text([rule.action, [_key(c) for c in rule.constraints], rule.assignee, rule.target])


def _odd(side: int, gap: Gap) -> Disagreement:
    paths = (gap.path, "") if side == 0 else ("", gap.path)
    which = Text("In der ersten", "In the first") if side == 0 else Text("In der zweiten", "In the second")
    text = Text(f"{which.de}: {gap.reason.de}", f"{which.en}: {gap.reason.en}")
    return Disagreement(Difference.NOT_UNDERSTOOD, *paths, text)
