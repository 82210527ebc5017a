"""Which state of a project leads to which; only `actions.py` and imports of a newer file move them."""

from .models import Project

S = Project.State
TRANSITIONS: dict[str, frozenset[str]] = {
    S.IDEA: frozenset({S.RUNNING, S.IMPLEMENTED}),
    S.RUNNING: frozenset({S.IMPLEMENTED}),
    S.IMPLEMENTED: frozenset(),
}
