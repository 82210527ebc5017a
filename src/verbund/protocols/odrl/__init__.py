"""Usage policies: the ODRL that Dataspace Protocol 2025-1 carries, understood, explained and compared.

>>> from datetime import UTC, datetime
>>> from verbund.protocols.odrl import Context, evaluate, membership_offer, understood
>>> offer = membership_offer("urn:uuid:7", not_after=datetime(2027, 12, 31, tzinfo=UTC), offer_id="o:1")
>>> understood(offer)
[]
>>> late = datetime(2028, 1, 1, tzinfo=UTC)
>>> decision = evaluate(offer, "read", Context(late, memberships={"urn:uuid:7"}))
>>> decision.allowed, decision.explain("en")
(False, ['It is outside the agreed period.'])

Sources: ODRL Information Model 2.2 and ODRL Vocabulary 2.2 (W3C Recommendations, 2018); Dataspace Protocol
2025-1, contract schema. Own terms: `verbund.protocols.odrl.vocabulary`.
"""

from . import vocabulary
from .building import (
    agreement_from_offer,
    conditions,
    confidential_offer,
    membership_offer,
    same_terms,
    terms,
)
from .comparison import Comparison, Difference, Disagreement, Relation, compare
from .conditions import Gap, due, turning_points, understood
from .enforcement import ENFORCEMENT, Enforcement, Level, Place, enforcement
from .evaluation import Context, Decision, Finding, State, evaluate
from .model import (
    AnyConstraint,
    Constraint,
    Duty,
    Kind,
    LogicalConstraint,
    Opaque,
    Operand,
    Policy,
    Ref,
    Rule,
    Typed,
)
from .sentences import Clause, clauses, policy_from_sentences, sentences
from .values import Duration
from .vocabulary import Logic, Operator, Text

__all__ = [
    "ENFORCEMENT",
    "AnyConstraint",
    "Clause",
    "Comparison",
    "Constraint",
    "Context",
    "Decision",
    "Difference",
    "Disagreement",
    "Duration",
    "Duty",
    "Enforcement",
    "Finding",
    "Gap",
    "Kind",
    "Level",
    "Logic",
    "LogicalConstraint",
    "Opaque",
    "Operand",
    "Operator",
    "Place",
    "Policy",
    "Ref",
    "Relation",
    "Rule",
    "State",
    "Text",
    "Typed",
    "agreement_from_offer",
    "clauses",
    "compare",
    "conditions",
    "confidential_offer",
    "due",
    "enforcement",
    "evaluate",
    "membership_offer",
    "policy_from_sentences",
    "same_terms",
    "sentences",
    "terms",
    "turning_points",
    "understood",
    "vocabulary",
]
