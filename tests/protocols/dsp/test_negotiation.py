"""Every state, every message, both senders, against the arrows of the specification's figure."""

import itertools

import pytest

from verbund.protocols.dsp import v2025_1 as dsp
from verbund.protocols.dsp.v2025_1 import negotiation

# Contract Negotiation Protocol 2025-1, figure "Contract Negotiation State Machine": from, message, C or P, to
FIGURE = """
    -         ContractRequestMessage                     C   REQUESTED
    -         ContractOfferMessage                       P   OFFERED
    REQUESTED ContractOfferMessage                       P   OFFERED
    REQUESTED ContractAgreementMessage                   P   AGREED
    REQUESTED ContractNegotiationTerminationMessage      CP  TERMINATED
    OFFERED   ContractRequestMessage                     C   REQUESTED
    OFFERED   ContractNegotiationEventMessage:ACCEPTED   C   ACCEPTED
    OFFERED   ContractNegotiationTerminationMessage      CP  TERMINATED
    ACCEPTED  ContractAgreementMessage                   P   AGREED
    ACCEPTED  ContractNegotiationTerminationMessage      P   TERMINATED
    AGREED    ContractAgreementVerificationMessage       C   VERIFIED
    AGREED    ContractNegotiationTerminationMessage      C   TERMINATED
    VERIFIED  ContractNegotiationEventMessage:FINALIZED  P   FINALIZED
    VERIFIED  ContractNegotiationTerminationMessage      P   TERMINATED
"""
SENDERS = {"C": dsp.Role.CONSUMER, "P": dsp.Role.PROVIDER}
STATES = ["REQUESTED", "OFFERED", "ACCEPTED", "AGREED", "VERIFIED", "FINALIZED", "TERMINATED"]
EVENTS = [
    "ContractRequestMessage",
    "ContractOfferMessage",
    "ContractNegotiationEventMessage:ACCEPTED",
    "ContractAgreementMessage",
    "ContractAgreementVerificationMessage",
    "ContractNegotiationEventMessage:FINALIZED",
    "ContractNegotiationTerminationMessage",
]
EXPECTED = {
    (None if state == "-" else state, event, SENDERS[sender]): after
    for state, event, senders, after in (line.split() for line in FIGURE.strip().splitlines())
    for sender in senders
}
CASES = list(itertools.product([None, *STATES], EVENTS, SENDERS.values()))


def test_the_vocabulary_is_the_specifications():
    assert list(dsp.NegotiationState) == STATES
    assert sorted(dsp.NegotiationEvent) == sorted(EVENTS)


@pytest.mark.parametrize(("state", "event", "sender"), CASES)
def test_every_message_in_every_state_from_both_sides(state, event, sender):
    state = state and dsp.NegotiationState(state)
    event = dsp.NegotiationEvent(event)
    after = EXPECTED.get((state, event, sender))
    if after is not None:
        assert negotiation.next_state(state, event, sender) == after
        assert event in negotiation.allowed(state, sender)
        return
    with pytest.raises(dsp.InvalidTransition) as refused:
        negotiation.next_state(state, event, sender)
    assert event not in negotiation.allowed(state, sender)
    assert refused.value.status == 400
    assert refused.value.details["message"] == event
    assert refused.value.allowed == negotiation.allowed(state, sender)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("sender", list(dsp.Role))
def test_the_text_lets_a_receiver_take_a_termination_in_every_open_state(state, sender):
    state = dsp.NegotiationState(state)
    if state in ("FINALIZED", "TERMINATED"):
        with pytest.raises(dsp.InvalidTransition):
            negotiation.next_state(state, dsp.NegotiationEvent.TERMINATION, sender, by_text=True)
    else:
        after = negotiation.next_state(state, dsp.NegotiationEvent.TERMINATION, sender, by_text=True)
        assert after == "TERMINATED"


def test_the_text_changes_nothing_else():
    for state, event, sender in CASES:
        if event == dsp.NegotiationEvent.TERMINATION and state is not None:
            continue
        state = state and dsp.NegotiationState(state)
        event = dsp.NegotiationEvent(event)
        if (state, event, sender) in EXPECTED:
            assert negotiation.next_state(state, event, sender, by_text=True)
        else:
            with pytest.raises(dsp.InvalidTransition):
                negotiation.next_state(state, event, sender, by_text=True)


@pytest.mark.parametrize(
    ("event_type", "state", "sender", "after"),
    [
        (dsp.EventType.ACCEPTED, dsp.NegotiationState.OFFERED, dsp.Role.CONSUMER, "ACCEPTED"),
        (dsp.EventType.FINALIZED, dsp.NegotiationState.VERIFIED, dsp.Role.PROVIDER, "FINALIZED"),
    ],
)
def test_the_event_message_counts_by_its_type(event_type, state, sender, after):
    message = dsp.ContractNegotiationEventMessage(consumer_pid="c", provider_pid="p", event_type=event_type)
    assert negotiation.next_state(state, message, sender) == after
    with pytest.raises(dsp.InvalidTransition):
        negotiation.next_state(state, message, sender.other)


def test_other_messages_are_their_type():
    message = dsp.ContractNegotiationTerminationMessage(consumer_pid="c", provider_pid="p")
    assert negotiation.event_of(message) == "ContractNegotiationTerminationMessage"
    with pytest.raises(ValueError, match="TransferProcess moves no negotiation"):
        negotiation.event_of(dsp.TransferProcess(consumer_pid="c", provider_pid="p", state=dsp.TransferState.STARTED))


def test_a_refusal_says_what_may_be_sent_instead():
    with pytest.raises(dsp.InvalidTransition) as refused:
        negotiation.next_state(dsp.NegotiationState.ACCEPTED, dsp.NegotiationEvent.FINALIZED, dsp.Role.PROVIDER)
    assert str(refused.value) == (
        "ACCEPTED: ContractNegotiationEventMessage:FINALIZED from the provider is not allowed in this state "
        "The provider may send here: ContractAgreementMessage, ContractNegotiationTerminationMessage."
    )
