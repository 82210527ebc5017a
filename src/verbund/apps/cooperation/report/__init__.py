"""The side-effect report: pure rules on plain values. What a charter does to one member, before and after."""

from .build import build, general, report_hash, same_findings
from .model import Basis, Case, Certainty, Effect, Line, MemberProfile, Stop

__all__ = [
    "Basis",
    "Case",
    "Certainty",
    "Effect",
    "Line",
    "MemberProfile",
    "Stop",
    "build",
    "general",
    "report_hash",
    "same_findings",
]
