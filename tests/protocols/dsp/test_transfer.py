"""Every state, every message, both senders, against the arrows of the specification's figure."""

import itertools

import pytest

from verbund.protocols.dsp import v2025_1 as dsp
from verbund.protocols.dsp.v2025_1 import transfer

# Transfer Process Protocol 2025-1, figure "Transfer Process State Machine": from, message, C or P, to
FIGURE = """
    -         TransferRequestMessage      C   REQUESTED
    REQUESTED TransferStartMessage        P   STARTED
    REQUESTED TransferTerminationMessage  CP  TERMINATED
    STARTED   TransferCompletionMessage   CP  COMPLETED
    STARTED   TransferSuspensionMessage   CP  SUSPENDED
    STARTED   TransferTerminationMessage  CP  TERMINATED
    SUSPENDED TransferStartMessage        CP  STARTED
    SUSPENDED TransferTerminationMessage  CP  TERMINATED
"""
SENDERS = {"C": dsp.Role.CONSUMER, "P": dsp.Role.PROVIDER}
STATES = ["REQUESTED", "STARTED", "COMPLETED", "SUSPENDED", "TERMINATED"]
EVENTS = [
    "TransferRequestMessage",
    "TransferStartMessage",
    "TransferCompletionMessage",
    "TransferSuspensionMessage",
    "TransferTerminationMessage",
]
EXPECTED = {
    (None if state == "-" else state, event, SENDERS[sender]): after
    for state, event, senders, after in (line.split() for line in FIGURE.strip().splitlines())
    for sender in senders
}


def test_the_vocabulary_is_the_specifications():
    assert list(dsp.TransferState) == STATES
    assert list(dsp.TransferEvent) == EVENTS


@pytest.mark.parametrize(
    ("state", "event", "sender"), list(itertools.product([None, *STATES], EVENTS, SENDERS.values()))
)
def test_every_message_in_every_state_from_both_sides(state, event, sender):
    state = state and dsp.TransferState(state)
    event = dsp.TransferEvent(event)
    after = EXPECTED.get((state, event, sender))
    if after is not None:
        assert transfer.next_state(state, event, sender) == after
        assert event in transfer.allowed(state, sender)
        return
    with pytest.raises(dsp.InvalidTransition) as refused:
        transfer.next_state(state, event, sender)
    assert event not in transfer.allowed(state, sender)
    assert refused.value.status == 400


def test_a_message_is_its_type():
    message = dsp.TransferStartMessage(consumer_pid="c", provider_pid="p")
    assert transfer.next_state(dsp.TransferState.REQUESTED, message, dsp.Role.PROVIDER) == "STARTED"
    with pytest.raises(dsp.InvalidTransition):
        transfer.next_state(dsp.TransferState.REQUESTED, message, dsp.Role.CONSUMER)
    with pytest.raises(ValueError, match="CatalogRequestMessage moves no transfer"):
        transfer.event_of(dsp.CatalogRequestMessage())


def test_terminal_states_end():
    for state in transfer.TERMINAL:
        assert transfer.allowed(state, dsp.Role.CONSUMER) == transfer.allowed(state, dsp.Role.PROVIDER) == ()
