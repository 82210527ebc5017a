"""Form fields that read numbers and shares as people write them in the language of the page."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _

from verbund.apps.core.imports import Field
from verbund.apps.core.imports.flaws import words
from verbund.apps.core.imports.values import Bad, parse


def _mark() -> str:
    return "," if (translation.get_language() or "de").startswith("de") else "."


def _written(value: Any, places: int | None = None) -> str:
    if value in (None, ""):
        return ""
    text = f"{Decimal(str(value)):f}" if places is None else f"{Decimal(str(value)):.{places}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(".", _mark())


class NumberField(forms.Field):
    """1.234,5 on a German page, 1,234.5 on an English one; empty is None. `factor` 100 shows a share as per cent."""

    def __init__(
        self,
        *,
        low: float = 0,
        high: float = 1e12,
        whole: bool = False,
        factor: int = 1,
        places: int = 2,
        unit: Any = "",
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("required", False)
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "decimal"}), **kwargs)
        self._cell = Field("number", "", "integer" if whole else "number", low=low * factor, high=high * factor)
        self.factor, self.unit, self.places = factor, unit, places

    def prepare_value(self, value: Any) -> str:
        if isinstance(value, str):
            return value
        return _written(None if value is None else Decimal(str(value)) * self.factor)

    def to_python(self, value: Any) -> Any:
        try:
            number = parse(self._cell, value, _mark())
        except Bad as error:
            told = words(error.code, error.params)
            raise ValidationError(f"{told['reason']}. {told['remedy']}") from error
        if number is None:
            return None
        if self._cell.type == "integer":
            return number
        return (Decimal(number) / self.factor).quantize(Decimal(1).scaleb(-self.places))


class DayField(forms.DateField):
    """3.12.2026 or 2026-12-03."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(
            input_formats=["%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y"],
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            **kwargs,
        )
        self.error_messages["invalid"] = _("Enter a date, for example 3.12.2026")


class TagsField(forms.CharField):
    """Words separated by commas or semicolons."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(max_length=1000, **kwargs)

    def prepare_value(self, value: Any) -> str:
        return value if isinstance(value, str) else ", ".join(value or [])

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        text = super().to_python(value)
        return list(dict.fromkeys(w.strip() for w in text.replace(";", ",").split(",") if w.strip()))[:30]

    def validate(self, value: Any) -> None:
        if self.required and not value:
            raise ValidationError(self.error_messages["required"], code="required")

    def run_validators(self, value: Any) -> None:
        super().run_validators(", ".join(value))


class LookForm(forms.Form):
    """A form in the look: the template `ecosystem/_fields.html` draws label, help, field and error."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            widget = field.widget
            chosen = isinstance(widget, (forms.CheckboxInput, forms.RadioSelect))
            widget.attrs["class"] = "check" if chosen else "input"
            if field.help_text:
                widget.attrs["aria-describedby"] = f"h-{name}"

    def add_problem(self, where: str, words: str) -> None:
        """An error of an action at its field, else at the top."""
        self.add_error(where if where in self.fields else None, words)
