"""Power between two partners (Emerson 1962; Casciaro & Piskorski 2005)."""

from __future__ import annotations

from dataclasses import dataclass

from verbund.kit.interval import Interval

from ._measure import Evidence, Measure, a_share, narrowing, not_negative


@dataclass(frozen=True, slots=True)
class Power:
    """ours, theirs: dependence of each on the other. mutual: their sum. imbalance: |ours - theirs|. weaker: "we",
    "they", or None when the intervals do not tell.
    """

    partner: str
    ours: Measure
    theirs: Measure
    mutual: Measure
    imbalance: Measure
    weaker: str | None


def lack_of_alternatives(alternatives: Interval) -> Interval:
    """1 / (1 + number of others that could step in); our own scale, 1 = nobody."""
    not_negative(alternatives, "alternatives")
    return Interval(1 / (1 + alternatives.high), 1 / (1 + alternatives.low))


def power(
    partner: str,
    our_share: Interval,
    our_alternatives: Interval,
    their_share: Interval,
    their_alternatives: Interval,
) -> Power:
    """Dependence of i on j = share of j in i's trade × lack of alternatives to j.

    Shares lie between 0 and 1, alternatives are counts; what is unknown is Interval(0, 1), or a wide count. Raises
    Invalid otherwise. Bounds are exact: every formula is monotone in each input, the imbalance in each dependence.
    """
    a_share(our_share, "our_share")
    a_share(their_share, "their_share")
    inputs = {
        "our_share": our_share,
        "our_alternatives": our_alternatives,
        "their_share": their_share,
        "their_alternatives": their_alternatives,
    }
    ours = our_share * lack_of_alternatives(our_alternatives)
    theirs = their_share * lack_of_alternatives(their_alternatives)

    def gap(of: dict[str, Interval]) -> Interval:
        mine = of["our_share"] * lack_of_alternatives(of["our_alternatives"])
        return _absolute(mine - of["their_share"] * lack_of_alternatives(of["their_alternatives"]))

    source = "Casciaro & Piskorski (2005)"
    evidence = (Evidence("we", ours, f"depend on {partner}"), Evidence(partner, theirs, "depends on us"))
    known = tuple(inputs.items())
    ask = narrowing(inputs, lambda values: gap(dict(values)))
    code = f"partner.{partner}"
    return Power(
        partner=partner,
        ours=Measure(f"{code}.our-dependence", ours, "1", evidence[:1], known[:2], source="Emerson (1962)"),
        theirs=Measure(f"{code}.their-dependence", theirs, "1", evidence[1:], known[2:], source="Emerson (1962)"),
        mutual=Measure(f"{code}.mutual-dependence", ours + theirs, "1", evidence, known, source=source),
        imbalance=Measure(f"{code}.imbalance", gap(inputs), "1", evidence, known, ask, source=source),
        weaker="we" if ours.low > theirs.high else "they" if theirs.low > ours.high else None,
    )


def _absolute(x: Interval) -> Interval:
    if x.low >= 0:
        return x
    if x.high <= 0:
        return Interval(-x.high, -x.low)
    return Interval(0.0, max(-x.low, x.high))
