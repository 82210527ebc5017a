"""Which state of an opportunity leads to which; only `actions.py` moves them."""

from .models import Opportunity

S = Opportunity.State
TRANSITIONS: dict[str, frozenset[str]] = {
    S.DRAFT: frozenset({S.SUBMITTED, S.PUBLISHED, S.WITHDRAWN}),
    S.SUBMITTED: frozenset({S.PUBLISHED, S.RETURNED, S.WITHDRAWN}),
    S.RETURNED: frozenset({S.SUBMITTED, S.PUBLISHED, S.WITHDRAWN}),
    S.PUBLISHED: frozenset({S.FULFILLED, S.WITHDRAWN}),
    S.FULFILLED: frozenset(),
    S.WITHDRAWN: frozenset(),
}
