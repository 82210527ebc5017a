"""The questions beyond the lists, in words: what is asked, what it changes, which bands there are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True, slots=True)
class Question:
    """`changes`: said before it is answered."""

    code: str
    words: Any
    changes: Any
    choices: tuple[tuple[str, Any], ...]


YES_NO = (("yes", _("yes")), ("no", _("no")))
OTHERS = (("none", pgettext_lazy("companies", "none")), ("few", _("one or two")), ("many", _("three or more")))
QUESTIONS = (
    Question(
        "need_of_us",
        _("How much of its need for your parts does your largest customer buy from you?"),
        _("Changes: how much more you need it than it needs you, and with it your role."),
        (("10", _("under 10 %")), ("50", _("10 to 50 %")), ("100", _("over 50 %"))),
    ),
    Question(
        "step_in",
        _("How many others could deliver these parts to it?"),
        _("Changes: the same figure, from the customer’s side."),
        OTHERS,
    ),
    Question(
        "buyers",
        _("How many other companies would buy what you make for it?"),
        _("Changes: the same figure, from your side."),
        OTHERS,
    ),
    Question(
        "systems",
        _("How much of your sales are assemblies or systems with parts of others in them?"),
        _("Changes: whether you are a system supplier."),
        (("none", pgettext_lazy("sales", "none")), ("less", _("less than half")), ("half", _("half or more"))),
    ),
    Question(
        "joint",
        _("How much of your sales comes from cooperations to which both sides contribute?"),
        _("Changes: whether you are a cooperation partner."),
        (("none", pgettext_lazy("sales", "none")), ("less", _("under 10 %")), ("more", _("10 % or more"))),
    ),
    Question(
        "apart",
        _("Do the companies you cooperate with work with each other as well?"),
        _("Changes: whether you are a go-between of branches, and how much your network binds you."),
        (("none", _("no")), ("some", _("some do")), ("all", _("all do"))),
    ),
    Question(
        "prescribed",
        _("Does your largest customer prescribe a standard or release of its own for your product?"),
        _("Changes: the share of your sales that is bound to specifications of others."),
        YES_NO,
    ),
    Question(
        "bargaining",
        _("Can those who read data of yours see times, quantities, capacity or costs?"),
        _("Changes: the dependence by data, because prices can be argued from them."),
        YES_NO,
    ),
    Question(
        "core_seen",
        _("Does a partner of your own branch see what customers come to you for?"),
        _("Changes: the dependence by core know-how."),
        YES_NO,
    ),
    Question(
        "weight",
        _("What share of its sales does your largest supplier make with you?"),
        _("Changes: what buying together would bring."),
        (("1", _("under 1 %")), ("5", _("1 to 5 %")), ("100", _("over 5 %"))),
    ),
    Question(
        "followed",
        _("When your prices changed in the last two years: how often because your largest customer asked for it?"),
        _("Changes: whether you set your prices or take them."),
        (("none", _("never")), ("some", _("less than half of the times")), ("most", _("mostly"))),
    ),
    Question(
        "margin",
        _("What is left of € 100 of sales before taxes?"),
        _("Changes: whether you set your prices or take them. Nobody else sees it."),
        (("2", _("under € 2")), ("5", _("€ 2 to 5")), ("100", _("over € 5"))),
    ),
)
WORDS: dict[str, Any] = {q.code: q.words for q in QUESTIONS}
