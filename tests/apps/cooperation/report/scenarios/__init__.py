"""For every effect of the facts: a small case in which it stands, and the change that takes it away."""

from ._edges import EDGES
from ._general import GENERAL
from ._shared import Scenario
from ._sharing import SHARING
from ._stops import STOPS
from ._working import WORKING

SCENARIOS = (*GENERAL, *SHARING, *WORKING, *EDGES)

__all__ = ["SCENARIOS", "STOPS", "Scenario"]
