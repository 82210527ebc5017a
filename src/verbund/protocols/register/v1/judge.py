"""Who may say what: each entry judged by what precedes it, and by nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from verbund.kit.errors import Invalid

from . import jws
from .charter import Charter
from .entries import Entry, EntryType, statements_of
from .graph import Charters, Node, Past, is_recovery
from .statements import Statement, read_statement
from .verdict import Flaw, Outcome

Rule = Callable[["Case"], Flaw | None]


class Case:
    """One entry before the rules: `past` is what precedes it, `key` the thumbprint it was signed with."""

    def __init__(self, entry: Entry, past: Past, key: str, resolve: jws.Resolver) -> None:
        self.entry = entry
        self.past = past
        self.key = key
        self.resolve = resolve
        self.charters: Charters = past.charters
        self.charter: Charter = past.charters.known[entry.charter]

    @property
    def payload(self) -> Mapping[str, Any]:
        assert self.entry.payload is not None, "types judged by payload wait for it"
        return self.entry.payload

    def proves(self, statement: Statement, key: str | None) -> bool:
        """True when the statement was signed by its member with the key of this thumbprint."""
        found = self.resolve(statement.jws.kid)
        if found is None or statement.jws.did != statement.claims["member"]:
            return False
        return key is not None and jws.owner(found) == key and jws.verify(statement.jws, found)


def judge(entry: Entry, past: Past, key: str, resolve: jws.Resolver) -> Flaw | None:
    """None when the entry has effect, else why not. Same past, same answer, on every node."""
    try:
        return _RULES[entry.type](Case(entry, past, key, resolve))
    except Invalid as error:  # a statement inside cannot be read
        return Flaw(Outcome.NO_EFFECT, "bad_statement", str(error))


def key_after(entry: Entry, key: str, flaw: Flaw | None) -> str:
    """Thumbprint of the author's key after this entry."""
    if entry.type is EntryType.KEY_CHANGED and flaw is None and entry.payload and not is_recovery(entry):
        return str(entry.payload["new"])
    return key


def _no(code: str, text: str) -> Flaw:
    return Flaw(Outcome.NO_EFFECT, code, text)


def _old(code: str, text: str) -> Flaw:
    return Flaw(Outcome.OLD_CHARTER, code, text)


def _work(case: Case) -> Flaw | None:
    """Contributions, tasks and the like: by an active member, under the version in force."""
    current = case.past.in_force()
    if current is None:
        return _no("not_in_force", "No version of the charter is in force.")
    if case.charter.hash != current.hash:
        if case.charters.descends(current.hash, case.charter.hash):
            return _old("charter_replaced", f"Version {current.version} is in force.")
        return _no("not_in_force", "The version it names is not in force.")
    return _active(case)


def _active(case: Case) -> Flaw | None:
    if case.past.ended() is not None:
        return _no("ended", "The Verbund has ended.")
    if case.past.left(case.entry.author) is not None:
        return _no("left", "Its author has left.")
    if case.entry.author not in case.past.active():
        return _no("not_a_member", "Its author is no member under the version in force.")
    return None


def _free(case: Case) -> Flaw | None:
    """Notices and reports: anyone whom the named version names, also while it is negotiated."""
    if case.past.ended() is not None:
        return _no("ended", "The Verbund has ended.")
    return None


def _negotiable(case: Case) -> Flaw | None:
    """The named version can still be signed, refused or countered."""
    if case.past.ended() is not None:
        return _no("ended", "The Verbund has ended.")
    if any(case.past.acts(EntryType.EFFECTIVE, charter=case.charter.hash)):
        return _no("too_late", "This version is in force already; leaving is another act.")
    current, table = case.past.in_force(), case.past.on_table()
    if (current is not None and case.charter.version <= current.version) or case.charters.descends(
        table.hash, case.charter.hash
    ):
        return _old("charter_replaced", "A later version has taken its place.")
    if any(case.past.acts(EntryType.WITHDRAWN, by=case.entry.author, charter=case.charter.hash)):
        return _no("withdrawn", "Its author has withdrawn from this version.")
    return None


def _assent(case: Case) -> Flaw | None:
    entry = case.entry
    statement = read_statement(str(case.payload["signature"]), "entry.payload.signature")
    if statement.type != "assent" or not statement.says(verbund=entry.verbund, charter=entry.charter):
        return Flaw(Outcome.REPLAYED, "replayed_signature", "The signature was given for another Verbund or charter.")
    if not statement.says(member=entry.author, report=case.payload["report"]):
        return _no("other_claims", "The signature names another member or another report than the entry.")
    if case.charter.by_did[entry.author].key != case.key:
        return _no("other_key", "The charter names another key for this member.")
    if not case.proves(statement, case.key):
        return Flaw(Outcome.FORGED, "forged_signature", "The signature under the charter is not by this member's key.")
    return _negotiable(case)


def _adopted(case: Case) -> Flaw | None:
    new, entry = case.charter, case.entry
    if new.previous is None or case.payload["previous"] != new.previous:
        return _no("other_previous", "The adopted version names another previous version than the entry.")
    if case.past.ended() is not None:
        return _no("ended", "The Verbund has ended.")
    current, table = case.past.in_force(), case.past.on_table()
    if new.previous != table.hash and (current is None or new.previous != current.hash):
        return _old("charter_replaced", "It does not follow the version in force or on the table.")
    base = case.charters.known[new.previous]
    proposer = base.proposer.did
    gone = proposer in case.past.forks or case.past.left(proposer) is not None
    if entry.author != (base.deputy if gone else proposer) or new.proposer.did != entry.author:
        return _no("not_the_proposer", "Only the proposer adopts; its deputy when it has left or is frozen.")
    counter = case.payload["counter"]
    if counter is not None and not any(
        node.entry.hash == counter and node.entry.payload and node.entry.payload["draft"] == new.hash
        for node in case.past.acts(EntryType.COUNTER_PROPOSAL)
    ):
        return _no("other_counter", "The counter-proposal it names has another draft or is not in its past.")
    return None


def _effective(case: Case) -> Flaw | None:
    charter, entry, past = case.charter, case.entry, case.past
    if past.ended() is not None:
        return _no("ended", "The Verbund has ended.")
    current, table = past.in_force(), past.on_table()
    if table.hash != charter.hash or (current is not None and charter.version <= current.version):
        if case.charters.descends(table.hash, charter.hash) or (current and charter.version <= current.version):
            return _old("charter_replaced", "A later version has taken its place.")
        return _no("not_on_table", "This version was never adopted.")
    if entry.author != charter.proposer.did:
        return _no("not_the_proposer", "Only the proposer brings a version into force.")
    if entry.time > charter.sign_by:
        return _no("too_late", "The date by which to sign has passed.")
    signed: set[str] = set()
    for statement in statements_of(entry):
        flaw = _counted_signature(case, statement)
        if flaw is not None:
            return flaw
        signed.add(str(statement.claims["member"]))
    lacking = [member.did for member in charter.members if member.did not in signed]
    if lacking:
        return _no("missing_signature", f"No signature of {', '.join(lacking)}.")
    return None


def _counted_signature(case: Case, statement: Statement) -> Flaw | None:
    """One signature inside `effective`: for this charter, by this member's key, given and not taken back."""
    charter, past = case.charter, case.past
    member = str(statement.claims["member"])
    if statement.type != "assent" or not statement.says(verbund=case.entry.verbund, charter=charter.hash):
        return Flaw(
            Outcome.REPLAYED,
            "replayed_signature",
            f"The signature of {member} was given for another Verbund or charter.",
        )
    if member not in charter.by_did:
        return _no("not_a_member", f"{member} signed but is not named by this version.")
    if not case.proves(statement, charter.by_did[member].key):
        return Flaw(Outcome.FORGED, "forged_signature", f"The signature of {member} is not by its key.")
    given = [
        node.entry.seq
        for node in past.acts(EntryType.ASSENT, by=member, charter=charter.hash)
        if node.entry.payload and node.entry.payload["signature"] == statement.jws.compact
    ]
    if not given:
        return _no("unseen_signature", f"No assent of {member} with this signature precedes it.")
    after = max(given)
    if any(past.acts(EntryType.WITHDRAWN, by=member, charter=charter.hash)) or any(
        node.entry.seq > after
        for node in (
            *past.acts(EntryType.REFUSAL, by=member, charter=charter.hash),
            *past.acts(EntryType.LEFT, by=member),
        )
    ):
        return _no("withdrawn_signature", f"{member} had taken its signature back.")
    return None


def _joined(case: Case) -> Flaw | None:
    if not any(
        node.entry.hash == case.payload["effective"]
        for node in case.past.acts(EntryType.EFFECTIVE, charter=case.charter.hash)
    ):
        return _no("not_in_force", "The entry it names did not bring this version into force.")
    return _active(case)


def _key_changed(case: Case) -> Flaw | None:
    payload, entry = case.payload, case.entry
    subject, old, new, last = (payload[name] for name in ("member", "old", "new", "last"))
    claims = {"verbund": entry.verbund, "subject": subject, "old": old, "new": new, "last": last}
    proof = read_statement(str(payload["proof"]), "entry.payload.proof")
    if proof.type != "key" or not proof.says(member=subject, **claims) or not case.proves(proof, new):
        return _no("no_proof", "The new key has not signed the change.")
    if old == new:
        return _no("same_key", "The new key is the old one.")
    if subject == entry.author:
        if old != case.key or last != entry.prev:
            return _no("other_key", "It does not replace the key it is signed with.")
        return None
    flaw = _active(case)
    if flaw is not None:
        return flaw
    others = case.past.active() - {subject}
    tip = case.past.graph.tip(str(subject), case.past.within)
    if subject not in case.past.active() or case.past.key(str(subject)) != old:
        return _no("other_key", "It does not replace the key this member signs with.")
    if last != (tip.entry.hash if tip else None):
        return _no("other_last", "It does not name the member's last entry.")
    signed = _signers(case, "key", claims)
    if isinstance(signed, Flaw):
        return signed
    lacking = sorted(others - signed)
    if lacking:
        return _no("missing_signature", f"No signature of {', '.join(lacking)}.")
    return None


def _ended(case: Case) -> Flaw | None:
    flaw = _work(case)
    if flaw is not None:
        return flaw
    signed = _signers(case, "end", {"verbund": case.entry.verbund, "charter": case.charter.hash})
    if isinstance(signed, Flaw):
        return signed
    voters = {member.did for member in case.charter.voters} & case.past.active()
    yes, all_ = len(signed & voters), len(voters)
    enough = {"unanimous": yes == all_, "two_thirds": 3 * yes >= 2 * all_, "majority": 2 * yes > all_}
    if not enough[case.charter.voting]:
        return _no(
            "missing_signature",
            f"{yes} of {all_} members with a share agreed; the rule is {case.charter.voting}.",
        )
    return None


def _signers(case: Case, kind: str, claims: Mapping[str, Any]) -> set[str] | Flaw:
    """Active members whose statements in `signatures` say this, or the first that does not."""
    found: set[str] = set()
    for index, compact in enumerate(case.payload["signatures"]):
        statement = read_statement(compact, f"entry.payload.signatures[{index}]")
        member = str(statement.claims["member"])
        if statement.type != kind or not statement.says(**claims):
            return Flaw(
                Outcome.REPLAYED,
                "replayed_signature",
                f"The signature of {member} was given for another act.",
            )
        if member not in case.past.active():
            return _no("not_a_member", f"{member} signed but is no active member.")
        if not case.proves(statement, case.past.key(member)):
            return Flaw(Outcome.FORGED, "forged_signature", f"The signature of {member} is not by its key.")
        found.add(member)
    return found


def backdated(entry: Entry, past: Past) -> Flaw | None:
    """Heads must name the last entry of each other author that the entry builds on."""
    for author in sorted(past.graph.authors):
        tip = past.graph.tip(author, past.within) if author != entry.author else None
        if tip is None:
            continue
        named = past.graph.nodes.get(entry.heads.get(author, ""))
        if named is None or named.entry.seq < tip.entry.seq:
            return Flaw(
                Outcome.BACKDATED,
                "backdated_heads",
                f"Its heads deny entry {tip.entry.seq} of {author}, which it builds on.",
            )
    return None


def remarks(entry: Entry, prev: Node | None) -> tuple[Flaw, ...]:
    """Odd, but without consequence: time decides nothing here."""
    if prev is not None and entry.time < prev.entry.time:
        return (
            Flaw(
                Outcome.BACKDATED,
                "backdated_time",
                "It claims an earlier time than its author's previous entry.",
            ),
        )
    return ()


_RULES: Mapping[EntryType, Rule] = {
    EntryType.ASSENT: _assent,
    EntryType.REFUSAL: _negotiable,
    EntryType.COUNTER_PROPOSAL: lambda case: (
        _active(case) if case.past.in_force() is case.charter else _negotiable(case)
    ),
    EntryType.ADOPTED: _adopted,
    EntryType.WITHDRAWN: _negotiable,
    EntryType.EFFECTIVE: _effective,
    EntryType.JOINED: _joined,
    EntryType.LEFT: _active,
    EntryType.KEY_CHANGED: _key_changed,
    EntryType.ENDED: _ended,
    EntryType.SIDE_EFFECT_REPORT: _free,
    EntryType.NOTICE: _free,
    EntryType.CONTRIBUTION: _work,
    EntryType.BENEFIT: _work,
    EntryType.TASK: _work,
    EntryType.DECISION: _work,
    EntryType.FILE_OFFERED: _work,
    EntryType.OUTCOME: _work,
}
