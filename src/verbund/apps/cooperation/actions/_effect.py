"""What a proposer's node does by itself once the last signature has arrived."""

from __future__ import annotations

from verbund.apps.core.actor import Actor
from verbund.kit import clock
from verbund.kit.errors import Conflict
from verbund.protocols.register.v1 import Charter, EntryType, State, read_statement

from .. import keystore
from ..models import Verbund
from ..register_store import Held, Taken
from . import _settle

END = "zxx"
"""Language tag under which a notice carries the statement that its author agrees to the end (BCP 47: no language)."""


def signatures(held: Held, state: State, charter: Charter) -> list[str] | None:
    """The assent statements of all members of this version; None while one is lacking or was taken back."""
    positions = state.charters[charter.hash].positions
    if any(positions.get(member.did) != "assented" for member in charter.members):
        return None
    found: dict[str, str] = {}
    for entry in held.register.entries():
        ours = entry.type is EntryType.ASSENT and entry.charter == charter.hash
        if ours and entry.payload and entry.hash not in state.without_effect:
            found[entry.author] = str(entry.payload["signature"])
    return [found[member.did] for member in charter.members]


def end_statements(held: Held, state: State) -> list[str]:
    """Statements of active members that the Verbund ends, under the version in force."""
    found: dict[str, str] = {}
    for entry in held.register.entries():
        text = entry.payload.get("text", {}) if entry.payload and entry.type is EntryType.NOTICE else {}
        if END in text and entry.author in state.active and entry.charter == state.current:
            statement = read_statement(text[END], "notice")
            if statement.type == "end" and statement.says(
                verbund=entry.verbund, charter=entry.charter, member=entry.author
            ):
                found[entry.author] = text[END]
    return list(found.values())


def bring_about(actor: Actor, verbund: Verbund, own_did: str, held: Held) -> bool:
    """The proposer's `effective`, as soon as it would count; returns whether it was written.

    Raises nothing: what does not count is not written.
    """
    state = held.register.state()
    charter = next(c for c in held.register.charters() if c.hash == state.on_table)
    if charter.proposer.did != own_did or state.on_table == state.current or own_did in state.frozen:
        return False
    if state.ended or clock.now() > charter.sign_by or verbund.state == Verbund.State.DRAFT:
        return False
    signed = signatures(held, state, charter)
    if signed is None:
        return False
    try:
        entry = held.write(
            keystore.signer(verbund.company_id, own_did),
            own_did,
            EntryType.EFFECTIVE,
            {"signatures": signed},
            charter.hash,
        )
    except Conflict:
        return False
    _settle.settle(actor, verbund, own_did, held, Taken(kept=[entry]))
    return True
