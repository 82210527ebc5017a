"""After the register changed: states, members, what the others are told, whose access ends."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Q

from verbund.apps.core.actions import record
from verbund.apps.core.actor import Actor, system
from verbund.apps.dataspace import actions as dataspace
from verbund.apps.dataspace.models import Transfer
from verbund.kit import clock
from verbund.protocols.register.v1 import CharterState, Entry, EntryType, MemberState, State, batch_of

from .. import audit, carrier, exchange, states, watchers
from ..models import CharterVersion, Verbund, VerbundMember
from ..register_store import Held, Taken

V = CharterVersion.Status
PATIENCE = timedelta(seconds=10)
"""How long a charter that its proposer offers may take before it is asked for."""


def settle(actor: Actor, verbund: Verbund, own_did: str, held: Held, taken: Taken, from_did: str = "") -> None:
    """Bring rows in line with the register and send what follows. Inside the transaction that changed it, with the
    Verbund's row locked."""
    state = held.register.state()
    before = dict(VerbundMember.objects.filter(verbund=verbund).values_list("did", "state"))
    _log(actor, verbund, taken, from_did)
    _members(verbund, held, state, before)
    _versions(verbund, held, state)
    _move(actor, verbund, held, state, own_did)
    _spread(verbund, own_did, held, taken.kept, from_did)
    _ask(verbund, own_did, held, taken, from_did)
    _close(actor, verbund, own_did, state, before)
    _tell(verbund, held, state, taken)
    _open(verbund, own_did, state, before, proposer=verbund.proposer_did == own_did)


def _log(actor: Actor, verbund: Verbund, taken: Taken, from_did: str) -> None:
    about = {"verbund": str(verbund.verbund_id), "title": verbund.title_de}
    for entry in taken.kept:
        record(
            actor,
            verbund.company_id,
            audit.EntryKept(
                **about, type=str(entry.type), author=entry.author, seq=entry.seq, hash=entry.hash, verdict="kept"
            ),
        )
    for verdict in taken.rejected:
        record(
            actor,
            verbund.company_id,
            audit.EntryRejected(**about, peer=from_did, code=verdict.code, problem=verdict.text[:300]),
        )


def _tell(verbund: Verbund, held: Held, state: State, taken: Taken) -> None:
    """Public outcomes to who watches for them."""
    charter = next((c for c in held.register.charters() if c.hash == state.current), None)
    for entry in taken.kept:
        if charter is None or entry.type is not EntryType.OUTCOME or not (entry.payload or {}).get("public"):
            continue
        found = watchers.Outcome(
            verbund.company_id, verbund.verbund_id, entry.author, charter, dict(entry.payload or {})
        )
        for watch in watchers.outcomes:
            watch(found)


def _members(verbund: Verbund, held: Held, state: State, before: dict[str, str]) -> None:
    names = {
        member.did: (member.name, member.role) for charter in held.register.charters() for member in charter.members
    }
    for did, member in state.members.items():
        name, role = names.get(did, (did, member.role))
        if before.get(did) != str(member.state):
            VerbundMember.objects.update_or_create(
                verbund=verbund,
                did=did,
                defaults={
                    "company_id": verbund.company_id,
                    "name": name,
                    "role": member.role or role,
                    "state": str(member.state),
                },
            )
    VerbundMember.objects.filter(verbund=verbund).exclude(did__in=state.members).delete()


def _versions(verbund: Verbund, held: Held, state: State) -> None:
    parents = {charter.hash: charter.previous for charter in held.register.charters()}
    adopted: set[str] = set()
    for start in (state.on_table, state.current):
        found = start
        while found and found not in adopted:
            adopted.add(found)
            found = parents.get(found)
    rows = CharterVersion.objects.filter(verbund=verbund).exclude(status=V.DRAFT)
    reasons = _reasons(held)
    wanted: list[tuple[CharterVersion, str]] = []
    for row in rows:
        if not row.reason and row.hash in reasons:
            CharterVersion.objects.filter(pk=row.pk).update(reason=reasons[row.hash])
        standing = state.charters.get(row.hash)
        if standing is None:
            continue
        target = states.VERSION_OF[standing.state]
        if row.hash == state.current:
            target = V.IN_FORCE
        elif target == V.IN_FORCE:
            target = V.SUPERSEDED
        elif row.hash not in adopted and row.status == V.COUNTER and standing.state is not CharterState.SUPERSEDED:
            target = V.COUNTER
        if target != row.status:
            wanted.append((row, target))
    for row, target in sorted(wanted, key=lambda pair: pair[1] == V.IN_FORCE):  # one in force at any moment
        if states.path(states.VERSION_TRANSITIONS, row.status, target) is not None:
            CharterVersion.objects.filter(pk=row.pk).update(status=target)


def _reasons(held: Held) -> dict[str, dict[str, str]]:
    """Why a counter-proposal was made, by the hash of its draft: its author's notices about it."""
    drafts: dict[str, tuple[str, str]] = {}
    found: dict[str, dict[str, str]] = {}
    for entry in held.register.entries():
        payload = entry.payload or {}
        if entry.type is EntryType.COUNTER_PROPOSAL and payload:
            drafts[entry.hash] = (entry.author, str(payload["draft"]))
        elif entry.type is EntryType.NOTICE and payload.get("about") in drafts:
            author, draft = drafts[str(payload["about"])]
            if author == entry.author:
                found.setdefault(draft, dict(payload["text"]))
    return found


def _move(actor: Actor, verbund: Verbund, held: Held, state: State, own_did: str) -> None:
    target = states.of_verbund(state, own_did)
    charters = {c.hash: c for c in held.register.charters()}
    verbund.proposer_did = charters[state.on_table].proposer.did
    terms = charters.get(state.current or "")
    if terms is not None:
        verbund.valid_from, verbund.valid_until = terms.valid_from, terms.valid_until
    for step in states.path(states.TRANSITIONS, verbund.state, target) or ():
        move(actor, verbund, step)
    verbund.save(update_fields=["valid_from", "valid_until", "proposer_did"])


def move(actor: Actor, verbund: Verbund, step: str) -> None:
    """One step of the table, logged."""
    assert step in states.TRANSITIONS[verbund.state], f"{verbund.state} does not lead to {step}"
    old, verbund.state = verbund.state, step
    now = clock.now()
    if step == Verbund.State.IN_FORCE and verbund.in_force_since is None:
        verbund.in_force_since = now
    verbund.ended_at = now if step in (Verbund.State.LEFT, Verbund.State.ENDED) else None
    verbund.save(update_fields=["state", "in_force_since", "ended_at"])
    record(
        actor,
        verbund.company_id,
        audit.VerbundMoved(verbund=str(verbund.verbund_id), title=verbund.title_de, old=old, new=step),
    )


def _spread(verbund: Verbund, own_did: str, held: Held, kept: Iterable[Entry], from_did: str) -> None:
    """Every node hands on all that it holds."""
    entries = list(kept)
    if not entries:
        return
    dataset = carrier.register_dataset(verbund.verbund_id)
    chosen = {entry.hash for entry in entries}
    ordered = [entry for entry in held.register.entries() if entry.hash in chosen]
    body = batch_of(verbund.urn, ordered).encode()
    for member in VerbundMember.objects.filter(verbund=verbund).exclude(did=own_did):
        if member.did == from_did or not exchange.may_read_register(verbund, member.did):
            continue
        if carrier.here(member.did) is not None:
            carrier.errand(
                verbund.company_id, member.did, "tell", dataset=dataset, entries=[entry.hash for entry in ordered]
            )
        else:
            dataspace.push(verbund.company_id, member.did, dataset, body)


def _ask(verbund: Verbund, own_did: str, held: Held, taken: Taken, from_did: str) -> None:
    """Fetch what entries name and we lack."""
    company_id, dataset = verbund.company_id, carrier.register_dataset(verbund.verbund_id)
    known = {charter.hash for charter in held.register.charters()}
    for entry in taken.kept:
        draft = entry.payload["draft"] if entry.payload and entry.type is EntryType.COUNTER_PROPOSAL else None
        if draft and draft not in known and entry.author != own_did:
            carrier.errand(company_id, entry.author, "fetch", dataset=f"charter:{draft}")
    gap = False
    for verdict in taken.pending:
        for missing in verdict.missing:
            if missing.what == "charter":
                for peer in dict.fromkeys((verdict.author, from_did)):
                    if peer and peer != own_did:
                        carrier.errand(company_id, peer, "fetch", after=PATIENCE, dataset=f"charter:{missing.id}")
            elif missing.what == "key":
                did = missing.id.partition("#")[0]
                carrier.errand(company_id, did, "learn", verbund=str(verbund.verbund_id), fresh=True)
            else:
                gap = True
    if gap:
        for peer in {from_did, *(verdict.author for verdict in taken.pending)} - {own_did, ""}:
            carrier.errand(company_id, peer, "catch_up", dataset=dataset)


def _close(actor: Actor, verbund: Verbund, own_did: str, state: State, before: dict[str, str]) -> None:
    """Who is a member no longer: all transfers of this Verbund with it end. Access is judged at every read anyway."""
    closed = (str(MemberState.LEFT), str(MemberState.FORMER))
    gone = [d for d, m in state.members.items() if str(m.state) in closed and before.get(d) not in closed]
    if own_did in gone:
        for peer in state.members:
            if peer != own_did:
                end_access(actor, verbund, peer, keep_telling=True)
        return
    if state.ended:
        gone = list(state.members)
    for peer in gone:
        if peer != own_did:
            carrier.errand(verbund.company_id, peer, "close", verbund=str(verbund.verbund_id))


def end_access(actor: Actor, verbund: Verbund, peer: str, *, keep_telling: bool = False) -> int:
    """End the open transfers of this Verbund with one peer; returns how many.

    keep_telling: leave open what carries our own last entry to the peer, who ends it on receipt.
    """
    ours = {carrier.register_dataset(verbund.verbund_id)}
    ours |= {
        f"{prefix}:{hash}"
        for hash in CharterVersion.objects.filter(verbund=verbund).values_list("hash", flat=True)
        for prefix in ("charter", "draft")
    }
    count = 0
    found = Transfer.objects.filter(Q(state__in=carrier.OPEN), peer_did=peer).select_related("agreement")
    for transfer in found:
        about = transfer.dataset_id in ours or verbund.urn in json.dumps(transfer.agreement.policy)
        telling = keep_telling and transfer.role == "PROVIDER" and transfer.dataset_id in ours
        if about and not telling:
            dataspace.end_transfer(system(actor.via, verbund.company_id), transfer.pk, f"left {verbund.urn}")
            count += 1
    if count:
        record(
            actor,
            verbund.company_id,
            audit.AccessEnded(verbund=str(verbund.verbund_id), title=verbund.title_de, peer=peer, transfers=count),
        )
    return count


def _open(verbund: Verbund, own_did: str, state: State, before: dict[str, str], proposer: bool) -> None:
    """Who is new gets our register offered, and its own followed. Whom we invite ourselves comes by itself, after
    reading the charter."""
    invited, active = str(MemberState.INVITED), str(MemberState.ACTIVE)
    for did, member in state.members.items():
        came = str(member.state) == active and before.get(did) != active
        asked = str(member.state) == invited and did not in before and not proposer
        if did != own_did and (came or asked):
            link(verbund, did)


def link(verbund: Verbund, did: str) -> None:
    """Follow a member's register and offer ours; on this node the register is handed over instead."""
    dataset = carrier.register_dataset(verbund.verbund_id)
    if carrier.here(did) is not None:
        carrier.errand(verbund.company_id, did, "catch_up", dataset=dataset)
    else:
        carrier.errand(verbund.company_id, did, "link", dataset=dataset)
        carrier.errand(verbund.company_id, did, "offer", dataset=dataset)
