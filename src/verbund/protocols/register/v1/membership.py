"""What the merged register says: who is a member, who is frozen, what is offered, who may read it now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from .charter import Charter, read_instant
from .entries import Entry, EntryType
from .graph import Charters, Graph, Node, Past
from .standing import CharterStanding, CharterState, Freeze, frozen_authors, standings_of
from .verdict import Finding, Outcome, Verdict


class MemberState(StrEnum):
    """INVITED: named by the version on the table only. SUSPENDED: frozen, or the charter is disputed."""

    INVITED = "invited"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    LEFT = "left"
    FORMER = "former"


@dataclass(frozen=True, slots=True)
class Membership:
    """since: the `effective` entry that made it a member; left: its `left` entry."""

    did: str
    role: str
    state: MemberState
    since: str | None
    left: str | None


@dataclass(frozen=True, slots=True)
class Offer:
    """The last word of a provider about one dataset; instants are aware, None means unbounded."""

    dataset: str
    provider: str
    entry: str
    payload: Mapping[str, Any]
    opens: datetime | None
    closes: datetime | None


@dataclass(frozen=True, slots=True)
class Access:
    """Whether a member may read, and why.

    `code` is one of: member, not_in_force, disputed, ended, not_a_member, left, frozen, too_early, expired,
    not_offered, offer_withdrawn, provider_gone, window_not_open, window_closed.
    """

    allowed: bool
    code: str


@dataclass(frozen=True)
class State:
    """Everything the register says, a pure function of the entries and charters held.

    current: hash of the version in force, also while it is disputed or after it ended.
    on_table: the version last put forward. without_effect: entry hash -> code.
    findings: every proven lie or gap, by author.
    """

    charters: Mapping[str, CharterStanding]
    current: str | None
    on_table: str
    members: Mapping[str, Membership]
    frozen: Mapping[str, Freeze]
    offers: Mapping[str, Offer]
    without_effect: Mapping[str, str]
    findings: tuple[Finding, ...]
    _terms: Charter | None = field(default=None, repr=False)

    @property
    def disputed(self) -> bool:
        return self.current is not None and self.charters[self.current].state is CharterState.DISPUTED

    @property
    def ended(self) -> bool:
        return self.current is not None and self.charters[self.current].state is CharterState.ENDED

    @property
    def active(self) -> tuple[str, ...]:
        """DIDs of active members, sorted."""
        return tuple(sorted(d for d, m in self.members.items() if m.state is MemberState.ACTIVE))

    def may_pull(self, did: str) -> bool:
        """Who may read the register: members; before anything is in force also those invited."""
        member = self.members.get(did)
        if member is None:
            return False
        return member.state in (MemberState.ACTIVE, MemberState.SUSPENDED) or (
            self.current is None and member.state is MemberState.INVITED
        )

    def may_read(self, did: str, at: datetime, dataset: str | None = None) -> Access:
        """May this DID read the Verbund's data (or this dataset) at this instant of the provider's own clock?

        `at` is aware; validity dates are whole days in UTC, the window is [from, until).
        """
        code = self._membership_bar(did, at)
        if code is None and dataset is not None:
            code = self._offer_bar(dataset, at)
        return Access(code is None, code or "member")

    def _membership_bar(self, did: str, at: datetime) -> str | None:
        if self._terms is None:
            return "not_in_force"
        member = self.members.get(did)
        if self.ended:
            return "ended"
        if member is None or member.state in (MemberState.INVITED, MemberState.FORMER):
            return "not_a_member"
        if member.state is MemberState.LEFT:
            return "left"
        if self.disputed:
            return "disputed"
        if did in self.frozen:
            return "frozen"
        today = at.astimezone(UTC).date()
        if today < self._terms.valid_from:
            return "too_early"
        if self._terms.valid_until is not None and today > self._terms.valid_until:
            return "expired"
        return None

    def _offer_bar(self, dataset: str, at: datetime) -> str | None:
        offer = self.offers.get(dataset)
        if offer is None:
            return "not_offered"
        provider = self.members.get(offer.provider)
        if provider is None or provider.state is not MemberState.ACTIVE:
            return "provider_gone"
        if offer.payload["withdrawn"]:
            return "offer_withdrawn"
        if offer.opens is not None and at < offer.opens:
            return "window_not_open"
        if offer.closes is not None and at >= offer.closes:
            return "window_closed"
        return None


def state_of(graph: Graph, charters: Charters, gaps: Sequence[tuple[Entry, Verdict]] = ()) -> State:
    """Judge a whole register. gaps: entries with proven signatures that wait for predecessors."""
    past = Past(graph, charters, graph.everything)
    order = list(graph.order())
    frozen = frozen_authors(past, gaps)
    standings = standings_of(order, past, frozen)
    decided = (CharterState.IN_FORCE, CharterState.DISPUTED, CharterState.ENDED)
    current = max(
        (s for s in standings.values() if s.state in decided), key=lambda s: (s.version, s.hash), default=None
    )
    table = past.on_table()
    terms = None if current is None else charters.known[current.hash]
    return State(
        charters=standings,
        current=None if current is None else current.hash,
        on_table=table.hash,
        members=_members(past, order, terms, table, standings, frozen),
        frozen=frozen,
        offers=_offers(order, past),
        without_effect=_without_effect(order, past),
        findings=_findings(order, frozen),
        _terms=terms,
    )


def _members(
    past: Past,
    order: list[Node],
    terms: Charter | None,
    table: Charter,
    standings: Mapping[str, CharterStanding],
    frozen: Mapping[str, Freeze],
) -> dict[str, Membership]:
    found: dict[str, Membership] = {}
    since: dict[str, str] = {}
    disputed = terms is not None and standings[terms.hash].state is CharterState.DISPUTED
    effects = {s.effective for s in standings.values()} - {None}
    for node in order:
        if node.entry.hash in effects:
            named = past.charters.known[node.entry.charter].by_did
            for did, member in named.items():
                again = any(node.past >> gone.bit & 1 for gone in past.acts(EntryType.LEFT, by=did))
                if did not in since or (again and found[did].state is MemberState.LEFT):
                    since[did] = node.entry.hash
                found[did] = Membership(did, member.role, MemberState.FORMER, since[did], None)
        elif node.entry.type is EntryType.LEFT and past.counts(node) and node.entry.author in found:
            held = found[node.entry.author]
            found[held.did] = Membership(held.did, held.role, MemberState.LEFT, held.since, node.entry.hash)
    for did in sorted(terms.by_did if terms else ()):
        left = past.left(did)
        if left is not None:
            state = MemberState.LEFT
        elif did in frozen or disputed:
            state = MemberState.SUSPENDED
        else:
            state = MemberState.ACTIVE
        role = terms.by_did[did].role if terms else ""
        found[did] = Membership(did, role, state, since.get(did), None if left is None else left.entry.hash)
    for did, invited in table.by_did.items():
        if did not in found or (found[did].state is MemberState.FORMER and table is not terms):
            found[did] = Membership(did, invited.role, MemberState.INVITED, None, None)
    return dict(sorted(found.items()))


def _offers(order: list[Node], past: Past) -> dict[str, Offer]:
    found: dict[str, Offer] = {}
    for node in order:
        entry = node.entry
        if entry.type is EntryType.FILE_OFFERED and entry.payload and past.counts(node):
            payload = entry.payload
            dataset = str(payload["dataset"])
            held = found.get(dataset)
            if held is None or held.provider == entry.author:  # nobody speaks about another's dataset
                found[dataset] = Offer(
                    dataset,
                    entry.author,
                    entry.hash,
                    payload,
                    _instant(payload["from"]),
                    _instant(payload["until"]),
                )
    return found


def _instant(text: str | None) -> datetime | None:
    return None if text is None else read_instant(text, "payload")


def _without_effect(order: list[Node], past: Past) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in order:
        if node.flaw is not None:
            found[node.entry.hash] = node.flaw.code
        elif not past.counts(node):
            found[node.entry.hash] = "retired_key" if past.graph.retired(node, past.within) else "frozen"
    return found


def _findings(order: list[Node], frozen: Mapping[str, Freeze]) -> tuple[Finding, ...]:
    found: list[Finding] = []
    for freeze in frozen.values():
        if freeze.cause == "fork":
            text = f"{freeze.did} signed several entries with seq {freeze.seq}."
            found.append(Finding(freeze.did, Outcome.FORK, "fork", text, freeze.proof))
        else:
            text = f"{freeze.did} builds on {len(freeze.missing)} entries that nobody has shown."
            found.append(Finding(freeze.did, Outcome.PENDING, "gap", text, (*freeze.proof, *freeze.missing)))
    for node in order:
        flaws = (*((node.flaw,) if node.flaw else ()), *node.remarks)
        author, proof = node.entry.author, (node.entry.hash,)
        found.extend(Finding(author, flaw.outcome, flaw.code, flaw.text, proof) for flaw in flaws)
    return tuple(found)
