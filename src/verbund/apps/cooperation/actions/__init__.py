"""The only writes of cooperation. The actor comes first, then the company that acts, then the Verbund's shared id."""

from .effects import report_effect
from .library import take_in_texts, withdraw_texts
from .recovery import go_on, hold_back
from .signing import assent, confirm, refuse, show_report, withdraw
from .terms import adopt, bring_into_force, counter_propose, draft, edit_draft, propose, take_further
from .watching import recompute, settle_finding
from .work import benefit, contribute, decide, end, leave, offer_file, outcome, task, withdraw_file, write

__all__ = [
    "adopt",
    "assent",
    "benefit",
    "bring_into_force",
    "confirm",
    "contribute",
    "counter_propose",
    "decide",
    "draft",
    "edit_draft",
    "end",
    "go_on",
    "hold_back",
    "leave",
    "offer_file",
    "outcome",
    "propose",
    "recompute",
    "refuse",
    "report_effect",
    "settle_finding",
    "show_report",
    "take_further",
    "take_in_texts",
    "task",
    "withdraw",
    "withdraw_file",
    "withdraw_texts",
    "write",
]
