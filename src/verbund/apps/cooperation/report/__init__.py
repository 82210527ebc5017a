"""The side-effect report: pure rules on plain values. What a charter does to one member, before and after."""

from .model import Basis, Case, Certainty, Effect, Line, MemberProfile, Question, Stop

__all__ = ["Basis", "Case", "Certainty", "Effect", "Line", "MemberProfile", "Question", "Stop"]
