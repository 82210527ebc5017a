"""Who is there, what can they do, what do they share, who depends on whom."""

from .figures import CompanyFigures
from .frozen import FrozenFigure
from .interview import InterviewDraft
from .profile import Competence, Resource, Site
from .relation import Relation, Release

__all__ = ["CompanyFigures", "Competence", "FrozenFigure", "InterviewDraft", "Relation", "Release", "Resource", "Site"]
