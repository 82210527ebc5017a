"""Shown, then signed: report, assent, refusal, withdrawal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from verbund.apps.accounts import actions as accounts
from verbund.apps.core.actions import record
from verbund.apps.core.actor import Actor
from verbund.apps.core.scoping import scoped_to
from verbund.kit import clock
from verbund.kit.errors import Conflict, Invalid
from verbund.protocols.register.v1 import Charter, Entry, EntryType, parse_charter, sign_assent

from .. import audit, hosting, keystore, kinds, queries, rules, texts
from ..cases import case_of
from ..models import CharterVersion, SideEffectReport, Verbund
from ..report.build import build, questions_of, report_hash
from ._open import Work, opened, said

MAX_AGE = timedelta(days=30)
MOST = 100
V = CharterVersion.Status


def show_report(
    actor: Actor, company_id: UUID, verbund_id: UUID, charter_hash: str, answers: Mapping[str, Any] | None = None
) -> SideEffectReport:
    """Compute the side-effect report of exactly this charter from the company's own data, to be shown to the actor
    now. Nothing else makes a report count as shown. `answers`: the member's own replies to the report's questions,
    by default those of the report shown last.

    A report shown to this person that still says the same is returned as it is.
    """
    rules.must_read(actor, company_id)
    charter = queries.charter(actor, company_id, verbund_id, charter_hash)
    verbund = queries.verbund(actor, company_id, verbund_id)
    if queries.own_did(company_id) not in charter.by_did:
        raise Conflict("not-named", _("This version does not name your company."))
    now = clock.now()
    with scoped_to(company_id):
        earlier = _shown(verbund, charter_hash, actor)
        if answers is None:
            answers = earlier.answers if earlier else known_answers(verbund)
        if earlier is not None and earlier.answers == answers and _problem(earlier, charter) is None:
            return earlier
        found = document(company_id, charter, now.date(), answers)
        with transaction.atomic():
            row, _new = SideEffectReport.objects.update_or_create(
                verbund=verbund,
                hash=report_hash(found),
                shown_to=actor.pseudonym,
                defaults={
                    "company_id": company_id,
                    "charter_hash": charter_hash,
                    "document": found,
                    "answers": dict(answers),
                    "computed_at": now,
                    "valid_until": now + MAX_AGE,
                    "shown_at": now,
                },
            )
            record(
                actor,
                company_id,
                audit.ReportShown(
                    verbund=str(verbund.verbund_id),
                    charter=charter_hash,
                    report=row.hash,
                    stops=len(found["stops"]),
                ),
            )
    return row


def document(company_id: UUID, charter: Charter, today: date, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The report on a day, in the texts in force here."""
    with texts.in_force():
        return build(case_of(company_id, charter, today, answers), kinds.kind_or_plain(charter.kind))


def known_answers(verbund: Verbund) -> dict[str, Any]:
    """What the member replied for an earlier version, or to a colleague; and what it replied in any of its Verbünde
    to a question that is about the company as a whole. Nobody is asked twice.
    """
    row = SideEffectReport.objects.filter(verbund=verbund).order_by("-computed_at").first()
    found = dict(row.answers) if row else {}
    asked = questions_of(kinds.kind_or_plain(verbund.kind))
    company = {code for code, question in asked.items() if question.company} - set(found)
    if company:
        others = SideEffectReport.objects.exclude(verbund=verbund).order_by("-computed_at")
        for answers in others.values_list("answers", flat=True)[:MOST]:
            found |= {code: answers[code] for code in company & set(answers) if code not in found}
    return found


def _shown(verbund: Verbund, charter_hash: str, actor: Actor) -> SideEffectReport | None:
    """The last report for this charter that was shown to this person."""
    return (
        SideEffectReport.objects.filter(
            verbund=verbund, charter_hash=charter_hash, shown_at__isnull=False, shown_to=actor.pseudonym
        )
        .order_by("-shown_at", "-computed_at")
        .first()
    )


def _problem(row: SideEffectReport, charter: Charter) -> Conflict | None:
    """Why a report shown does not count any more: too old, or overtaken by other data."""
    remedy = _("Open the side-effect report of this very version and read it, then sign.")
    if clock.now() > min(row.valid_until, row.computed_at + MAX_AGE):
        return Conflict("report-old", _("The side-effect report is older than 30 days."), remedy=remedy)
    again = document(row.company_id, charter, row.computed_at.date(), row.answers)
    if report_hash(again) != row.hash:
        return Conflict("report-overtaken", _("Your data have changed since the report was shown."), remedy=remedy)
    return None


def must_have_seen(actor: Actor, verbund: Verbund, charter: Charter) -> SideEffectReport:
    """The report that was shown to this person for exactly this charter and still holds. Raises Conflict."""
    row = _shown(verbund, charter.hash, actor)
    if row is None:
        raise Conflict(
            "report-not-shown",
            _("The side-effect report of this charter was not shown to you."),
            remedy=_("Open the side-effect report of this very version and read it, then sign."),
        )
    problem = _problem(row, charter)
    if problem is not None:
        raise problem
    return row


def assent(
    actor: Actor, company_id: UUID, verbund_id: UUID, charter_hash: str, stop_reason: str = "", code: str = ""
) -> Entry:
    """Sign this version: a charter by a person with a mandate only, a light form by who binds the company. Only after
    the report for exactly this charter was shown to that person, is not older than 30 days and still says the same.
    Over a stop sign only with a written reason, which stays with the company. A charter asks for the second factor:
    `code`, fresh; a token with the scope `sign` was given one."""
    rules.must_agree(actor, company_id, queries.charter(actor, company_id, verbund_id, charter_hash).form)
    with opened(actor, company_id, verbund_id) as work:
        row = work.version(charter_hash)
        charter = parse_charter(row.document)
        seen = must_have_seen(actor, work.verbund, charter)
        _signable(work, row, charter)
        reason = stop_reason.strip()
        if seen.document["stops"] and not reason:
            raise Invalid(
                "stop-sign",
                _("The report advises not to sign as it stands."),
                where="stop_reason",
                remedy=_("Change the terms by a counter-proposal, or write down why you sign all the same."),
            )
        signer = keystore.signer(company_id, work.did)
        if charter.by_did[work.did].key != signer.thumbprint:
            raise Conflict(
                "other-key",
                _("The charter names another key of your company."),
                remedy=_("Ask the proposer to put the same terms forward again, with the keys of today."),
            )
        if charter.form == "charter":
            accounts.prove_to_sign(actor, code)
        if reason:
            seen.stop_reason = reason
            seen.save(update_fields=["stop_reason"])
        signature = sign_assent(
            signer,
            verbund=work.verbund.urn,
            charter=charter_hash,
            member=work.did,
            report=seen.hash,
            host=hosting.host_of(company_id),
        )
        record(
            actor,
            company_id,
            audit.CharterSigned(
                verbund=str(verbund_id),
                charter=charter_hash,
                report=seen.hash,
                over_stop=bool(seen.document["stops"]),
            ),
        )
        return work.say(EntryType.ASSENT, {"report": seen.hash, "signature": signature}, charter_hash)


def _signable(work: Work, row: CharterVersion, charter: Charter) -> None:
    if work.did not in charter.by_did:
        raise Conflict("not-named", _("This version does not name your company."))
    if row.status != V.PROPOSED:
        raise Conflict(
            "not-on-table",
            _("This version is not up for signature."),
            details={"state": row.status},
            remedy=_("Sign the version that was put forward last."),
        )
    if clock.now() > charter.sign_by:
        raise Conflict("too-late", _("The date by which to sign has passed."), remedy=_("Ask for a new version."))
    standing = work.held.register.state().charters.get(charter.hash)
    if standing is not None and standing.positions.get(work.did) == "assented":
        raise Conflict("signed", _("Your company has signed this version already."))


def refuse(actor: Actor, company_id: UUID, verbund_id: UUID, charter_hash: str, reason: str = "") -> Entry:
    """Say no to this version; an assent of one's own is taken back."""
    rules.must_release(actor, company_id)
    with opened(actor, company_id, verbund_id) as work:
        work.version(charter_hash)
        return work.say(EntryType.REFUSAL, said(reason), charter_hash)


def withdraw(actor: Actor, company_id: UUID, verbund_id: UUID, charter_hash: str, reason: str = "") -> Entry:
    """Take a signature back for good, until the version is in force; after that leaving is another act."""
    rules.must_release(actor, company_id)
    with opened(actor, company_id, verbund_id) as work:
        work.version(charter_hash)
        return work.say(EntryType.WITHDRAWN, said(reason), charter_hash)


def confirm(actor: Actor, company_id: UUID, verbund_id: UUID) -> Entry:
    """Settle a dispute of one's own: stay a member although a withdrawal crossed the entry into force."""
    queries.verbund(actor, company_id, verbund_id)
    rules.must_sign(actor, company_id)
    with opened(actor, company_id, verbund_id) as work:
        state = work.held.register.state()
        if state.current is None or not state.disputed:
            raise Conflict("no-dispute", _("There is no dispute to settle."))
        effective = state.charters[state.current].effective
        return work.say(EntryType.JOINED, {"effective": effective}, state.current)
