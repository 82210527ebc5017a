"""The form of a need or offer; says for every field what it is good for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from verbund.kit import clock

from .models import Opportunity
from .vocabulary import UNITS

KINDS = [
    ("production", _("Production")),
    ("purchasing", _("Purchasing and selling")),
    ("development", _("Development")),
    ("data", _("Data")),
    ("competence", _("Competence")),
    ("training", _("Training")),
    ("ai", _("AI")),
]
OPEN_FOR = timedelta(days=180)


class OpportunityForm(forms.Form):
    direction = forms.ChoiceField(
        label=_("What is it"), choices=[("need", _("We seek")), ("offer", _("We offer"))], initial="need"
    )
    kind = forms.ChoiceField(label=_("Kind of cooperation"), choices=KINDS)
    title = forms.CharField(label=_("In one line"), max_length=200, help_text=_("e.g. Second hardener wanted"))
    text = forms.CharField(
        label=_("In a few sentences"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Material, size, quantity, date. No prices, no names of customers: everybody can read this."),
    )
    wz_codes = forms.CharField(
        label=_("Branches wanted (WZ)"),
        required=False,
        max_length=200,
        help_text=_("Several with commas, e.g. 25.61, 25.62. With it, the right ones are found first."),
    )
    tags = forms.CharField(
        label=_("Key words"), required=False, max_length=300, help_text=_("Several with commas, e.g. hardening")
    )
    quantity = forms.DecimalField(label=_("Quantity"), required=False, min_value=0, max_digits=14, decimal_places=3)
    unit = forms.ChoiceField(label=_("Unit"), required=False)
    radius_km = forms.IntegerField(
        label=_("Within how many km"), required=False, min_value=1, max_value=20_000, help_text=_("Empty: anywhere")
    )
    valid_until = forms.DateField(
        label=_("Open until"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    min_partners = forms.IntegerField(label=_("Partners at least"), min_value=1, max_value=1000, initial=1)
    max_partners = forms.IntegerField(label=_("at most"), min_value=1, max_value=1000, initial=1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = str((self.initial or {}).get("unit") or "")
        other = [(given, given)] if given and given not in UNITS else []
        self.fields["unit"].choices = [("", "–"), *((k, v or _("pieces")) for k, v in UNITS.items()), *other]
        self.fields["valid_until"].initial = clock.now().date() + OPEN_FOR
        for name, field in self.fields.items():
            field.widget.attrs.setdefault("class", "input")
            if self.is_bound and name in self.errors:
                field.widget.attrs |= {"aria-invalid": "true", "aria-describedby": f"e-{name}"}

    def clean_wz_codes(self) -> list[str]:
        return _several(self.cleaned_data["wz_codes"])

    def clean_tags(self) -> list[str]:
        return _several(self.cleaned_data["tags"])

    def values(self) -> dict[str, Any]:
        """Columns of an opportunity; words go into the language of the page."""
        language = "en" if get_language() == "en" else "de"
        found = {k: v for k, v in self.cleaned_data.items() if k not in ("title", "text")}
        return found | {f"title_{language}": self.cleaned_data["title"], f"text_{language}": self.cleaned_data["text"]}


def initial(row: Opportunity) -> dict[str, Any]:
    """An opportunity as the form shows it."""
    language = "en" if get_language() == "en" else "de"
    plain = ("direction", "kind", "quantity", "unit", "radius_km", "valid_until", "min_partners", "max_partners")
    return {name: getattr(row, name) for name in plain} | {
        "title": getattr(row, f"title_{language}") or str(row),
        "text": getattr(row, f"text_{language}") or row.text_de or row.text_en,
        "wz_codes": ", ".join(row.wz_codes),
        "tags": ", ".join(row.tags),
    }


def _several(text: str) -> list[str]:
    return [part.strip()[:100] for part in text.split(",") if part.strip()][:20]
