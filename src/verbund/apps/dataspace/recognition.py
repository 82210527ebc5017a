"""How participants recognise each other at every call: self-issued ID tokens and DID documents (DCP 1.0).

A test bench that speaks the Dataspace Protocol alone can put its own way in its place, on a loopback node only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from django.conf import settings

from verbund.protocols.dcp.v1_0 import DidWeb
from verbund.protocols.dsp import v2025_1 as dsp

from . import http, identity, tokens


@dataclass(frozen=True, slots=True)
class Caller:
    """A verified peer, and the hosts that may be called for it."""

    did: str
    hosts: frozenset[str]

    def check(self, address: str, where: str) -> None:
        """Raises MalformedMessage for an address that does not belong to the peer."""
        try:
            http.check_url(address, self.hosts)
        except http.Unreachable as error:
            raise dsp.MalformedMessage(where, str(error)) from error


class Recognition(Protocol):
    """Who calls us, and how we show to others who we are."""

    def caller(self, authorization: str | None, me: identity.Participant) -> Caller:
        """Who calls, by the Authorization header. Raises Problem, which is answered with 401."""

    def authorization(self, me: identity.Participant, peer: str) -> dict[str, str]:
        """Headers of one call to a peer."""

    def hosts(self, peer: str) -> frozenset[str]:
        """The hosts (with port) that may be called for a peer. Raises Problem, or http.Unreachable."""

    def address(self, peer: str) -> str:
        """Base address of the peer's Dataspace Protocol. Raises Problem."""

    def check_name(self, peer: str) -> None:
        """Raises Problem for what cannot be the name of a participant."""


class SelfIssued:
    """The way of DCP 1.0, and the only one outside of test benches."""

    def caller(self, authorization: str | None, me: identity.Participant) -> Caller:
        claims, document = tokens.verify(authorization, me.did)
        return Caller(claims.issuer, identity.hosts_of(claims.issuer, document))

    def authorization(self, me: identity.Participant, peer: str) -> dict[str, str]:
        return tokens.authorization(me, peer)

    def hosts(self, peer: str) -> frozenset[str]:
        here = identity.local(peer)
        if here is not None:
            return frozenset(urlsplit(address).netloc.lower() for address in (here.base, here.data))
        return identity.hosts_of(peer, identity.resolve(peer))

    def address(self, peer: str) -> str:
        return identity.dsp_address(peer)

    def check_name(self, peer: str) -> None:
        DidWeb.parse(peer, insecure_loopback=settings.NODE.insecure_loopback)


_current: Recognition = SelfIssued()


def current() -> Recognition:
    """The way this node recognises peers."""
    return _current


def replace(recognition: Recognition) -> Recognition:
    """Put another way in place of the present one, which is returned. Raises RuntimeError on a node for others."""
    global _current
    if not settings.NODE.insecure_loopback:
        raise RuntimeError("how peers are recognised can be replaced on a loopback node only (insecure_loopback)")
    before, _current = _current, recognition
    return before
