"""Forms of one's own company: profile, competences, resources, sites, relations, releases."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from verbund.apps.core.models import Company

from .fields import DayField, LookForm, NumberField, TagsField
from .models import Relation, Resource
from .queries import find_partner
from .rules import RELEASABLE

WZ = {"max_length": 8, "required": False, "help_text": _("WZ 2008, for example 25.62")}
BOTH = _("Shown on the English pages; empty: the German text.")


def _text(**kwargs: Any) -> forms.CharField:
    return forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), required=False, max_length=5000, **kwargs)


class ProfileForm(LookForm):
    name = forms.CharField(label=_("Name"), max_length=300)
    legal_form = forms.CharField(label=_("Legal form"), max_length=60, required=False)
    kind = forms.ChoiceField(label=_("Kind of organisation"), choices=Company.Kind.choices)
    street = forms.CharField(label=_("Street"), max_length=200, required=False)
    postcode = forms.CharField(label=_("Postcode"), max_length=10, required=False)
    city = forms.CharField(label=_("Place"), max_length=120, required=False)
    latitude = NumberField(label=_("Latitude"), low=-90, high=90, places=6, help_text=_("For distances and the map."))
    longitude = NumberField(label=_("Longitude"), low=-180, high=180, places=6)
    branch = forms.CharField(label=_("Branch in your words"), max_length=200, required=False)
    wz_code = forms.RegexField(r"^\d{2}(\.\d{1,2}(\.\d)?)?$", label=_("WZ class"), **WZ)
    employees_min = NumberField(label=_("Employees, at least"), whole=True, high=5_000_000)
    employees_max = NumberField(label=_("Employees, at most"), whole=True, high=5_000_000)
    founded = NumberField(label=_("Founded in"), whole=True, low=1000, high=2200)
    website = forms.URLField(label=_("Website"), max_length=300, required=False, assume_scheme="https")
    summary_de = _text(label=_("What you do, in two sentences"), help_text=_("This stands at the top of your page."))
    summary_en = _text(label=_("The same in English"), help_text=BOTH)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        low, high = data.get("employees_min"), data.get("employees_max")
        if low is not None and high is not None and low > high:
            raise ValidationError({"employees_max": _("The most lies below the least")})
        if (data.get("latitude") is None) != (data.get("longitude") is None):
            raise ValidationError({"longitude": _("Give latitude and longitude, or neither")})
        for name in ("latitude", "longitude"):
            if data.get(name) is not None:
                data[name] = float(data[name])
        return data


class CompetenceForm(LookForm):
    LAYERS = (
        ("core", _("Customers call us because of it")),
        ("complementary", _("We need it for that; others can do it too")),
        ("peripheral", _("We buy it in, or could")),
    )
    name_de = forms.CharField(
        label=_("What is it?"), max_length=200, help_text=_("For example: hard turning to 62 HRC")
    )
    layer = forms.ChoiceField(label=_("What is it for you?"), choices=LAYERS, widget=forms.RadioSelect)
    name_en = forms.CharField(label=_("The same in English"), max_length=200, required=False, help_text=BOTH)
    wz_code = forms.RegexField(r"^\d{2}(\.\d{1,2}(\.\d)?)?$", label=_("WZ class"), **WZ)
    people = NumberField(label=_("How many people can do it?"), whole=True, high=1_000_000)
    tags = TagsField(label=_("Keywords"), help_text=_("Separated by commas; they help others to find you."))
    public = forms.BooleanField(label=_("Everybody on this node may see it"), required=False, initial=True)


class ResourceForm(LookForm):
    name_de = forms.CharField(label=_("What could you share?"), max_length=200)
    type = forms.ChoiceField(label=_("What is it?"), choices=Resource.Type.choices)
    name_en = forms.CharField(label=_("The same in English"), max_length=200, required=False, help_text=BOTH)
    quantity = NumberField(label=_("How much in all"), places=3)
    unit = forms.CharField(
        label=_("Unit"), max_length=20, required=False, help_text=_("h/mo is hours a month, 1 is pieces")
    )
    free_share = NumberField(label=_("How much of it is free"), factor=100, high=1, places=4, unit="%")
    available_from = DayField(label=_("Free from"))
    available_until = DayField(label=_("Free until"))
    price = NumberField(label=_("Price"), unit="€", high=1e9)
    price_unit = forms.CharField(label=_("Price per"), max_length=20, required=False, help_text=_("h is an hour"))
    bound_until = DayField(label=_("Funded, and bound to its purpose until"))
    note_de = _text(label=_("For whom, on which conditions"))
    note_en = _text(label=_("The same in English"), help_text=BOTH)
    public = forms.BooleanField(label=_("Everybody on this node may see it"), required=False, initial=True)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("available_from"), data.get("available_until")
        if first and last and first > last:
            raise ValidationError({"available_until": _("The end lies before the start")})
        return data


class SiteForm(LookForm):
    name = forms.CharField(label=_("Name of the site"), max_length=200)
    street = forms.CharField(label=_("Street"), max_length=200, required=False)
    postcode = forms.CharField(label=_("Postcode"), max_length=10, required=False)
    city = forms.CharField(label=_("Place"), max_length=120, required=False)
    latitude = NumberField(label=_("Latitude"), low=-90, high=90, places=6)
    longitude = NumberField(label=_("Longitude"), low=-180, high=180, places=6)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if (data.get("latitude") is None) != (data.get("longitude") is None):
            raise ValidationError({"longitude": _("Give latitude and longitude, or neither")})
        return {k: float(v) if k in ("latitude", "longitude") and v is not None else v for k, v in data.items()}


WE, THEY = "we", "they"
SENTENCES: dict[str, tuple[str, str, Any]] = {
    "customer": ("supplies", WE, _("We supply them")),
    "supplier": ("supplies", THEY, _("They supply us")),
    "platform": ("platform", THEY, _("We run on their cloud or platform")),
    "user": ("platform", WE, _("They run on our cloud or platform")),
    "reader": ("data_access", WE, _("They may read our data")),
    "read": ("data_access", THEY, _("We may read their data")),
    "partner": ("cooperates", WE, _("We cooperate")),
    "owned": ("owns", WE, _("We hold a share of them")),
    "owner": ("owns", THEY, _("They hold a share of us")),
}
"""Word in the form → (type of relation, who is the giver, sentence)."""


def sentence_of(relation: Relation) -> str:
    """The form's word for a stored relation."""
    giver = WE if relation.giver_id == relation.company_id else THEY
    if relation.type == "cooperates":
        return "partner"
    return next(word for word, (kind, who, _t) in SENTENCES.items() if (kind, who) == (relation.type, giver))


class RelationForm(LookForm):
    sentence = forms.ChoiceField(label=_("What are they to you?"), choices=[(w, s[2]) for w, s in SENTENCES.items()])
    partner = forms.CharField(
        label=_("Who?"),
        max_length=300,
        required=False,
        help_text=_("Name as in the list of companies. Empty: several that you do not name."),
    )
    others_count = NumberField(label=_("How many unnamed ones?"), whole=True, high=1_000_000)
    product_de = forms.CharField(label=_("What is delivered or used?"), max_length=200, required=False)
    wz_code = forms.RegexField(r"^\d{2}(\.\d{1,2}(\.\d)?)?$", label=_("WZ class"), **WZ)
    amount = NumberField(label=_("Amount in the period"), unit="€", high=1e13)
    period_from = DayField(label=_("From"))
    period_to = DayField(label=_("To"))
    payment_days = NumberField(label=_("Days until payment"), whole=True, high=3650)
    replaceable = forms.ChoiceField(
        label=_("Could you replace them?"), choices=Relation.Replaceable.choices, initial="unknown"
    )
    requalify_weeks = NumberField(label=_("Weeks until a new one is approved"), whole=True, high=2000)
    stock_days = NumberField(label=_("Days your stock lasts"), whole=True, high=10_000)
    drawing_owner = forms.ChoiceField(label=_("Whose drawing is it?"), required=False)
    tool_owner = forms.ChoiceField(label=_("Whose tool is it?"), required=False)
    share = NumberField(label=_("Share held, or share of your work"), factor=100, high=1, places=4, unit="%")
    source = forms.CharField(
        label=_("Where do you know it from?"), max_length=200, help_text=_("For example: list of debtors 2025")
    )

    def __init__(self, *args: Any, company: Company, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.company = company
        for name in ("drawing_owner", "tool_owner"):
            self.fields[name].choices = [  # type: ignore[attr-defined]
                ("", _("unknown")),
                ("supplier", _("the supplier's")),
                ("customer", _("the customer's")),
            ]

    def clean_partner(self) -> Any:
        word = self.cleaned_data["partner"].strip()
        if not word:
            return None
        found, near = find_partner(word)
        if found is None:
            hint = _("Did you mean: %(names)s?") % {"names": "; ".join(near)} if near else _("Check the spelling.")
            raise ValidationError("{} {}".format(_("There is no company of this name here."), hint))
        if found == self.company.pk:
            raise ValidationError(_("This is your own company"))
        return found

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("period_from"), data.get("period_to")
        if first and last and first > last:
            raise ValidationError({"period_to": _("The end lies before the start")})
        return data

    def values(self) -> dict[str, Any]:
        """As `actions.state_relation` takes them."""
        data = dict(self.cleaned_data)
        kind, giver = SENTENCES[data.pop("sentence")][:2]
        partner = data.pop("partner")
        ends = (self.company.pk, partner) if giver == WE else (partner, self.company.pk)
        return {**data, "type": kind, "giver_id": ends[0], "taker_id": ends[1]}


FIELD_NAMES: dict[str, Any] = {
    "amount": _("amount"),
    "share": _("share"),
    "others_count": _("how many unnamed"),
    "payment_days": _("days until payment"),
    "replaceable": _("whether it can be replaced"),
    "requalify_weeks": _("weeks until a new one is approved"),
    "stock_days": _("days the stock lasts"),
    "drawing_owner": _("whose drawing it is"),
    "tool_owner": _("whose tool it is"),
}


class ReleaseForm(LookForm):
    AUDIENCES = (
        ("company", _("one company")),
        ("centre", _("the centre, for sums only")),
        ("public", _("everybody on this node")),
    )
    audience = forms.ChoiceField(label=_("Who may see it?"), choices=AUDIENCES, widget=forms.RadioSelect)
    to_company = forms.CharField(label=_("Which company?"), max_length=300, required=False)
    fields_ = forms.MultipleChoiceField(
        label=_("Besides the two names and the product, they see"),
        choices=[(f, FIELD_NAMES[f]) for f in RELEASABLE],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    purpose = forms.CharField(label=_("For what?"), max_length=200)
    valid_until = DayField(label=_("Until"), help_text=_("Empty: until you revoke it."))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("audience") == "company":
            found, near = find_partner((data.get("to_company") or "").strip())
            if found is None:
                names = "; ".join(near)
                words = (
                    _("Did you mean: %(names)s?") % {"names": names}
                    if near
                    else _("There is no company of this name here.")
                )
                raise ValidationError({"to_company": words})
            data["to_company_id"] = found
        return data
