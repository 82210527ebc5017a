"""Forms about people."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _

ROLES = [("owner", _("Owner: runs the account, invites")), ("editor", _("Editor: keeps data, shares")),
         ("viewer", _("Viewer: reads"))]  # fmt: skip
SCOPES = [
    ("read", _("read what you may read")),
    ("write", _("keep data and act, like an editor")),
    ("import", _("import tables, nothing else")),
    ("sign", _("sign charters in your name")),
]
DAYS = [("14", _("two weeks")), ("30", _("one month")), ("60", _("two months"))]
HOURS = [("1", _("one hour")), ("2", _("two hours")), ("4", _("four hours")), ("8", _("eight hours"))]


class Dressed(forms.Form):
    """Fields as the look has them; what is missing is said as what to do."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.setdefault("class", "input")
            field.error_messages["required"] = _("Fill in this field.")


class InviteForm(Dressed):
    role = forms.ChoiceField(label=_("May"), choices=ROLES, initial="editor")
    days = forms.ChoiceField(label=_("The code holds for"), choices=DAYS, initial="30")
    to = forms.CharField(label=_("For the attention of"), max_length=120, required=False)


class CodeForm(Dressed):
    code = forms.CharField(
        label=_("Code from the letter"),
        max_length=40,
        help_text=_("16 letters and digits, for example 7K2M-09QX-4TB8-HZ31. Hyphens and small letters do not matter."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class AccountForm(Dressed):
    first_name = forms.CharField(
        label=_("First name"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    last_name = forms.CharField(
        label=_("Last name"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "family-name"})
    )
    email = forms.EmailField(
        label=_("E-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        strip=False,
        help_text=_("At least 12 characters; a sentence is easy to keep in mind."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        validators=[ProhibitNullCharactersValidator()],
    )


class TokenForm(Dressed):
    name = forms.CharField(
        label=_("What the token is for"), max_length=120, help_text=_("for example: ERP, weekly import")
    )
    scopes = forms.MultipleChoiceField(
        label=_("May"), choices=SCOPES, initial=["read"], widget=forms.CheckboxSelectMultiple(attrs={"class": "check"})
    )
    days = forms.ChoiceField(
        label=_("It holds for"), choices=[("30", _("one month")), ("365", _("one year"))], initial="365"
    )
    code = forms.CharField(
        label=_("Code of your second factor"),
        max_length=20,
        required=False,
        help_text=_("Only for a token that may sign: from then on it stands for your second factor."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class StaffForm(Dressed):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        help_text=_("What the company asked for, in a sentence. It reads this in its log."),
    )
    hours = forms.ChoiceField(label=_("For"), choices=HOURS, initial="2")
