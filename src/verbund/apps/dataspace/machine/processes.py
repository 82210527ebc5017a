"""Negotiations and transfers, both roles under one base address: the process in the address decides the role."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from verbund.apps.core import outbox
from verbund.protocols.dsp import v2025_1 as dsp

from .. import identity
from ..actions import incoming, incoming_transfers
from ..actions._messages import Caller, Process, acknowledgement, stream_of
from ._calls import body_of, endpoint, reply


def view_for(route: dsp.Route) -> Callable[..., HttpResponse]:
    """The view of one route of the HTTPS bindings."""
    first = next(iter(route.roles.values()))
    protocol = first.protocol
    room = incoming if protocol is dsp.Protocol.NEGOTIATION else incoming_transfers

    @endpoint(protocol)
    def view(request: HttpRequest, me: identity.Participant, caller: Caller, pid: str = "") -> HttpResponse:
        if me.company_id is None:
            raise dsp.NotFound()
        if request.method == "GET":
            return reply(acknowledgement(room.find_for(me, caller.did, _uuid(pid))).to_json())
        if "{id}" not in route.path:
            assert first.message is not None
            message = dsp.parse(body_of(request), first.message)
            status, body = room.take(me, caller, message, None)
            return reply(body, status)
        process: Process = room.find_for(me, caller.did, _uuid(pid))
        served = route.roles.get(dsp.Role(process.role))
        if served is None or served.message is None:
            raise dsp.InvalidTransition(process.state, route.path.rpartition("/")[2], dsp.Role(process.role).other, ())
        message = dsp.parse(body_of(request), served.message)
        status, body = room.take(me, caller, message, process.pk)
        if status < 300:
            outbox.hurry(stream_of(process))
        return reply(body, status)

    return view


def _uuid(pid: str) -> UUID:
    text = pid.removeprefix("urn:uuid:")
    try:
        found = UUID(text)
    except ValueError:
        raise dsp.NotFound() from None
    if str(found) != text:
        raise dsp.NotFound()
    return found
