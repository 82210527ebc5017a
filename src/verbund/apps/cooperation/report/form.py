"""The form of a Verbund as its charter makes it: network of equals, led network, domination; with evidence.

A led network and a domination differ in who can be left behind: leading is an office that the others can take away;
who dominates decides alone, is the customer of many, or reads what the others do not.
Powell (1990) on networks; Provan & Kenis (2008), Modes of network governance, for shared and led forms.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .model import Case, MemberProfile
from .reading import clause, members_in, named, setting, short, strong, voters
from .texts import both
from .votes import banzhaf, votes_of

Form = Literal["equals", "led", "domination"]
NAMES = {
    "equals": both("Netz von Gleichen", "network of equals"),
    "led": both("geführtes Netz", "led network"),
    "domination": both("Herrschaft eines Mitglieds", "domination by one member"),
}
ALONE = 0.5
"""Influence (Banzhaf) from which a member decides alone."""
AHEAD = 1.5
"""How many times the equal part of influence leads."""


@dataclass(frozen=True, slots=True)
class FormOf:
    """The form, who leads or dominates ('' for equals), and each sign of it in a sentence."""

    form: Form
    who: str
    evidence: tuple[dict[str, str], ...]

    @property
    def name(self) -> dict[str, str]:
        """In German and English."""
        return NAMES[self.form]


def form_of(case: Case) -> FormOf:
    """By votes, interface, coordination, data and power over contracts, from the charter and public profiles alone:
    every member sees the same.
    """
    members = voters(case)
    if len(members) < 2:
        return FormOf("equals", "", ())
    power = banzhaf(votes_of(case), str(setting(case, "E1", "rule", case.charter.voting)))
    top = max(members, key=lambda m: (power.get(m.did, 0.0), m.did))
    signs: dict[str, list[dict[str, str]]] = {}
    rules: dict[str, list[dict[str, str]]] = {}

    def leads(member: MemberProfile, de: str, en: str) -> None:
        signs.setdefault(member.did, []).append(both(f"{short(member.name)} {de}", f"{short(member.name)} {en}"))

    def decides(member: MemberProfile, de: str, en: str) -> None:
        leads(member, de, en)
        rules.setdefault(member.did, []).append(signs[member.did][-1])

    most = power.get(top.did, 0.0)
    if most > ALONE:
        decides(top, "kann allein entscheiden.", "can decide alone.")
    elif most > AHEAD / len(members):
        leads(top, "hat mehr Einfluss als die anderen.", "has more influence than the others.")
    holder = named(case, setting(case, "E2", "interface_owner", ""))
    if holder is not None and holder in members and not strong(case, "E2"):
        decides(holder, "bestimmt die Schnittstelle allein.", "decides alone on the interface.")
    coordinator = named(case, setting(case, "E2", "coordinator", ""))
    if coordinator is not None and coordinator in members and not setting(case, "E2", "rotates_months"):
        leads(coordinator, "koordiniert ohne Wechsel.", "coordinates without change of office.")
    for place in members_in(case, "D3", "place"):
        if place in members and not strong(case, "D3"):
            leads(place, "hält die Daten aller.", "holds everybody’s data.")
    if clause(case, "M1") is not None and not strong(case, "M1") and coordinator is not None:
        decides(coordinator, "nimmt neue Mitglieder allein auf.", "admits new members alone.")
    partner = named(case, setting(case, "X1", "partner", ""))
    if partner is not None and partner in members and setting(case, "X1", "minimum_eur") is None:
        decides(partner, "ist alleiniger Abnehmer ohne Mindestmenge.", "is the only buyer, without a minimum.")
    large = [m for m in members if m.kind == "large"]
    for member in large:
        if len(large) == 1 and signs.get(member.did):
            leads(member, "ist das einzige große Unternehmen.", "is the only large company.")
    if not signs:
        return FormOf("equals", "", (both("Keiner entscheidet allein, kein Amt bleibt bei einem.",
                                          "Nobody decides alone, no office stays with one."),))  # fmt: skip
    who = max(signs, key=lambda did: (len(rules.get(did, [])), len(signs[did]), did))
    leader = next(m for m in case.members if m.did == who)
    form: Form = "domination" if len(rules.get(who, [])) >= 2 or most > ALONE else "led"
    return FormOf(form, short(leader.name), tuple(signs[who]))
