"""The endpoints, written out from the tables of the HTTPS bindings."""

from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verbund.protocols.dsp import v2025_1 as dsp

from . import samples

# catalog, negotiation and transfer HTTPS bindings: served by, method, path, message, status
BINDINGS = """
    PROVIDER POST /catalog/request                           CatalogRequestMessage                 200
    PROVIDER GET  /catalog/datasets/{id}                     -                                     200
    PROVIDER GET  /negotiations/{id}                         -                                     200
    PROVIDER POST /negotiations/request                      ContractRequestMessage                201
    PROVIDER POST /negotiations/{id}/request                 ContractRequestMessage                200
    PROVIDER POST /negotiations/{id}/events                  ContractNegotiationEventMessage       200
    PROVIDER POST /negotiations/{id}/agreement/verification  ContractAgreementVerificationMessage  200
    PROVIDER POST /negotiations/{id}/termination             ContractNegotiationTerminationMessage 200
    CONSUMER GET  /negotiations/{id}                         -                                     200
    CONSUMER POST /negotiations/offers                       ContractOfferMessage                  201
    CONSUMER POST /negotiations/{id}/offers                  ContractOfferMessage                  200
    CONSUMER POST /negotiations/{id}/agreement               ContractAgreementMessage              200
    CONSUMER POST /negotiations/{id}/events                  ContractNegotiationEventMessage       200
    CONSUMER POST /negotiations/{id}/termination             ContractNegotiationTerminationMessage 200
    PROVIDER GET  /transfers/{id}                            -                                     200
    PROVIDER POST /transfers/request                         TransferRequestMessage                201
    PROVIDER POST /transfers/{id}/start                      TransferStartMessage                  200
    PROVIDER POST /transfers/{id}/completion                 TransferCompletionMessage             200
    PROVIDER POST /transfers/{id}/termination                TransferTerminationMessage            200
    PROVIDER POST /transfers/{id}/suspension                 TransferSuspensionMessage             200
    CONSUMER GET  /transfers/{id}                            -                                     200
    CONSUMER POST /transfers/{id}/start                      TransferStartMessage                  200
    CONSUMER POST /transfers/{id}/completion                 TransferCompletionMessage             200
    CONSUMER POST /transfers/{id}/termination                TransferTerminationMessage            200
    CONSUMER POST /transfers/{id}/suspension                 TransferSuspensionMessage             200
"""
EXPECTED = [line.split() for line in BINDINGS.strip().splitlines()]
BASE = "https://peer.example/dsp/2025-1"
C, P = dsp.Role.CONSUMER, dsp.Role.PROVIDER
PIDS = {"consumer_pid": "c", "provider_pid": "p"}


def test_the_table_is_the_bindings():
    found = [
        [e.served_by, e.method, e.path, e.message.TYPE if e.message else "-", str(e.status)] for e in dsp.ENDPOINTS
    ]
    assert sorted(found) == sorted(EXPECTED)


def test_answers_and_errors():
    for endpoint in dsp.ENDPOINTS:
        part = endpoint.path.split("/")[1]
        assert (
            endpoint.protocol.error
            is {
                "catalog": dsp.CatalogError,
                "negotiations": dsp.ContractNegotiationError,
                "transfers": dsp.TransferError,
            }[part]
        )
        created = endpoint.status == 201 or endpoint.method == "GET" or part == "catalog"
        assert (endpoint.answer is not None) == created


def test_routes_hold_every_endpoint_once_and_fixed_paths_first():
    held = [endpoint for route in dsp.ROUTES for endpoint in route.roles.values()]
    assert sorted(map(id, held)) == sorted(map(id, dsp.ENDPOINTS))
    assert len({(route.method, route.path) for route in dsp.ROUTES}) == len(dsp.ROUTES)
    open_ended = ["{id}" in route.path for route in dsp.ROUTES]
    assert open_ended == sorted(open_ended)
    shared = {route.path for route in dsp.ROUTES if set(route.roles) == {C, P}}
    negotiations = {"", "/events", "/termination"}
    transfers = {"", "/start", "/completion", "/termination", "/suspension"}
    expected = {"/negotiations/{id}" + end for end in negotiations} | {"/transfers/{id}" + end for end in transfers}
    assert shared == expected


@pytest.mark.parametrize(
    ("message", "sender", "path"),
    [
        (dsp.CatalogRequestMessage(), C, "/catalog/request"),
        (
            dsp.ContractRequestMessage(consumer_pid="c", offer=samples.OFFER, callback_address=BASE),
            C,
            "/negotiations/request",
        ),
        (dsp.ContractRequestMessage(**PIDS, offer=samples.OFFER), C, "/negotiations/p/request"),
        (
            dsp.ContractOfferMessage(provider_pid="p", offer=samples.OFFER, callback_address=BASE),
            P,
            "/negotiations/offers",
        ),
        (dsp.ContractOfferMessage(**PIDS, offer=samples.OFFER), P, "/negotiations/c/offers"),
        (dsp.ContractAgreementMessage(**PIDS, agreement=samples.AGREEMENT), P, "/negotiations/c/agreement"),
        (dsp.ContractAgreementVerificationMessage(**PIDS), C, "/negotiations/p/agreement/verification"),
        (dsp.ContractNegotiationTerminationMessage(**PIDS), C, "/negotiations/p/termination"),
        (dsp.ContractNegotiationTerminationMessage(**PIDS), P, "/negotiations/c/termination"),
        (
            dsp.TransferRequestMessage(consumer_pid="c", agreement_id="a", format="f", callback_address=BASE),
            C,
            "/transfers/request",
        ),
        (dsp.TransferStartMessage(**PIDS), P, "/transfers/c/start"),
        (dsp.TransferStartMessage(**PIDS), C, "/transfers/p/start"),
    ],
)
def test_where_a_message_goes(message, sender, path):
    assert dsp.url_for(message, sender, BASE) == BASE + path
    assert dsp.url_for(message, sender, BASE + "/") == BASE + path


def test_what_a_side_never_sends():
    with pytest.raises(ValueError, match="consumer sends no ContractAgreementMessage"):
        dsp.endpoint_for(samples.MESSAGES[9], C)
    with pytest.raises(ValueError, match="provider sends no TransferRequestMessage"):
        dsp.endpoint_for(samples.MESSAGES[16], P)


def test_where_a_state_is_asked():
    endpoint = dsp.status_endpoint(dsp.Protocol.TRANSFER, P)
    assert endpoint.answer is dsp.TransferProcess
    assert endpoint.url(BASE, "urn:uuid:1") == f"{BASE}/transfers/urn:uuid:1"
    with pytest.raises(ValueError, match="no status"):
        dsp.status_endpoint(dsp.Protocol.CATALOG, C)


@pytest.mark.parametrize("pid", [None, "", ".", ".."])
def test_no_path_without_a_proper_pid(pid):
    with pytest.raises(ValueError, match="path segment"):
        dsp.status_endpoint(dsp.Protocol.NEGOTIATION, P).url(BASE, pid)


@given(st.text(min_size=1).filter(lambda pid: pid not in (".", "..")))
def test_a_pid_stays_one_segment(pid):
    address = urlsplit(dsp.status_endpoint(dsp.Protocol.NEGOTIATION, P).url(BASE, pid))
    assert (address.netloc, address.query, address.fragment) == ("peer.example", "", "")
    segments = address.path.split("/")
    assert len(segments) == 5
    assert unquote(segments[-1]) == pid
