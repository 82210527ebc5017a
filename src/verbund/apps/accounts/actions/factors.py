"""The second factor: set up, proved when it matters, read by the operator of the node where nobody else can."""

from __future__ import annotations

import hmac

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext as _

from verbund.apps.core.actor import Actor
from verbund.kit.errors import Conflict, Forbidden, Invalid, Missing

from .. import audit, second_factor
from ..models import Person
from ..tokens import SIGN
from .people import record_for

REMEMBERED = 20
"""Steps of time whose codes were used, per person: no code counts twice."""
MOST_WRONG, WRONG_FOR = 5, 300
"""Wrong codes in a row, and for how many seconds no further one is looked at."""


def set_up_second_factor(actor: Actor, person: Person) -> tuple[str, str]:
    """By the operator, for a person who cannot do it on the pages; returns (secret, address for the app), shown once.

    Raises Forbidden, Conflict (there is one).
    """
    _must_operate(actor)
    with transaction.atomic():
        if second_factor.held(Person.objects.select_for_update().get(pk=person.pk).pk):
            raise Conflict(
                "second-factor-held",
                _("This person has a second factor already."),
                remedy=_("Remove it first, if it is lost."),
            )
        secret = generate_totp_secret()
        TOTP.activate(person, secret)
        record_for(actor, person, audit.SecondFactorSet(person=person.pseudonym))
    return secret, get_adapter().build_totp_url(person, secret)


def remove_second_factor(actor: Actor, person: Person) -> None:
    """By the operator, for a lost telephone. Raises Forbidden, Missing."""
    _must_operate(actor)
    with transaction.atomic():
        if not Authenticator.objects.filter(user=person).delete()[0]:
            raise Missing("second-factor", _("This person has no second factor."))
        record_for(actor, person, audit.SecondFactorRemoved(person=person.pseudonym))


def read_code(actor: Actor, person: Person) -> str:
    """The code of now, for the operator on the node's own machine; the person's companies find it in their logs.

    Raises Forbidden for any other door, Missing.
    """
    if actor.via != "command":
        raise Forbidden("operator-only", _("Only the operator of the node may do this."))
    _must_operate(actor)
    held = Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).first()
    if held is None:
        raise Missing(
            "second-factor",
            _("This person has no second factor."),
            remedy=_("Set one up: verbund user second-factor %(email)s") % {"email": person.email},
        )
    record_for(actor, person, audit.CodeRead(person=person.pseudonym))
    return second_factor.code_at(held, second_factor.counter_now())


def prove(actor: Actor, code: str, person: Person | None = None) -> None:
    """The person behind the actor (or `person`) shows a fresh code. Inside the transaction of what it is asked for:
    where that fails, the code is not used up.

    Raises Forbidden (no person, no second factor), Conflict (too many wrong ones, used already), Invalid (missing or
    wrong), each at `code`.
    """
    person_id = person.pk if person else actor.user_id
    if not second_factor.held(person_id):
        raise Forbidden(
            "second-factor-missing",
            _("A second factor is needed for this, and you have none yet."),
            where="code",
            remedy=_("Set it up in your account under “Second factor”; it takes two minutes."),
        )
    digits = "".join(code.split())
    if not digits:
        raise Invalid(
            "second-factor-code",
            _("The code of the second factor is missing."),
            where="code",
            remedy=_("Type the six digits that your app shows now."),
        )
    wrong = f"second-factor-wrong:{person_id}"
    if cache.get(wrong, 0) >= MOST_WRONG:
        raise Conflict("second-factor-wait", _("Too many wrong codes."), where="code", remedy=_("Wait five minutes."))
    with transaction.atomic():
        held = Authenticator.objects.select_for_update().get(user_id=person_id, type=Authenticator.Type.TOTP)
        now = second_factor.counter_now()
        steps = range(now - second_factor.TOLERANCE, now + second_factor.TOLERANCE + 1)
        found = [s for s in steps if hmac.compare_digest(second_factor.code_at(held, s).encode(), digits.encode())]
        if not found:
            cache.add(wrong, 0, WRONG_FOR)
            cache.incr(wrong)
            raise Invalid(
                "second-factor-code",
                _("This code does not hold."),
                where="code",
                remedy=_("Type the six digits that your app shows now; each holds half a minute."),
            )
        used = held.data.get("used", [])
        if set(found) & set(used):
            raise Conflict(
                "second-factor-used",
                _("This code was used already."),
                where="code",
                remedy=_("Wait for the next one; it comes within half a minute."),
            )
        held.data["used"] = [*used, *found][-REMEMBERED:]
        held.save(update_fields=["data"])
    cache.delete(wrong)


def prove_to_sign(actor: Actor, code: str) -> None:
    """As `prove`; a token with the scope `sign` was made with a fresh code and stands for it while its person keeps a
    second factor."""
    if actor.scopes is None or SIGN not in actor.scopes or not second_factor.held(actor.user_id):
        prove(actor, code)


def _must_operate(actor: Actor) -> None:
    if not actor.is_system:
        raise Forbidden("operator-only", _("Only the operator of the node may do this."))
