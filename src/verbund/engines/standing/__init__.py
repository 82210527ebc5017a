"""Where a company stands in its value network: concentration, dependence, power, exposure, role.

Every figure is a `Measure`: an interval that contains the true value, its evidence, its inputs, and the unknown input
that would narrow it most. Unknown is not zero, and a wider input never gives a narrower result. Partners under one
owner count as one.

>>> from verbund.engines.standing import Holding, concentration, signs
>>> from verbund.kit.interval import Interval
>>> customers = [
...     Holding("Spreewerk Antriebe", "Spreewerk", Interval(4.8, 4.8)),
...     Holding("Spreewerk Service", "Spreewerk", Interval(0.2, 0.2)),
...     Holding("Adler", None, Interval(2.0, 3.0)),
... ]
>>> found = concentration(customers, "customers")
>>> found.largest.interval.low, round(found.largest.interval.high, 3), found.largest.ask.input
(0.625, 0.714, 'Adler')
>>> [(sign.threshold.code, sign.certain) for sign in signs(found.largest)][0]
('customer-50', True)

Network measures (`constraint`, `brokerage`, `tier_depth`, `betweenness`) work on whole networks of known links.
"""

from ._change import Change, change
from ._concentration import (
    Behind,
    Concentration,
    Holding,
    concentration,
    fourth_parties,
    hhi,
    rest_of,
    top_share,
)
from ._exposure import (
    Reading,
    Sharing,
    Specified,
    Terms,
    competence_exposure,
    data_exposure,
    price_taking,
    specification,
)
from ._measure import Ask, Evidence, Measure, narrowing
from ._power import Power, lack_of_alternatives, power
from ._role import RULES, Condition, Finding, Role, Shift, Traits, role
from ._seen import PARTNERS_LINKED, Seen, bridging_seen, constraint_seen, loss_seen, seen
from ._sourcing import Need, Source, Sourcing, sourcing
from ._structure import Betweenness, Brokerage, betweenness, brokerage, constraint, tier_depth
from ._thresholds import THRESHOLDS, Sign, Threshold, signs

__all__ = [
    "PARTNERS_LINKED",
    "RULES",
    "THRESHOLDS",
    "Ask",
    "Behind",
    "Betweenness",
    "Brokerage",
    "Change",
    "Concentration",
    "Condition",
    "Evidence",
    "Finding",
    "Holding",
    "Measure",
    "Need",
    "Power",
    "Reading",
    "Role",
    "Seen",
    "Sharing",
    "Shift",
    "Sign",
    "Source",
    "Sourcing",
    "Specified",
    "Terms",
    "Threshold",
    "Traits",
    "betweenness",
    "bridging_seen",
    "brokerage",
    "change",
    "competence_exposure",
    "concentration",
    "constraint",
    "constraint_seen",
    "data_exposure",
    "fourth_parties",
    "hhi",
    "lack_of_alternatives",
    "loss_seen",
    "narrowing",
    "power",
    "price_taking",
    "rest_of",
    "role",
    "seen",
    "signs",
    "sourcing",
    "specification",
    "tier_depth",
    "top_share",
]
