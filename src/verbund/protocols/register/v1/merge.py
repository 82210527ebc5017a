"""A register merged from the entries of many nodes: same entries, same register, whatever way they came."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from verbund.kit.errors import Conflict, Invalid

from . import jws
from .charter import Charter
from .entries import NEEDS_PAYLOAD, Entry, EntryType, kids_of, write_entry
from .graph import Charters, Graph, Node, Past
from .judge import backdated, judge, key_after, remarks
from .membership import State, state_of
from .standing import frozen_authors
from .verdict import Flaw, Missing, Outcome, Verdict

MAX_ENTRIES = 200_000
MAX_WAITING = 5_000
MAX_CHARTERS = 2_000
MAX_AFTER = 90  # keeps `?after=` below 6,000 characters


class Register:
    """The register of one Verbund as one node holds it.

    founding: version 1, the trust root: the charter this node proposed or was invited to.
    resolve: kid -> public JWK or None; it must not call out (fetch the keys of `kids_of(entry)` before).
    erased: hashes whose payload this node has erased and will not take again.
    """

    def __init__(self, founding: Charter, resolve: jws.Resolver, *, erased: Iterable[str] = ()) -> None:
        if founding.version != 1:
            raise Invalid("not-founding", "A register begins with version 1.", where="founding.version")
        self.verbund = founding.verbund
        self.erased = set(erased)
        self._resolve = resolve
        self._charters = Charters(founding)
        self._loose: dict[str, Charter] = {}
        self._graph = Graph()
        self._waiting: dict[str, tuple[Entry, bool, Verdict, bool]] = {}
        self._state: State | None = None

    # What comes in

    def add_charter(self, charter: Charter) -> tuple[Verdict, ...]:
        """Take a later version; returns the answers to entries that had waited for it.

        Raises Invalid when it belongs to another Verbund, is another version 1, or miscounts its version.
        A version whose predecessor is unknown waits for it.
        """
        if charter.verbund != self.verbund:
            raise Invalid("other-verbund", f"It belongs to {charter.verbund}.", where="charter.verbund")
        if charter.hash in self._charters.known:
            return ()
        if charter.previous is None:
            raise Invalid("other-founding", "The register was founded by another charter.", where="charter.previous")
        if len(self._charters.known) + len(self._loose) >= MAX_CHARTERS:
            raise Invalid("too-many", f"At most {MAX_CHARTERS} versions are kept.", where="charter")
        base = self._charters.known.get(charter.previous)
        if base is None:
            self._loose[charter.hash] = charter
            return ()
        if charter.version != base.version + 1:
            raise Invalid("bad-version", f"Version {base.version + 1} comes next.", where="charter.version")
        self._state = None
        rooted = [charter]
        while rooted:
            found = rooted.pop()
            self._charters.known[found.hash] = found
            self._loose.pop(found.hash, None)
            after = [c for c in self._loose.values() if c.previous == found.hash]
            rooted += [c for c in after if c.version == found.version + 1]
        return self.retry()

    def add(self, entry: Entry, *, trusted: bool = False) -> Verdict:
        """Judge one entry and keep it where it can be kept; never raises for what a peer sent.

        trusted: skip verifying the entry's own signature; only for entries this node verified before.
        """
        known = self._graph.nodes.get(entry.hash)
        if known is not None:
            if known.entry.payload is None and entry.payload is not None and entry.hash not in self.erased:
                known.entry = replace(known.entry, payload=entry.payload, salt=entry.salt)
                self._state = None
            return Verdict(Outcome.DUPLICATE, entry.hash, entry.author, kept=True)
        verdict = self._place(entry, trusted)
        if verdict.kept:
            self._waiting.pop(entry.signature.compact, None)
            return replace(verdict, released=self._release(all_kinds=False))
        return verdict

    def retry(self) -> tuple[Verdict, ...]:
        """Judge waiting entries again (after keys were fetched); returns answers for those settled."""
        return self._release(all_kinds=True)

    def _release(self, all_kinds: bool) -> tuple[Verdict, ...]:
        """Place what can be placed now; without `all_kinds` only what waited for other entries."""
        answers: list[Verdict] = []
        moved = True
        while moved:
            moved = False
            for compact, (entry, trusted, verdict, _) in list(self._waiting.items()):
                gap = verdict.missing[0].what == "entry"
                if (gap and any(m.id not in self._graph.nodes for m in verdict.missing)) or not (gap or all_kinds):
                    continue
                again = self._place(entry, trusted)
                if again.outcome is not Outcome.PENDING:
                    self._waiting.pop(compact, None)
                    self._state = None
                    answers.append(again)
                    moved = moved or again.kept
        return tuple(answers)

    def _place(self, entry: Entry, trusted: bool) -> Verdict:
        """One pass over all checks; inserts the entry when they allow it."""
        if entry.verbund != self.verbund:
            return _reject(entry, Outcome.REPLAYED, "other_verbund", f"It belongs to {entry.verbund}.")
        if entry.hash in self._graph.nodes:
            return Verdict(Outcome.DUPLICATE, entry.hash, entry.author, kept=True)
        if len(self._graph.nodes) >= MAX_ENTRIES:
            return _reject(entry, Outcome.LIMIT, "too_many", f"The register holds {MAX_ENTRIES} entries.")
        charter = self._charters.known.get(entry.charter)
        if charter is None:
            return self._wait(entry, trusted, Missing("charter", entry.charter))
        if entry.author not in charter.by_did:
            return _reject(entry, Outcome.UNKNOWN_AUTHOR, "not_named", "The charter it names does not name its author.")
        owners = {found: author for author, found in entry.heads.items()} | {entry.prev or "": entry.author}
        lacking = [Missing("entry", p, owners[p]) for p in entry.predecessors if p not in self._graph.nodes]
        if lacking:
            return self._gap(entry, trusted, lacking)
        return self._judge(entry, trusted, charter)

    def _judge(self, entry: Entry, trusted: bool, charter: Charter) -> Verdict:
        """All predecessors are here: check chain, key and signature, then the rules."""
        prev = self._graph.nodes[entry.prev] if entry.prev else None
        if (prev is not None and (prev.entry.author, prev.entry.seq) != (entry.author, entry.seq - 1)) or any(
            self._graph.nodes[found].entry.author != author for author, found in entry.heads.items()
        ):
            return _reject(
                entry,
                Outcome.BROKEN_CHAIN,
                "broken_chain",
                "It does not continue the chains that prev and heads name.",
            )
        past = Past(self._graph, self._charters, self._graph.past_of(entry.predecessors))
        jwk = self._resolve(entry.kid)
        if jwk is None:
            return self._wait(entry, trusted, Missing("key", entry.kid))
        key = jws.owner(jwk)
        if key is None or key not in self._keys(entry, prev, charter, past):
            return _reject(entry, Outcome.FORGED, "other_key", "Signed with a key that is not its author's here.")
        if not trusted and not jws.verify(entry.signature, jwk):
            return _reject(entry, Outcome.FORGED, "forged_signature", "The signature is not by its author's key.")
        if entry.payload is None and entry.type in NEEDS_PAYLOAD:
            return self._wait(entry, trusted, Missing("payload", entry.hash))
        unknown = sorted(kid for kid in kids_of(entry) if self._resolve(kid) is None)
        if unknown:
            return self._wait(entry, trusted, *(Missing("key", kid) for kid in unknown))
        flaw = backdated(entry, past) or judge(entry, past, key, self._resolve)
        kept = entry.bare() if entry.hash in self.erased else entry
        node = Node(
            kept,
            len(self._graph.nodes),
            past.within,
            key,
            key_after(entry, key, flaw),
            flaw,
            remarks(entry, prev),
        )
        self._graph.insert(node)
        self._state = None
        return self._answer(node)

    def _keys(self, entry: Entry, prev: Node | None, charter: Charter, past: Past) -> set[str]:
        """Thumbprints this entry may be signed with."""
        allowed = {prev.key if prev else charter.by_did[entry.author].key}
        for change in self._graph.recoveries:
            payload = change.entry.payload
            if payload and past.holds(change) and (payload["member"], payload["last"]) == (entry.author, entry.prev):
                allowed.add(str(payload["new"]))
        return allowed

    def _answer(self, node: Node) -> Verdict:
        entry = node.entry
        fork = self._graph.forks(self._graph.everything).get(entry.author)
        if fork is not None and entry.seq >= fork[0]:
            proof = tuple(twin.entry.hash for twin in fork[1])
            if entry.hash in proof:
                text = f"{entry.author} signed {len(proof)} entries with seq {fork[0]}."
                return Verdict(Outcome.FORK, entry.hash, entry.author, True, "fork", text, proof=proof)
            return Verdict(Outcome.FROZEN, entry.hash, entry.author, True, "frozen", "Its author forked.", proof=proof)
        told = node.flaw or next(iter(node.remarks), None)
        if node.flaw is None and self._graph.retired(node, self._graph.everything):
            told = Flaw(Outcome.NO_EFFECT, "retired_key", "The other members had replaced this key.")
        outcome = Outcome.ACCEPTED if told is None or told in node.remarks else told.outcome
        code, text = (told.code, told.text) if told else ("", "")
        return Verdict(outcome, entry.hash, entry.author, True, code, text)

    def _gap(self, entry: Entry, trusted: bool, lacking: list[Missing]) -> Verdict:
        """Keep an entry whose predecessors are missing; signed by a known key it proves the gap."""
        keys = self._charters.keys_of(entry.author)
        tip = self._graph.tip(entry.author, self._graph.everything)
        if tip is not None:
            keys = keys | {tip.key}
        jwk = self._resolve(entry.kid)
        proven = False
        if jwk is not None and jws.owner(jwk) in keys:
            proven = trusted or jws.verify(entry.signature, jwk)
            if not proven:
                return _reject(entry, Outcome.FORGED, "forged_signature", "The signature is not by its author's key.")
        return self._wait(entry, trusted, *lacking, proven=proven)

    def _wait(self, entry: Entry, trusted: bool, *missing: Missing, proven: bool = False) -> Verdict:
        compact = entry.signature.compact
        if compact not in self._waiting and len(self._waiting) >= MAX_WAITING:
            return _reject(entry, Outcome.LIMIT, "too_many_waiting", f"{MAX_WAITING} entries wait already.")
        held = self._waiting.get(compact)
        if held is not None and entry.payload is None:
            entry = held[0]
        what = ", ".join(f"{m.what} {m.id[:80]}" for m in missing[:5])
        verdict = Verdict(
            Outcome.PENDING,
            entry.hash,
            entry.author,
            False,
            "gap" if missing[0].what == "entry" else f"missing_{missing[0].what}",
            f"Waits for {what}.",
            missing,
        )
        self._waiting[compact] = entry, trusted, verdict, proven
        self._state = None
        return verdict

    # What goes out

    def write(
        self,
        signer: jws.Signer,
        *,
        author: str,
        type: EntryType,
        payload: Mapping[str, Any],
        time: datetime,
        salt: bytes,
        charter: str | None = None,
    ) -> Entry:
        """Sign the author's next entry on all that is held here; store it, then `add` it.

        charter: hash of the version it speaks about; by default the one in force, else the one on the table.
        Raises Conflict when the author is frozen. After a restored backup pull from the peers before writing:
        an entry written on an old tip is a fork.
        """
        whole = Past(self._graph, self._charters, self._graph.everything)
        if author in frozen_authors(whole, self._gaps()):
            raise Conflict(
                "frozen",
                f"{author} is frozen.",
                where="author",
                remedy="See the register's findings for the proof.",
            )
        heads = self.heads()
        prev = heads.pop(author, None)
        return write_entry(
            signer,
            verbund=self.verbund,
            author=author,
            seq=self._graph.nodes[prev].entry.seq + 1 if prev else 1,
            prev=prev,
            heads=heads,
            charter=charter or (whole.in_force() or whole.on_table()).hash,
            type=type,
            payload=payload,
            time=time,
            salt=salt,
        )

    def entries(self) -> tuple[Entry, ...]:
        """All entries held, in the order every node shows: topological, ties by hash."""
        return tuple(node.entry for node in self._graph.order())

    def get(self, hash: str) -> Entry | None:
        node = self._graph.nodes.get(hash)
        return None if node is None else node.entry

    def heads(self) -> dict[str, str]:
        """Author -> hash of its last entry."""
        return self._graph.tips()

    def frontier(self) -> tuple[str, ...]:
        """Entries that no other builds on; equal frontiers mean equal registers."""
        return self._graph.frontier()

    def after(self) -> tuple[str, ...]:
        """The hashes to send as `after`: the frontier and some of what lies behind it."""
        return self._graph.after(MAX_AFTER)

    def missing(self, after: Iterable[str], limit: int | None = None) -> tuple[Entry, ...]:
        """What a peer lacks that holds `after`, in order. Unknown hashes do not count."""
        held = self._graph.past_of(after)
        found = tuple(node.entry for node in self._graph.order() if not held >> node.bit & 1)
        return found if limit is None else found[:limit]

    def waiting(self) -> tuple[Verdict, ...]:
        """Entries that cannot be placed yet, each with what is missing."""
        return tuple(sorted((held[2] for held in self._waiting.values()), key=lambda v: (v.author, v.hash)))

    def waiting_entries(self) -> tuple[Entry, ...]:
        """The same as entries, to be stored over a restart."""
        return tuple(held[0] for held in self._waiting.values())

    def charters(self) -> tuple[Charter, ...]:
        """All versions known, by version number and hash."""
        return tuple(sorted(self._charters.known.values(), key=lambda c: (c.version, c.hash)))

    def key_of(self, did: str) -> str | None:
        """Thumbprint of the key this member signs with now."""
        return Past(self._graph, self._charters, self._graph.everything).key(did)

    def state(self) -> State:
        """Charter states, members, offers and findings; the same wherever the same entries are held."""
        if self._state is None:
            self._state = state_of(self._graph, self._charters, self._gaps())
        return self._state

    def _gaps(self) -> list[tuple[Entry, Verdict]]:
        """Entries whose signature is proven and whose predecessors are missing."""
        return [(entry, verdict) for entry, _, verdict, proven in self._waiting.values() if proven]

    def erase(self, hash: str) -> Entry:
        """Forget payload and salt of an entry for good; returns the bare entry, whose chain still verifies.

        Raises Conflict for types whose payload decides about terms and membership.
        """
        node = self._graph.nodes.get(hash)
        if node is None:
            raise Invalid("unknown-entry", "No such entry.", where="hash")
        if node.entry.type in NEEDS_PAYLOAD:
            raise Conflict(
                "not-erasable",
                f"Entries of type {node.entry.type} decide about membership and name no person.",
                where="hash",
            )
        self.erased.add(hash)
        node.entry = node.entry.bare()
        self._state = None
        return node.entry


def _reject(entry: Entry, outcome: Outcome, code: str, text: str) -> Verdict:
    return Verdict(outcome, entry.hash, entry.author, False, code, text)
