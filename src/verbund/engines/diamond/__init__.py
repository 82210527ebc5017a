"""Porter's diamond of an industry in a region: factors, demand, related and supporting industries, rivalry.

Each facet has what data say and what people say, side by side and never averaged: a level from data exists only where
figures exist, a level from opinion only where enough independent people answered, and a facet says which it has.
What is not known is an interval, never zero.

Sources: Porter (1990) for the facets; Balassa (1965) for the location quotient; Hidalgo, Klinger, Barabási & Hausmann
(2007) for relatedness by co-occurrence. The limits of the levels are our own rules of thumb (mark O).

>>> from verbund.engines.diamond import location_quotient, relatedness
>>> from verbund.kit.interval import Interval
>>> one = Interval.of
>>> location_quotient(one(30), one(100), one(60), one(400)).value
2.0
>>> links = relatedness({("a", "gears"): 5, ("a", "steel"): 4, ("b", "gears"): 3, ("b", "steel"): 2, ("c", "bread"): 9})
>>> links.phi("gears", "steel"), links.phi("gears", "bread")
(1.0, 0.0)
"""

from ._facets import (
    FACETS,
    LEVELS,
    Facet,
    Level,
    Opinion,
    facet,
    level_of_demand,
    level_of_factors,
    level_of_related,
    level_of_rivalry,
    opinion,
)
from ._measures import Figure, Relatedness, demand, entries, location_quotient, relatedness, rivalry

__all__ = [
    "FACETS",
    "LEVELS",
    "Facet",
    "Figure",
    "Level",
    "Opinion",
    "Relatedness",
    "demand",
    "entries",
    "facet",
    "level_of_demand",
    "level_of_factors",
    "level_of_related",
    "level_of_rivalry",
    "location_quotient",
    "opinion",
    "relatedness",
    "rivalry",
]
