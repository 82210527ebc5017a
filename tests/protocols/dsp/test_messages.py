"""What we write, what we read back, what is missing or wrong and how it is said."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verbund.protocols.dsp import v2025_1 as dsp

from . import samples

CONTEXT = "https://w3id.org/dspace/2025/1/context.jsonld"
PIDS = {"consumerPid": "urn:uuid:c-1", "providerPid": "urn:uuid:p-1"}

# required properties, from the JSON Schemas and the text of the specification
REQUIRED = {
    "CatalogRequestMessage": [],
    "DatasetRequestMessage": ["dataset"],
    "Catalog": ["@id", "participantId"],
    "Dataset": ["@id", "hasPolicy", "distribution"],
    "CatalogError": [],
    "ContractRequestMessage": ["consumerPid", "offer"],
    "ContractOfferMessage": ["providerPid", "offer"],
    "ContractAgreementMessage": ["providerPid", "consumerPid", "agreement"],
    "ContractAgreementVerificationMessage": ["providerPid", "consumerPid"],
    "ContractNegotiationEventMessage": ["providerPid", "consumerPid", "eventType"],
    "ContractNegotiationTerminationMessage": ["providerPid", "consumerPid"],
    "ContractNegotiation": ["providerPid", "consumerPid", "state"],
    "ContractNegotiationError": [],
    "TransferRequestMessage": ["consumerPid", "agreementId", "format", "callbackAddress"],
    "TransferStartMessage": ["providerPid", "consumerPid"],
    "TransferCompletionMessage": ["providerPid", "consumerPid"],
    "TransferSuspensionMessage": ["providerPid", "consumerPid"],
    "TransferTerminationMessage": ["providerPid", "consumerPid"],
    "TransferProcess": ["providerPid", "consumerPid", "state"],
    "TransferError": [],
}


def body(kind, **properties):
    return {"@context": [CONTEXT], "@type": kind, **properties}


def identity(message):
    return f"{message.TYPE}-{samples.MESSAGES.index(message)}"


@pytest.mark.parametrize("message", samples.MESSAGES, ids=identity)
def test_what_we_write_is_what_we_read(message):
    written = message.to_json()
    assert written["@context"] == [CONTEXT]
    assert written["@type"] == message.TYPE == type(message).__name__
    assert dsp.parse(json.dumps(written).encode(), type(message)) == message
    assert dsp.parse(written, type(message)).to_json() == written


def test_the_samples_hold_every_message():
    assert {message.TYPE for message in samples.MESSAGES} == set(REQUIRED)


@pytest.mark.parametrize("message", samples.MESSAGES, ids=identity)
def test_a_missing_property_is_named(message):
    for name in ("@context", "@type", *REQUIRED[message.TYPE]):
        written = {key: item for key, item in message.to_json().items() if key != name}
        if name == "@type" and message.TYPE == "Dataset":
            assert dsp.parse(written, dsp.Dataset) == message  # its schema asks for no type
            continue
        with pytest.raises(dsp.MalformedMessage, match="missing") as refused:
            dsp.parse(written, type(message))
        assert refused.value.field == name
        assert refused.value.status == 400


@pytest.mark.parametrize("message", samples.MESSAGES, ids=identity)
def test_unknown_properties_survive(message):
    extra = {"ext:note": {"ext:deep": [1, {"@value": "x"}, None]}, "plain": "kept", "flag": False}
    read = dsp.parse({**message.to_json(), **extra}, type(message))
    assert {key: read.extra[key] for key in extra} == extra
    again = read.to_json()
    assert {key: again[key] for key in extra} == extra


def test_further_contexts_survive_and_ours_stands_first():
    other = "https://profile.example/context.jsonld"
    message = dsp.parse(body("CatalogRequestMessage") | {"@context": [other, CONTEXT]}, dsp.CatalogRequestMessage)
    assert message.context == (other,)
    assert message.to_json()["@context"] == [CONTEXT, other]


@pytest.mark.parametrize(
    ("kind", "wrong", "field"),
    [
        (dsp.ContractNegotiation, {"state": "PENDING"}, "state"),
        (dsp.ContractNegotiation, {"state": 7}, "state"),
        (dsp.ContractNegotiation, {"consumerPid": ""}, "consumerPid"),
        (dsp.ContractNegotiation, {"consumerPid": ".."}, "consumerPid"),
        (dsp.ContractNegotiation, {"consumerPid": "a b"}, "consumerPid"),
        (dsp.ContractNegotiation, {"consumerPid": "a\r\nX: y"}, "consumerPid"),
        (dsp.ContractNegotiation, {"consumerPid": "x" * 2049}, "consumerPid"),
        (dsp.ContractNegotiation, {"consumerPid": ["a", "b"]}, "consumerPid"),
        (dsp.ContractNegotiation, {"providerPid": {"x": "y"}}, "providerPid"),
        (dsp.ContractNegotiation, {"@id": 5}, "@id"),
        (dsp.ContractNegotiationEventMessage, {"eventType": "AGREED"}, "eventType"),
        (dsp.ContractNegotiationTerminationMessage, {"code": 5}, "code"),
        (dsp.TransferProcess, {"state": "FINALIZED"}, "state"),
        (dsp.TransferStartMessage, {"dataAddress": "http://x"}, "dataAddress"),
        (dsp.TransferStartMessage, {"dataAddress": {}}, "dataAddress.endpointType"),
        (dsp.TransferStartMessage, {"dataAddress": {"endpointType": ""}}, "dataAddress.endpointType"),
        (
            dsp.TransferStartMessage,
            {"dataAddress": {"@type": "DataService", "endpointType": "t"}},
            "dataAddress.@type",
        ),
        (
            dsp.TransferStartMessage,
            {"dataAddress": {"endpointType": "t", "endpointProperties": [{"name": "n"}]}},
            "dataAddress.endpointProperties[0].value",
        ),
    ],
)
def test_a_wrong_property_is_named(kind, wrong, field):
    good = {"state": "STARTED" if kind is dsp.TransferProcess else "AGREED", "eventType": "ACCEPTED"}
    with pytest.raises(dsp.MalformedMessage) as refused:
        dsp.parse(body(kind.TYPE, **{**PIDS, **good, **wrong}), kind)
    assert refused.value.field == field


@pytest.mark.parametrize(
    "address",
    [
        "ftp://x.example/",
        "consumer.example",
        "/callback",
        "https://x.example/a b",
        "https://x.example\\@evil.example/",
        "http://",
        "https://u:p@x.example/",
        "http://x:y/",
        "http://[::1",
    ],
)
def test_a_callback_address_is_an_http_address(address):
    request = dsp.ContractRequestMessage(
        consumer_pid="c", offer=samples.OFFER, callback_address="https://consumer.example"
    ).to_json()
    with pytest.raises(dsp.MalformedMessage, match="http or https") as refused:
        dsp.parse({**request, "callbackAddress": address}, dsp.ContractRequestMessage)
    assert refused.value.field == "callbackAddress"


@pytest.mark.parametrize(
    ("kind", "own", "other"),
    [
        (dsp.ContractRequestMessage, "consumerPid", "providerPid"),
        (dsp.ContractOfferMessage, "providerPid", "consumerPid"),
    ],
)
def test_initial_or_running(kind, own, other):
    offer = samples.OFFER.to_json()
    address = "https://peer.example/dsp"
    initial = dsp.parse(body(kind.TYPE, offer=offer, callbackAddress=address, **{own: "a"}), kind)
    running = dsp.parse(body(kind.TYPE, offer=offer, **{own: "a", other: "b"}), kind)
    both = dsp.parse(body(kind.TYPE, offer=offer, callbackAddress=address, **{own: "a", other: "b"}), kind)
    assert (initial.initial, running.initial, both.initial) == (True, False, False)
    assert both.callback_address == address
    # the schema allows one of the two
    assert "callbackAddress" not in both.to_json()
    with pytest.raises(dsp.MalformedMessage, match=other) as refused:
        dsp.parse(body(kind.TYPE, offer=offer, **{own: "a"}), kind)
    assert refused.value.field == "callbackAddress"


def test_an_initial_request_without_address_is_not_written():
    with pytest.raises(ValueError, match="callbackAddress"):
        dsp.ContractRequestMessage(consumer_pid="c", offer=samples.OFFER).to_json()


def test_one_of_several_types_may_be_expected():
    answers = (dsp.ContractNegotiation, dsp.ContractNegotiationError)
    found = dsp.parse(body("ContractNegotiation", **PIDS, state="AGREED"), answers)
    assert isinstance(found, dsp.ContractNegotiation)
    assert isinstance(dsp.parse(body("ContractNegotiationError"), answers), dsp.ContractNegotiationError)
    with pytest.raises(dsp.MalformedMessage, match="ContractNegotiation or ContractNegotiationError") as refused:
        dsp.parse(body("TransferProcess", **PIDS, state="STARTED"), answers)
    assert refused.value.field == "@type"


def test_type_of_looks_and_no_more():
    assert dsp.type_of({"@context": CONTEXT, "@type": "dspace:TransferError"}) == "TransferError"
    assert dsp.type_of({"@context": CONTEXT, "@type": ["TransferError"]}) == "TransferError"
    for nothing in ({}, {"@type": 5}, {"@type": ["a", "b"]}, {"@context": 5, "@type": "a"}):
        assert dsp.type_of(nothing) is None


class TestErrorsOfPeers:
    def test_pids_may_be_missing_or_empty(self):
        for properties in ({}, {"consumerPid": "", "providerPid": ""}):
            error = dsp.parse(body("TransferError", code="400", reason=["no"], **properties), dsp.TransferError)
            assert (error.consumer_pid, error.provider_pid) == (None, None)
            assert (error.code, error.reason) == ("400", ("no",))

    def test_ours_carry_both(self):
        written = dsp.ContractNegotiationError(consumer_pid="c", code="x").to_json()
        assert (written["consumerPid"], written["providerPid"]) == ("c", "")

    @pytest.mark.parametrize("reason", [[{}], [{"message": "x"}], "one", ["a", "b"], [{"@value": "x"}]])
    def test_reasons_of_any_form(self, reason):
        message = body("ContractNegotiationTerminationMessage", **PIDS, reason=reason)
        assert dsp.parse(message, dsp.ContractNegotiationTerminationMessage).reason


class TestPolicies:
    def test_an_offer_in_a_message_names_its_target(self):
        offer = {key: item for key, item in samples.OFFER.to_json().items() if key != "target"}
        with pytest.raises(dsp.MalformedMessage, match="missing") as refused:
            dsp.parse(body("ContractRequestMessage", **PIDS, offer=offer), dsp.ContractRequestMessage)
        assert refused.value.field == "offer.target"

    @pytest.mark.parametrize("name", ["@id", "target", "assigner", "assignee", "timestamp"])
    def test_an_agreement_is_complete(self, name):
        agreement = {key: item for key, item in samples.AGREEMENT.to_json().items() if key != name}
        with pytest.raises(dsp.MalformedMessage, match="missing") as refused:
            dsp.parse(body("ContractAgreementMessage", **PIDS, agreement=agreement), dsp.ContractAgreementMessage)
        assert refused.value.field == f"agreement.{name}"

    def test_an_agreement_shows_its_parts(self):
        agreement = samples.AGREEMENT
        assert agreement.id == "urn:agreement:1"
        assert agreement.target == "urn:data:1"
        assert agreement.assigner == "did:web:provider.example"
        assert agreement.assignee == "did:web:consumer.example"
        assert agreement.timestamp == "2026-11-22T08:30:00Z"

    @pytest.mark.parametrize("stamp", ["yesterday", "2026-13-01T00:00:00Z", "2026-11-22", 5, "2026-11-22T24:01:00Z"])
    def test_a_timestamp_is_a_date_time(self, stamp):
        agreement = samples.AGREEMENT.to_json() | {"timestamp": stamp}
        with pytest.raises(dsp.MalformedMessage, match=r"xsd:dateTime") as refused:
            dsp.parse(body("ContractAgreementMessage", **PIDS, agreement=agreement), dsp.ContractAgreementMessage)
        assert refused.value.field == "agreement.timestamp"

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"permission": ["use"]}, "offer.permission[0]"),
            ({"permission": [{}]}, "offer.permission[0].action"),
            ({"permission": [{"action": 5}]}, "offer.permission[0].action"),
            ({"permission": [{"action": "use", "constraint": ["x"]}]}, "offer.permission[0].constraint[0]"),
            (
                {"permission": [{"action": "use", "constraint": [{"leftOperand": "a", "operator": "eq"}]}]},
                "offer.permission[0].constraint[0].rightOperand",
            ),
            (
                {"permission": [{"action": "use", "constraint": [{"and": [], "or": []}]}]},
                "offer.permission[0].constraint[0]",
            ),
            (
                {"prohibition": [{"action": "use", "constraint": [{"and": [{"or": ["x"]}]}]}]},
                "offer.prohibition[0].constraint[0].and[0].or[0]",
            ),
            ({"obligation": [{"action": "x", "duty": [{"action": []}]}]}, "offer.obligation[0].duty[0].action"),
            ({"@type": "Agreement"}, "offer.@type"),
            ({"profile": [5]}, "offer.profile"),
            ({"assignee": {"a": 1}}, "offer.assignee"),
        ],
    )
    def test_a_wrong_rule_is_named(self, wrong, field):
        offer = samples.OFFER.to_json() | wrong
        with pytest.raises(dsp.MalformedMessage) as refused:
            dsp.parse(body("ContractRequestMessage", **PIDS, offer=offer), dsp.ContractRequestMessage)
        assert refused.value.field == field

    def test_an_offer_is_an_object(self):
        with pytest.raises(dsp.MalformedMessage, match="policy object") as refused:
            dsp.parse(body("ContractRequestMessage", **PIDS, offer="urn:offer:1"), dsp.ContractRequestMessage)
        assert refused.value.field == "offer"

    def test_what_odrl_knows_further_survives(self):
        rule = {
            "action": {
                "action": "print",
                "refinement": [{"leftOperand": "resolution", "operator": "lteq", "rightOperand": "1200"}],
            },
            "duty": [{"action": "attribute", "consequence": [{"action": "delete"}]}],
            "ext:priority": 3,
        }
        offer = dsp.Offer.read(
            {"@id": "o", "target": "t", "profile": "https://p.example/", "permission": [rule]}, "offer"
        )
        assert offer.policy["permission"] == [rule]
        assert offer.policy["profile"] == "https://p.example/"


NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=20).filter(
    lambda text: text not in (".", "..") and not text.startswith("@")
)
JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8", exclude_characters="\x00")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES.map("ext:".__add__), inner, max_size=3),
    max_leaves=8,
)
CONSTRAINTS = st.recursive(
    st.fixed_dictionaries(
        {
            "leftOperand": NAMES,
            "operator": st.sampled_from(["eq", "lt", "isAnyOf"]),
            "rightOperand": NAMES | st.lists(NAMES),
        }
    ),
    lambda inner: st.dictionaries(
        st.sampled_from(["and", "or", "xone", "andSequence"]),
        st.lists(inner, min_size=1, max_size=3),
        min_size=1,
        max_size=1,
    ),
    max_leaves=6,
)
RULES = st.fixed_dictionaries({"action": NAMES, "constraint": st.lists(CONSTRAINTS, min_size=1, max_size=2)})
OFFERS = st.builds(
    lambda name, target, rules: dsp.Offer({"@id": name, "@type": "Offer", "target": target, "permission": rules}),
    NAMES,
    NAMES,
    st.lists(RULES, min_size=1, max_size=3),
)
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=20)
EXTRAS = st.dictionaries(NAMES.map("ext:".__add__), JSON_VALUES, max_size=3)


@settings(max_examples=60, deadline=None)
@given(
    st.builds(
        dsp.ContractRequestMessage,
        id=st.none() | NAMES,
        consumer_pid=NAMES,
        provider_pid=NAMES,
        offer=OFFERS,
        extra=EXTRAS,
    )
    | st.builds(
        dsp.TransferRequestMessage,
        consumer_pid=NAMES,
        agreement_id=NAMES,
        format=NAMES,
        callback_address=st.just("http://peer.example:8080/x"),
        data_address=st.none()
        | st.builds(
            dsp.DataAddress,
            endpoint_type=NAMES,
            endpoint=st.none() | NAMES,
            endpoint_properties=st.lists(st.builds(dsp.EndpointProperty, name=NAMES, value=TEXTS), max_size=3).map(
                tuple
            ),
        ),
        extra=EXTRAS,
    )
)
def test_any_message_survives_the_round_trip(message):
    assert dsp.parse(json.dumps(message.to_json()), type(message)) == message


def test_a_data_address_answers_by_name():
    assert samples.ADDRESS.property("authType") == "bearer"
    assert samples.ADDRESS.property("other") is None


def test_the_example_of_the_package():
    request = dsp.ContractRequestMessage(
        consumer_pid="urn:uuid:c-1", offer=samples.OFFER, callback_address="https://consumer.example/dsp/"
    )
    message = dsp.parse(json.dumps(request.to_json()).encode(), dsp.ContractRequestMessage, max_bytes=1_000_000)
    state = dsp.negotiation.next_state(None, message, dsp.Role.CONSUMER)
    answer = dsp.ContractNegotiation(consumer_pid=message.consumer_pid, provider_pid="urn:uuid:p-1", state=state)
    assert answer.to_json() == {
        "@context": [CONTEXT],
        "@type": "ContractNegotiation",
        "consumerPid": "urn:uuid:c-1",
        "providerPid": "urn:uuid:p-1",
        "state": "REQUESTED",
    }
    agreement = dsp.ContractAgreementMessage(
        consumer_pid=message.consumer_pid, provider_pid="urn:uuid:p-1", agreement=samples.AGREEMENT
    )
    assert message.callback_address is not None
    assert dsp.url_for(agreement, dsp.Role.PROVIDER, message.callback_address) == (
        "https://consumer.example/dsp/negotiations/urn:uuid:c-1/agreement"
    )
