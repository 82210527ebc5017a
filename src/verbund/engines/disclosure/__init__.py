"""What of private figures may be shown as aggregates: primary rule, secondary suppression, no differencing.

Three attackers are kept out. Who knows one contributor: at least five independent ones stand behind a figure and none
dominates it (`against`). Who solves the equations between the cells of a table: `suppress` hides so many more cells
that every unsafe one stays uncertain by its protection interval, also for a lone contributor of another hidden cell.
Who compares two publications: `may_renew` lets a figure follow its population only when nobody or at least five
joined or left, and `share` hides a small complement as it hides a small part.

Hundepool, Domingo-Ferrer, Franconi, Giessing, Nordholt, Spicer & de Wolf (2012), Statistical Disclosure Control,
Wiley, chapter 4; Fischetti & Salazar (2001), Solving the cell suppression problem on tabular data with linear
constraints, Management Science 47(7).

>>> from verbund.engines.disclosure import Cell, Table, count, suppress
>>> table = Table.two_way({
...     ("metal", "high"): 3, ("metal", "low"): 9, ("wood", "high"): 8, ("wood", "low"): 7,
... })
>>> sorted(suppress(table).secondary)
[('metal', 'low'), ('wood', 'high'), ('wood', 'low')]
"""

from ._primary import LARGEST, LEAST, P_PERCENT, TWO_LARGEST, Withheld, against, independent, protection
from ._publish import STEP, may_renew, mean_of, rounded, share
from ._suppress import Pattern, suppress
from ._table import Cell, Equation, Table, bounds, count, magnitude

__all__ = [
    "LARGEST",
    "LEAST",
    "P_PERCENT",
    "STEP",
    "TWO_LARGEST",
    "Cell",
    "Equation",
    "Pattern",
    "Table",
    "Withheld",
    "against",
    "bounds",
    "count",
    "independent",
    "magnitude",
    "may_renew",
    "mean_of",
    "protection",
    "rounded",
    "share",
    "suppress",
]
