"""Which status and body an error gets."""

import pytest

from verbund.kit.errors import Conflict, Forbidden, Invalid, Missing, Problem
from verbund.protocols.dsp import v2025_1 as dsp
from verbund.protocols.dsp.v2025_1 import negotiation


def refused_transition():
    with pytest.raises(dsp.InvalidTransition) as refused:
        negotiation.next_state(None, dsp.NegotiationEvent.AGREEMENT, dsp.Role.PROVIDER)
    return refused.value


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (dsp.MalformedMessage("offer.target", "is missing"), 400, "malformed-message"),
        (dsp.MessageTooLarge(10, 5), 413, "message-too-large"),
        (dsp.UnsupportedFilter("filter[0]", "x"), 400, "unsupported-filter"),
        (refused_transition(), 400, "invalid-transition"),
        (dsp.NotFound(), 404, "not-found"),
        (Missing("no-negotiation", "Negotiation 5 of company 7 is unknown."), 404, "not-found"),
        (Forbidden("not-yours", "Negotiation 5 belongs to somebody else."), 404, "not-found"),
        (Invalid("terms", "The terms are not understood."), 422, "terms"),
        (Conflict("busy", "Another message is being processed."), 409, "busy"),
        (RuntimeError("password=secret"), 500, "internal-error"),
    ],
)
@pytest.mark.parametrize("protocol", list(dsp.Protocol))
def test_status_and_body(protocol, error, status, code):
    found, body = dsp.error_response(protocol, error, consumer_pid="c")
    assert (found, body["code"]) == (status, code)
    assert body["@type"] == protocol.error.TYPE
    assert len(body["reason"]) == 1
    assert dsp.parse(body, protocol.error).code == code
    if protocol is not dsp.Protocol.CATALOG:
        assert (body["consumerPid"], body["providerPid"]) == ("c", "")


def test_a_malformed_message_names_its_field():
    _, body = dsp.error_response(dsp.Protocol.NEGOTIATION, dsp.MalformedMessage("offer.target", "is missing"))
    assert body["reason"] == ["offer.target: is missing"]


def test_unknown_and_not_yours_are_the_same_answer():
    answers = {
        str(dsp.error_response(dsp.Protocol.TRANSFER, error))
        for error in (dsp.NotFound(), Missing("a", "b"), Forbidden("c", "d"))
    }
    assert len(answers) == 1


def test_an_unexpected_error_tells_nothing():
    _, body = dsp.error_response(dsp.Protocol.CATALOG, RuntimeError("password=secret"))
    assert "secret" not in str(body)


def test_an_odd_status_becomes_400():
    problem = Problem("odd", "odd")
    problem.status = 302
    assert dsp.status_of(problem) == 400
