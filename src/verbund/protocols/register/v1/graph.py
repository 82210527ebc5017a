"""The entries of a register as a graph: each builds on its author's previous entry and on its heads."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from .charter import Charter
from .entries import Entry, EntryType
from .verdict import Flaw


@dataclass(slots=True)
class Node:
    """An entry in its place.

    bit: its number in this graph, in order of arrival (never shown). past: bit set of all that precedes it.
    signed_with, key: the author's thumbprint at this entry, and after it.
    """

    entry: Entry
    bit: int
    past: int
    signed_with: str
    key: str
    flaw: Flaw | None = None
    remarks: tuple[Flaw, ...] = ()

    @property
    def mask(self) -> int:
        """Its past and itself."""
        return self.past | 1 << self.bit


@dataclass
class Graph:
    """Grows only. Bit sets over nodes answer 'does a precede b' exactly, also where an author forked."""

    nodes: dict[str, Node] = field(default_factory=dict)
    by_seq: dict[tuple[str, int], list[Node]] = field(default_factory=dict)
    by_type: dict[EntryType, list[Node]] = field(default_factory=dict)
    authors: dict[str, int] = field(default_factory=dict)
    forked: list[tuple[str, int]] = field(default_factory=list)
    recoveries: list[Node] = field(default_factory=list)  # all others signed: stands even if its author forks

    def insert(self, node: Node) -> None:
        entry = node.entry
        self.nodes[entry.hash] = node
        same = self.by_seq.setdefault((entry.author, entry.seq), [])
        same.append(node)
        if len(same) == 2:
            self.forked.append((entry.author, entry.seq))
        self.by_type.setdefault(entry.type, []).append(node)
        self.authors[entry.author] = max(self.authors.get(entry.author, 0), entry.seq)
        if entry.type is EntryType.KEY_CHANGED and node.flaw is None and is_recovery(entry):
            self.recoveries.append(node)

    @property
    def everything(self) -> int:
        """Bit set of all nodes."""
        return (1 << len(self.nodes)) - 1

    def past_of(self, hashes: Iterable[str]) -> int:
        """Bit set of these entries and all that precedes them; unknown hashes are passed over."""
        mask = 0
        for found in hashes:
            node = self.nodes.get(found)
            if node is not None:
                mask |= node.mask
        return mask

    def retired(self, node: Node, within: int) -> bool:
        """True when the other members replaced the key of this entry before it was signed."""
        return any(
            _payload(change)["member"] == node.entry.author
            and _payload(change)["old"] == node.signed_with
            and node.entry.seq > self._last_seq(change)
            for change in self.recoveries
            if within >> change.bit & 1
        )

    def _last_seq(self, change: Node) -> int:
        last = _payload(change)["last"]
        return self.nodes[str(last)].entry.seq if last else 0

    def forks(self, within: int) -> Mapping[str, tuple[int, tuple[Node, ...]]]:
        """Author -> first seq signed twice, and the entries that prove it, as far as `within` shows."""
        found: dict[str, tuple[int, tuple[Node, ...]]] = {}
        for author, seq in self.forked:
            twins = tuple(
                node for node in self.by_seq[author, seq] if within >> node.bit & 1 and not self.retired(node, within)
            )
            if len(twins) > 1 and (author not in found or seq < found[author][0]):
                found[author] = seq, tuple(sorted(twins, key=lambda node: node.entry.hash))
        return found

    def tip(self, author: str, within: int) -> Node | None:
        """The author's last entry as far as `within` shows; in a fork the longer, then the smaller hash."""
        low, high, found = 1, self.authors.get(author, 0), None
        while low <= high:  # what precedes is closed, so the seqs seen of an author have no holes
            middle = (low + high) // 2
            seen = [
                node
                for node in self.by_seq.get((author, middle), ())
                if within >> node.bit & 1 and not self.retired(node, within)
            ]
            if seen:
                found, low = min(seen, key=lambda node: node.entry.hash), middle + 1
            else:
                high = middle - 1
        return found

    def tips(self) -> dict[str, str]:
        """Author -> hash of its last entry."""
        found = {author: self.tip(author, self.everything) for author in self.authors}
        return {author: node.entry.hash for author, node in sorted(found.items()) if node is not None}

    def frontier(self) -> tuple[str, ...]:
        """Entries that nothing builds on, sorted: two registers with the same frontier are the same."""
        covered = 0
        for node in self.nodes.values():
            covered |= node.past
        return tuple(sorted(h for h, node in self.nodes.items() if not covered >> node.bit & 1))

    def after(self, most: int) -> tuple[str, ...]:
        """The frontier, then each author's entries 0, 1, 2, 4, 8 … before its last, nearest first: a peer that
        is behind still finds what both hold."""
        found = dict.fromkeys(self.frontier())
        step, tips = 0, {author: self.nodes[tip].entry.seq for author, tip in self.tips().items()}
        while tips and len(found) < most:
            for author, seq in tips.items():
                found.update(dict.fromkeys(sorted(n.entry.hash for n in self.by_seq[author, seq - step])))
            step = 2 * step or 1
            tips = {author: seq for author, seq in tips.items() if seq > step}
        return tuple(list(found)[:most])

    def order(self) -> Iterator[Node]:
        """Topological, ties by hash: the same for all who hold the same entries."""
        waits: dict[str, int] = {}
        followers: dict[str, list[str]] = {}
        for found, node in self.nodes.items():
            before = set(node.entry.predecessors)
            waits[found] = len(before)
            for predecessor in before:
                followers.setdefault(predecessor, []).append(found)
        ready = [found for found, count in waits.items() if not count]
        heapq.heapify(ready)
        while ready:
            found = heapq.heappop(ready)
            yield self.nodes[found]
            for follower in followers.get(found, ()):
                waits[follower] -= 1
                if not waits[follower]:
                    heapq.heappush(ready, follower)


@dataclass
class Charters:
    """The versions of one Verbund, each rooted in the founding one."""

    founding: Charter
    known: dict[str, Charter] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.known[self.founding.hash] = self.founding

    def descends(self, younger: str, older: str) -> bool:
        """True when `older` is an earlier version on the line to `younger`."""
        at = self.known[younger].previous
        while at is not None:
            if at == older:
                return True
            at = self.known[at].previous
        return False

    def keys_of(self, did: str) -> set[str]:
        """Every thumbprint any version names for this member."""
        return {charter.by_did[did].key for charter in self.known.values() if did in charter.by_did}


class Past:
    """What a set of entries, closed under precedence, says. Serves an entry's past and the whole register."""

    def __init__(self, graph: Graph, charters: Charters, within: int) -> None:
        self.graph = graph
        self.charters = charters
        self.within = within
        self.forks = graph.forks(within)

    def holds(self, node: Node) -> bool:
        return bool(self.within >> node.bit & 1)

    def counts(self, node: Node) -> bool:
        """True when the entry is there and has effect: no flaw, author not frozen, key not retired."""
        if not self.holds(node) or node.flaw is not None:
            return False
        fork = self.forks.get(node.entry.author)
        if fork is not None and node.entry.seq >= fork[0]:
            return False
        return not self.graph.retired(node, self.within)

    def acts(self, *types: EntryType, by: str | None = None, charter: str | None = None) -> Iterator[Node]:
        """Entries with effect, of these types, in no order."""
        for kind in types:
            for node in self.graph.by_type.get(kind, ()):
                entry = node.entry
                fits = (by is None or entry.author == by) and (charter is None or entry.charter == charter)
                if fits and self.counts(node):
                    yield node

    def effective(self) -> Node | None:
        """The entry that brought the version in force into force."""
        return max(
            self.acts(EntryType.EFFECTIVE),
            key=lambda node: (self.charters.known[node.entry.charter].version, node.entry.hash),
            default=None,
        )

    def in_force(self) -> Charter | None:
        node = self.effective()
        return None if node is None else self.charters.known[node.entry.charter]

    def on_table(self) -> Charter:
        """The version last put forward: the founding one, or the last adopted."""
        node = max(
            self.acts(EntryType.ADOPTED),
            key=lambda n: (self.charters.known[n.entry.charter].version, n.entry.seq, n.entry.hash),
            default=None,
        )
        return self.charters.founding if node is None else self.charters.known[node.entry.charter]

    def left(self, did: str) -> Node | None:
        """The member's `left` entry, unless a version in force since then has taken it in again."""
        effective = self.effective()
        again = 0 if effective is None else effective.past
        leaving = [node for node in self.acts(EntryType.LEFT, by=did) if not again >> node.bit & 1]
        return min(leaving, key=lambda node: (node.entry.seq, node.entry.hash), default=None)

    def active(self) -> set[str]:
        """Members of the version in force who have not left."""
        charter = self.in_force()
        return set() if charter is None else {did for did in charter.by_did if self.left(did) is None}

    def ended(self) -> Node | None:
        return min(self.acts(EntryType.ENDED), key=lambda node: node.entry.hash, default=None)

    def key(self, did: str) -> str | None:
        """The thumbprint of the key this member signs with now."""
        tip = self.graph.tip(did, self.within)
        if tip is not None:
            key: str | None = tip.key
        else:
            charter = self.in_force() or self.on_table()
            key = charter.by_did[did].key if did in charter.by_did else None
        for change in sorted(self.graph.recoveries, key=lambda node: node.entry.hash):
            payload = _payload(change)
            if self.holds(change) and payload["member"] == did and payload["old"] == key:
                return str(payload["new"])
        return key


def is_recovery(entry: Entry) -> bool:
    """True for a key change that the other members sign because the old key is lost."""
    return entry.payload is not None and entry.payload["member"] != entry.author


def _payload(node: Node) -> Mapping[str, object]:
    assert node.entry.payload is not None
    return node.entry.payload
