"""Terms: drafted, put forward, countered, adopted."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from verbund.apps.core.actions import record, turn
from verbund.apps.core.actor import Actor
from verbund.apps.core.models import Company
from verbund.apps.dataspace import actions as dataspace
from verbund.apps.dataspace import queries as participants
from verbund.kit import clock
from verbund.kit.errors import Conflict, Invalid
from verbund.protocols.register.v1 import Charter, Clause, EntryType, Member, difference, parse_charter

from .. import audit, carrier, keystore, kinds, light, queries, register_store, rules
from ..models import CharterVersion, Verbund
from . import _effect, _settle, key_change
from ._open import Work, opened, said

V = CharterVersion.Status
SIGN_WITHIN = timedelta(days=30)
CHANGEABLE = frozenset(
    {
        *("title", "purpose", "members", "registrar", "deputy", "clauses", "sign_by", "valid_from", "valid_until"),
        *("notice_days", "voting", "policy", "text", "form"),
    }
)


def draft(
    actor: Actor,
    company_id: UUID,
    *,
    kind: str,
    title: Mapping[str, str],
    purpose: Mapping[str, str],
    members: Iterable[Mapping[str, str]],
    clauses: Iterable[Mapping[str, Any] | Clause] | None = None,
    registrar: str | None = None,
    deputy: str | None = None,
    sign_by: datetime | None = None,
    valid_from: date | None = None,
    valid_until: date | None = None,
    notice_days: int = 30,
    voting: str = "unanimous",
    policy: Mapping[str, Any] | None = None,
    text: Mapping[str, str] | None = None,
    form: str = "charter",
    opportunity_ref: str = "",
    verbund_id: UUID | None = None,
) -> Verbund:
    """A draft of a charter; this company proposes it. Staff may draft inside a session.

    members: the others, each `did` and optionally `role` (member, coordinator, companion) and `name`. clauses: of the
    charter's profile; by default those the kind proposes for this form (exchange_circle, letter_of_intent, charter).
    Asks the members' nodes for their keys (Unresolved). Raises Invalid naming the field.
    """
    rules.must_draft(actor, company_id)
    if not kinds.known(kind):
        raise Invalid("kind", _("This kind of cooperation is not known here"), where="kind")
    company = Company.objects.get(pk=company_id)
    if not company.did:
        raise Conflict("no-did", _("This company does not take part from this node."))
    rows = _members(company, members)
    others = [member.did for member in rows if member.role != "companion" and member.did != company.did]
    urn = f"urn:uuid:{verbund_id or uuid.uuid4()}"
    charter = Charter(
        verbund=urn,
        version=1,
        previous=None,
        kind=kind,
        title=dict(title),
        purpose=dict(purpose),
        members=rows,
        registrar=registrar or company.did,
        deputy=deputy if deputy is not None else next((d for d in others if d != registrar), None),
        clauses=_clauses(light.terms(kinds.kind(kind), form) if clauses is None else clauses, urn),
        sign_by=(sign_by or clock.now() + SIGN_WITHIN).replace(microsecond=0),
        valid_from=valid_from or clock.now().date(),
        valid_until=valid_until,
        notice_days=notice_days,
        voting=voting,  # type: ignore[arg-type]  checked by the profile's schema
        policy=policy,
        text=dict(text or {}),
        form=form,  # type: ignore[arg-type]
    )
    with turn(company_id):
        verbund = Verbund.objects.create(
            company_id=company_id,
            verbund_id=UUID(charter.verbund.removeprefix("urn:uuid:")),
            kind=kind,
            title_de=(charter.title.get("de") or next(iter(charter.title.values())))[:200],
            title_en=charter.title.get("en", "")[:200],
            proposer_did=company.did,
            opportunity_ref=opportunity_ref[:200],
        )
        _keep_draft(actor, verbund, charter)
    return verbund


def edit_draft(actor: Actor, company_id: UUID, verbund_id: UUID, changes: Mapping[str, Any]) -> CharterVersion:
    """Change a draft that was not proposed yet."""
    queries.verbund(actor, company_id, verbund_id)
    rules.must_draft(actor, company_id)
    prepared = _prepared(verbund_id, changes)
    with turn(company_id):
        verbund = Verbund.objects.select_for_update().filter(company_id=company_id, verbund_id=verbund_id).first()
        if verbund is None:
            raise rules.missing()
        row = CharterVersion.objects.filter(verbund=verbund, status=V.DRAFT).first()
        if row is None:
            raise Conflict("proposed", _("It is proposed already"), remedy=_("Adopt a new version instead."))
        charter = replace(parse_charter(row.document), **prepared)
        row.delete()
        return _keep_draft(actor, verbund, charter)


def _keep_draft(actor: Actor, verbund: Verbund, charter: Charter) -> CharterVersion:
    row = CharterVersion.objects.create(
        company_id=verbund.company_id,
        verbund=verbund,
        hash=charter.hash,
        version=charter.version,
        author_did=verbund.proposer_did,
        status=V.DRAFT,
        document=charter.document,
    )
    record(
        actor,
        verbund.company_id,
        audit.VerbundDrafted(
            verbund=str(verbund.verbund_id), title=verbund.title_de, version=charter.version, charter=charter.hash
        ),
    )
    return row


def _members(company: Company, given: Iterable[Mapping[str, str]]) -> tuple[Member, ...]:
    """The proposer first; keys from the members' DID documents."""
    dataspace.ensure_keys(company)
    chosen = {company.did: {"role": "proposer", "name": company.name}}
    for index, member in enumerate(given):
        did = member.get("did", "")
        if not did:
            raise Invalid("no-did", _("A member is named by its DID"), where=f"members[{index}].did")
        if did != company.did:
            chosen[did] = {"role": member.get("role") or "member", "name": member.get("name") or ""}
    found = keystore.learn(chosen)
    return tuple(
        Member(did, found[did], values["role"], values["name"] or participants.name_of(did))  # type: ignore[arg-type]
        for did, values in chosen.items()
    )


def _clauses(given: Iterable[Any], verbund: str) -> tuple[Clause, ...]:
    found: list[Clause] = []
    for item in given:
        if isinstance(item, Clause):
            found.append(item)
        elif isinstance(item, kinds.Term):
            found.append(kinds.clause_of(item, verbund))
        else:
            code = str(item.get("code", ""))
            found.append(
                Clause(
                    code,
                    item.get("form", "strong"),
                    item.get("enforced", "trust"),
                    dict(item.get("parameters") or {}),
                    dict(item.get("text") or {}),
                    item.get("odrl"),
                )
            )
    return tuple(found)


def _prepared(verbund_id: UUID, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Changes to a charter as values of the profile. May call out for the keys of new members."""
    unknown = sorted(set(changes) - CHANGEABLE)
    if unknown:
        raise Invalid("unknown-field", _("This part of a charter cannot be changed"), where=unknown[0])
    found = dict(changes)
    if "clauses" in found:
        found["clauses"] = _clauses(found["clauses"], f"urn:uuid:{verbund_id}")
    if "members" in found:
        rows = list(found["members"])
        if not all(isinstance(row, Member) for row in rows):
            keys = keystore.learn([row["did"] for row in rows])
            rows = [
                Member(
                    row["did"],
                    keys[row["did"]],
                    row.get("role") or "member",
                    row.get("name") or participants.name_of(row["did"]),
                )
                for row in rows
            ]
        found["members"] = tuple(rows)
    if isinstance(found.get("sign_by"), datetime):
        found["sign_by"] = found["sign_by"].replace(microsecond=0)
    return found


def propose(actor: Actor, company_id: UUID, verbund_id: UUID) -> CharterVersion:
    """Put the draft forward: every other member is offered the charter to read. Reading is not signing."""
    rules.must_release(actor, company_id)
    with turn(company_id):
        verbund = Verbund.objects.select_for_update().filter(company_id=company_id, verbund_id=verbund_id).first()
        if verbund is None:
            raise rules.missing()
        row = CharterVersion.objects.filter(verbund=verbund, status=V.DRAFT).first()
        if row is None or verbund.state != Verbund.State.DRAFT:
            raise Conflict("proposed", _("It is proposed already"))
        row.status = V.PROPOSED
        row.save(update_fields=["status"])
        _settle.move(actor, verbund, Verbund.State.PROPOSED)
        held = register_store.must_load(verbund)
        did = queries.own_did(company_id)
        _settle.settle(actor, verbund, did, held, register_store.Taken())
        _offer(Work(actor, verbund, did, held), held.register.charters()[0])
    return row


def _offer(work: Work, charter: Charter) -> None:
    """Invite the others to read it, and everybody on this node to know our key."""
    others = [member for member in charter.members if member.did != work.did]
    for member in others:
        carrier.errand(work.company_id, member.did, "offer", dataset=charter.dataset_id)
    record(
        work.actor,
        work.company_id,
        audit.CharterProposed(
            verbund=str(work.verbund.verbund_id),
            title=work.verbund.title_de,
            version=charter.version,
            charter=charter.hash,
            members=", ".join(member.name for member in others),
        ),
    )


def counter_propose(
    actor: Actor, company_id: UUID, verbund_id: UUID, changes: Mapping[str, Any], reason: str | Mapping[str, str] = ""
) -> CharterVersion:
    """A draft of one's own with other terms, announced in the register; the proposer may adopt it. The reason goes
    along as a notice about the announcement: free text that can be erased while the announcement stays."""
    queries.verbund(actor, company_id, verbund_id)
    rules.must_release(actor, company_id)
    prepared = _prepared(verbund_id, changes)
    shown = key_change.published(_named(actor, company_id, verbund_id))
    with opened(actor, company_id, verbund_id) as work:
        base = _base(work)
        charter = base.successor(**prepared)
        _check_new(base, charter)
        charter = _with_keys(work, charter, shown)
        row = _keep_version(work, charter, V.COUNTER, work.did)
        work.settle(work.held.add_charter(charter))
        told = work.say(EntryType.COUNTER_PROPOSAL, {"draft": charter.hash}, base.hash)
        text = said(reason).get("reason")
        if text:
            work.say(EntryType.NOTICE, {"topic": "general", "text": text, "about": told.hash}, base.hash)
        row.refresh_from_db()
    return row


def adopt(
    actor: Actor,
    company_id: UUID,
    verbund_id: UUID,
    draft_hash: str | None = None,
    changes: Mapping[str, Any] | None = None,
) -> CharterVersion:
    """The proposer's new version: a counter-proposal as it stands, own changes (a new member, for instance), or a
    counter-proposal with changes to it. It is offered to all; everybody reads and signs anew. Without draft and
    changes: the same terms with the keys that the members sign with now, where one has changed its key."""
    queries.verbund(actor, company_id, verbund_id)
    rules.must_release(actor, company_id)
    prepared = _prepared(verbund_id, changes or {})
    shown = key_change.published(_named(actor, company_id, verbund_id))
    with opened(actor, company_id, verbund_id) as work:
        base = _base(work)
        counter: str | None = None
        charter = base.successor(**prepared)
        if draft_hash is not None:
            row = work.version(draft_hash)
            draft = work.charter(draft_hash)
            charter = _with_keys(work, replace(draft, **prepared), shown)
            counter = _counter_entry(work, draft_hash) if charter.hash == draft_hash else None
        if counter is None:
            charter = _with_keys(work, charter, shown)
            if draft_hash is None and not changes and not difference(base, charter):
                raise Invalid("what", _("Name a counter-proposal, or changes"), where="draft_hash")
            _check_new(base, charter)
            row = _keep_version(work, charter, V.PROPOSED, work.did)
            work.settle(work.held.add_charter(charter))
        work.say(EntryType.ADOPTED, {"previous": charter.previous, "counter": counter}, charter.hash)
        _offer(work, charter)
        row.refresh_from_db()
    return row


def take_further(
    actor: Actor, company_id: UUID, verbund_id: UUID, changes: Mapping[str, Any] | None = None
) -> CharterVersion:
    """The proposer's next form: circle, letter of intent, charter. What was agreed stays, what the form needs is
    added; it is offered to all like any new version. Raises Conflict where the form is the full charter already."""
    queries.verbund(actor, company_id, verbund_id)
    rules.must_release(actor, company_id)
    terms = parse_charter(_latest(actor, company_id, verbund_id).document)
    form = light.following(terms.form)
    if not form:
        raise Conflict("full-charter", _("It is a full charter already."))
    clauses = light.taken_along(kinds.kind_or_plain(terms.kind), form, terms.clauses, terms.verbund)
    until = (clock.now() + SIGN_WITHIN).replace(microsecond=0)
    wanted = {"form": form, "clauses": clauses, "sign_by": until, **(changes or {})}
    return adopt(actor, company_id, verbund_id, changes=wanted)


def _latest(actor: Actor, company_id: UUID, verbund_id: UUID) -> CharterVersion:
    """The version on the table, else the one in force. Raises Missing, Conflict."""
    about = (actor, company_id, verbund_id)
    found = queries.on_table(*about) or queries.in_force(*about)
    if found is None:
        raise Conflict("draft", _("It has not been proposed yet."), where=str(verbund_id))
    return found


def _base(work: Work) -> Charter:
    """The version that a new one follows: the one on the table."""
    state = work.held.register.state()
    if state.ended:
        raise Conflict("ended", _("The Verbund has ended"))
    return next(c for c in work.held.register.charters() if c.hash == state.on_table)


def _named(actor: Actor, company_id: UUID, verbund_id: UUID) -> set[str]:
    """Whom the version in force or on the table names."""
    found = {member.did for member in queries.members(actor, company_id, verbund_id)}
    return found - {queries.own_did(company_id)}


def _with_keys(work: Work, charter: Charter, shown: Mapping[str, str]) -> Charter:
    """The version with the keys that its members sign with now."""
    shown = {**shown, work.did: keystore.signs_with(work.company_id)}
    return replace(charter, members=key_change.renewed(work.held.register, charter.members, shown))


def _check_new(base: Charter, charter: Charter) -> None:
    if not difference(base, charter):
        raise Invalid("no-change", _("Nothing would change"), where="changes")


def _counter_entry(work: Work, draft_hash: str) -> str:
    for entry in work.held.register.entries():
        if entry.type is EntryType.COUNTER_PROPOSAL and entry.payload and entry.payload["draft"] == draft_hash:
            return entry.hash
    raise Conflict("no-counter-proposal", _("This version is no counter-proposal"))


def _keep_version(work: Work, charter: Charter, status: str, author: str) -> CharterVersion:
    row, _created = CharterVersion.objects.get_or_create(
        verbund=work.verbund,
        hash=charter.hash,
        defaults={
            "company_id": work.company_id,
            "version": charter.version,
            "author_did": author,
            "status": status,
            "document": charter.document,
        },
    )
    return row


def bring_into_force(actor: Actor, company_id: UUID, verbund_id: UUID) -> bool:
    """The proposer's `effective`, by hand; normally the node writes it when the last signature has arrived.

    Returns False when signatures are lacking.
    """
    rules.must_release(actor, company_id)
    with opened(actor, company_id, verbund_id) as work:
        return _effect.bring_about(actor, work.verbund, work.did, work.held)
