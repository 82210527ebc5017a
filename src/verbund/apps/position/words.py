"""The position in sentences, in the language in force. Every sentence carries its figure; what is unknown says so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from verbund.apps.core.templatetags.look import in_euros, per_cent
from verbund.apps.ecosystem.neighbourhood import Neighbourhood
from verbund.engines.standing import Condition, Role, Shift
from verbund.kit.interval import Interval

from .measures import Dependence, Position, mine

TITLES: dict[str, Any] = {
    "customers": gettext_lazy("Customers"),
    "suppliers": gettext_lazy("Suppliers"),
    "specification": gettext_lazy("Specifications"),
    "platforms": gettext_lazy("Programs and cloud"),
    "data": gettext_lazy("Data with others"),
    "core": gettext_lazy("Core know-how"),
}
SHORT: dict[str, Any] = {
    "customers": gettext_lazy("Largest customer"),
    "suppliers": gettext_lazy("Largest supplier"),
    "specification": gettext_lazy("Customers’ specifications"),
    "platforms": gettext_lazy("Programs and cloud"),
    "data": gettext_lazy("Data with others"),
    "core": gettext_lazy("Core know-how"),
}
EXPLAINED: dict[str, Any] = {
    "customers": gettext_lazy("Share of the largest customer in your sales."),
    "suppliers": gettext_lazy(
        "Share of the largest supplier in your purchases; besides, it counts who cannot be replaced."
    ),
    "specification": gettext_lazy(
        "Share of sales for which drawing, tool, standard or release belong to the customer: these parts you can sell "
        "to nobody else."
    ),
    "platforms": gettext_lazy("Share of your work that runs at the largest provider of programs or cloud."),
    "data": gettext_lazy("Share of your sales made to customers who read data of yours and can bargain with them."),
    "core": gettext_lazy("Share of your core competences that you share with a competitor."),
}
LEVELS: dict[str, tuple[str, Any]] = {
    "high": ("danger", gettext_lazy("high")),
    "raised": ("watch", gettext_lazy("raised")),
    "low": ("good", gettext_lazy("low")),
    "unknown": ("unknown", gettext_lazy("unknown")),
}
ROLES: dict[Role, Any] = {
    Role.ORCHESTRATOR: gettext_lazy("Hub of the network"),
    Role.BROKER: gettext_lazy("Go-between of branches"),
    Role.EXTENDED_WORKBENCH: gettext_lazy("Extended workbench"),
    Role.SYSTEM_SUPPLIER: gettext_lazy("System supplier"),
    Role.COOPERATION_PARTNER: gettext_lazy("Cooperation partner"),
    Role.PARTS_SUPPLIER: gettext_lazy("Parts supplier"),
}
TRAITS: dict[str, Any] = {
    "coordination": gettext_lazy("Known cooperations that run through you"),
    "bridging": gettext_lazy("Connections between branches that only you make"),
    "largest_customer": gettext_lazy("Sales to the largest customer"),
    "specified": gettext_lazy("Sales for which drawing, tool, standard or release belong to the customer"),
    "own_design": gettext_lazy("Sales of your own design"),
    "systems": gettext_lazy("Sales as assemblies or systems with parts of others"),
    "joint": gettext_lazy("Sales within cooperations in which both sides contribute"),
    "imbalance": gettext_lazy("How much more you need your largest customer than it needs you"),
}
ASKS: dict[str, Any] = {
    "customers": gettext_lazy("more exactly with your list of customers"),
    "suppliers": gettext_lazy("more exactly with your list of suppliers"),
    "others": gettext_lazy("more exactly once you say who owns the drawings of your small customers"),
    "platforms": gettext_lazy("more exactly once you say what runs at which provider"),
    "data": gettext_lazy("more exactly once you say who may read data of yours"),
    "competences": gettext_lazy("more exactly once you say why customers call you of all people"),
    "relations": gettext_lazy("more exactly once you say with whom you work"),
    "shared-core": gettext_lazy("more exactly once you say what the partner sees of your core know-how"),
}
SOURCES = {"customers": gettext_lazy("your statements"), "network": gettext_lazy("public profiles")}


def number(value: float, places: int = 0) -> str:
    """1.234,5 in German."""
    shown = formats.number_format(round(value, places), places, use_l10n=True, force_grouping=True)
    return shown.replace("-", "−")


def percent(share: Interval) -> str:
    """58 %; a range where the ends differ by half a point or more."""
    low, high = share.low * 100, share.high * 100
    if round(low) == round(high):
        return per_cent(number(low))
    return per_cent(f"{number(low)}–{number(high)}")


def euros(amount: Interval | None) -> str:
    """An amount rounded to what is known: three digits, a range where the ends differ."""
    if amount is None:
        return _("unknown")
    low, high = _three(amount.low), _three(amount.high)
    shown = number(low) if low == high else _("%(low)s to %(high)s") % {"low": number(low), "high": number(high)}
    return in_euros(shown)


def thousands(amount: Interval | None) -> str:
    """In thousand euros, for tables whose head names the unit."""
    if amount is None:
        return _("open")
    low, high = round(amount.low / 1000), round(amount.high / 1000)
    return number(low) if low == high else f"{number(low)}–{number(high)}"


def _three(value: float) -> float:
    if abs(value) < 1000:
        return round(value)
    step = 10 ** (len(str(int(abs(value)))) - 3)
    return round(value / step) * step


def headline(found: Position) -> str:
    """The finding as a title."""
    high = {d.code for d in found.dependences if d.level == "high"}
    if not found.own:
        return _("Nothing is known of your network yet")
    if {"customers", "specification"} <= high:
        return _("Much at one customer, and to its drawings")
    if "customers" in high:
        return _("Much at one customer")
    if any("irreplaceable" in d.why for d in found.dependences):
        return _("One supplier that nobody can replace")
    if "suppliers" in high:
        return _("Much from one supplier")
    if "specification" in high:
        return _("Good work, to the drawings of others")
    if "platforms" in high:
        return _("Most of it runs at one provider")
    if sum(d.level == "unknown" for d in found.dependences) >= 3:
        return _("Much is still unknown")
    if high:
        return _("One dependence lies above its warning mark")
    return _("Well balanced, none above its warning mark")


def lede(n: Neighbourhood, found: Position) -> str:
    """At most two sentences: the largest customer, then who cannot be replaced or else the largest supplier."""
    if not found.own:
        return _("Read in your lists of customers and suppliers, or name your three largest. Nobody else sees them.")
    said = []
    customer, supplier = found.of("customers"), found.of("suppliers")
    if customer.partner and customer.share.width < 0.2:
        said.append(
            _("%(share)s of your sales go to %(name)s.") % {"share": percent(customer.share), "name": customer.partner}
        )
    fixed = irreplaceable(n)
    if fixed:
        said.append(_("%(names)s cannot be replaced today.") % {"names": _several(fixed)})
    elif supplier.partner and supplier.share.width < 0.2:
        said.append(
            _("%(share)s of your purchases come from %(name)s.")
            % {"share": percent(supplier.share), "name": supplier.partner}
        )
    if not said:
        said.append(_("What is hatched is not known yet; beside it stands what would make it known."))
    return " ".join(said)


def irreplaceable(n: Neighbourhood) -> list[str]:
    """Suppliers that the company says it cannot replace."""
    names = [
        n.firms[t.giver].name
        for t in mine(n, "supplies")
        if t.taker == n.company and t.giver in n.firms and t.replaceable == "no"
    ]
    return list(dict.fromkeys(names))


def second_source(n: Neighbourhood, partner: UUID) -> str:
    """The sentence to search with for another supplier of the same."""
    what = [t.product_de for t in mine(n, "supplies") if t.giver == partner and t.product_de]
    branch = ", ".join(dict.fromkeys(what)) or n.firms[partner].name
    return _("We look for a second source: %(what)s") % {"what": branch}


def note(n: Neighbourhood, d: Dependence) -> str:
    """What made the level, in one line."""
    parts: list[str] = []
    if d.code == "customers" and d.partner:
        parts.append(d.partner)
        late = [
            t.payment_days
            for t in mine(n, "supplies")
            if t.giver == n.company and t.taker and n.firms[t.taker].name == d.partner and t.payment_days
        ]
        if "pays-late" in d.why and late:
            parts.append(_("pays after %(days)s days, beyond 60 only if agreed expressly") % {"days": max(late)})
    elif d.code == "suppliers":
        fixed = irreplaceable(n)
        if fixed and d.level != "high":
            parts.append(_("size inconspicuous; but %(names)s cannot be replaced") % {"names": _several(fixed)})
        elif fixed:
            parts += [d.partner, _("%(names)s cannot be replaced") % {"names": _several(fixed)}]
        elif d.partner:
            parts.append(d.partner)
    elif d.code == "platforms" and d.partner:
        parts.append(d.partner)
        parts += [_("behind it %(name)s") % {"name": w.partition(":")[2]} for w in d.why if w.startswith("behind:")]
    elif d.code == "specification" and d.share.high == 0:
        parts.append(_("own drawings throughout"))
    elif d.code == "specification" and d.partner:
        parts.append(_("mostly %(name)s") % {"name": d.partner})
    elif d.code == "data":
        readers = next((int(w.partition(":")[2]) for w in d.why if w.startswith("readers:")), None)
        if readers == 0:
            parts.append(_("no reader stated"))
        elif readers:
            parts.append(
                ngettext("%(n)s reader: %(name)s", "%(n)s readers", readers) % {"n": readers, "name": d.partner}
            )
    elif d.code == "core":
        if d.partner:
            parts.append(_("you work with %(name)s, of your own branch") % {"name": d.partner})
        elif d.share.high == 0:
            parts.append(_("shared with no competitor"))
    if d.ask and not d.share.known:
        parts.append(str(ASKS.get(d.ask, _("more exactly with: %(what)s") % {"what": d.ask})))
    return "; ".join(parts)


def role_title(found: Position) -> str:
    """The role, or the ones it may be."""
    if found.role.role:
        return str(ROLES[found.role.role])
    names = [str(ROLES[r]) for r in found.role.possible]
    return _("Still open: %(names)s") % {"names": _several(names, _("or"))}


def condition(c: Condition) -> str:
    """From which value on a rule holds."""
    limit = percent(Interval.of(c.limit))
    if c.sense == "at least":
        return _("from %(limit)s on") % {"limit": limit}
    return _("below %(limit)s") % {"limit": limit}


def shifts(changes: Sequence[Shift]) -> str:
    """What would have to change for another role."""
    parts = []
    for s in changes:
        now = _("unknown today") if s.now.width > 0.99 else _("%(share)s today") % {"share": percent(s.now)}
        parts.append(f"{TRAITS[s.needed.trait]}: {condition(s.needed)} ({now})")
    return "; ".join(parts)


def _several(names: Sequence[str], last: str = "") -> str:
    if len(names) == 1:
        return names[0]
    word = last or _("and")
    return f"{', '.join(names[:-1])} {word} {names[-1]}"


WITHHELD: dict[str, Any] = {
    "too_few": gettext_lazy("not shown: fewer than five independent companies besides yours are sure of it"),
    "dominated": gettext_lazy("not shown: one or two companies make most of it"),
}
