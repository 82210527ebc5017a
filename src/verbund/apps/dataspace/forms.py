"""The form of a data offer: what, to whom, when, what else."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from verbund.protocols import odrl
from verbund.protocols.odrl import vocabulary as v

from .registry import Audience

MOMENTS = ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M"]
LONGEST = 3650


class OfferForm(forms.Form):
    """`whom` is `everybody`, `partner`, or the id of an audience."""

    file = forms.FileField(
        required=False,
        allow_empty_file=False,
        error_messages={"empty": _("The file is empty. Choose another one.")},
    )
    title = forms.CharField(
        max_length=200, error_messages={"required": _("Say what the data are, for example: Machine data hall 2, May.")}
    )
    description = forms.CharField(max_length=2000, required=False)
    whom = forms.ChoiceField(error_messages={"required": _("Say to whom you offer the data.")})
    partner = forms.ChoiceField(required=False)
    opens = forms.DateTimeField(
        required=False,
        input_formats=MOMENTS,
        error_messages={"invalid": _("Write date and time, for example 2027-01-31T12:00.")},
    )
    closes = forms.DateTimeField(
        required=False,
        input_formats=MOMENTS,
        error_messages={"invalid": _("Write date and time, for example 2027-01-31T12:00.")},
    )
    uses = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=100_000,
        error_messages={
            "invalid": _("Enter a whole number, for example 10."),
            "min_value": _("At least one access."),
            "max_value": _("At most 100,000 accesses."),
        },
    )
    delete_days = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=LONGEST,
        error_messages={
            "invalid": _("Enter a number of days, for example 90."),
            "min_value": _("At least one day."),
            "max_value": _("At most ten years."),
        },
    )
    no_sharing = forms.BooleanField(required=False)
    no_training = forms.BooleanField(required=False)

    def __init__(self, *args: Any, audiences: list[Audience], partners: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.audiences = {a.id: a for a in audiences if a.offer is not None}
        self.fields["whom"].choices = [(key, a.title) for key, a in self.audiences.items()] + [  # type: ignore[attr-defined]
            ("partner", ""),
            ("everybody", ""),
        ]
        self.fields["partner"].choices = [("", ""), *partners]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("whom") == "partner" and not data.get("partner") and "partner" not in self.errors:
            self.add_error("partner", _("Choose the company that may have the data."))
        if data.get("opens") and data.get("closes") and data["closes"] <= data["opens"]:
            self.add_error("closes", _("The end lies before the beginning."))
        return data

    @property
    def audience(self) -> Audience | None:
        """The group it is offered to, if one was chosen."""
        return self.audiences.get(self.cleaned_data.get("whom", ""))

    def policy(self) -> odrl.Policy:
        """The terms that the form says."""
        data = self.cleaned_data
        delete = f"P{data['delete_days']}D" if data.get("delete_days") else None
        share, train = not data.get("no_sharing"), not data.get("no_training")
        window = {"not_before": data.get("opens"), "not_after": data.get("closes"), "uses": data.get("uses")}
        if self.audience is not None:
            return odrl.membership_offer(
                self.audience.id, offer_id="offer", delete_after=delete, share=share, train=train, **window
            )
        recipients = [data["partner"]] if data["whom"] == "partner" else []
        duties = [odrl.Duty(v.LOG)]
        if delete:
            duties.insert(0, odrl.Duty(v.DELETE, (odrl.Constraint(v.ELAPSED_TIME, odrl.Operator.LTEQ, delete),)))
        ruled_out = [action for action, open_ in ((v.DISTRIBUTE, share), (v.TRAIN, train)) if not open_]
        return odrl.Policy(
            odrl.Kind.OFFER,
            "offer",
            permissions=(odrl.Rule(v.USE, odrl.conditions(recipients=recipients, **window)),),
            prohibitions=tuple(odrl.Rule(action) for action in ruled_out),
            obligations=tuple(duties),
        )
