"""The same message in the spellings that other connectors use."""

import json

import pytest

from verbund.protocols.dsp import v2025_1 as dsp

CONTEXT = "https://w3id.org/dspace/2025/1/context.jsonld"
EDC_CONTEXT = "https://w3id.org/edc/dspace/v0.0.1"
PREFIXES = {
    "@vocab": "https://w3id.org/edc/v0.0.1/ns/",
    "edc": "https://w3id.org/edc/v0.0.1/ns/",
    "dspace": "https://w3id.org/dspace/2025/1/",
    "odrl": "http://www.w3.org/ns/odrl/2/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
}
REQUEST = dsp.ContractRequestMessage(
    id="urn:m:1",
    consumer_pid="urn:c",
    callback_address="https://consumer.example/dsp",
    offer=dsp.Offer(
        {
            "@type": "Offer",
            "@id": "o1",
            "target": "d1",
            "assigner": "did:web:p",
            "permission": [
                {
                    "action": "use",
                    "constraint": [
                        {
                            "or": [
                                {
                                    "leftOperand": "https://w3id.org/edc/v0.0.1/ns/inForceDate",
                                    "operator": "gteq",
                                    "rightOperand": "contractAgreement+0s",
                                },
                                {"leftOperand": "partner", "operator": "isAnyOf", "rightOperand": ["a", "b"]},
                            ]
                        }
                    ],
                }
            ],
        }
    ),
)
PREFIXED = {
    "@context": PREFIXES,
    "@id": "urn:m:1",
    "@type": "dspace:ContractRequestMessage",
    "dspace:consumerPid": {"@id": "urn:c"},
    "dspace:callbackAddress": "https://consumer.example/dsp",
    "dspace:offer": {
        "@id": "o1",
        "@type": "odrl:Offer",
        "odrl:target": {"@id": "d1"},
        "odrl:assigner": "did:web:p",
        "odrl:permission": {
            "odrl:action": {"@id": "odrl:use"},
            "odrl:constraint": {
                "odrl:or": [
                    {
                        "odrl:leftOperand": {"@id": "https://w3id.org/edc/v0.0.1/ns/inForceDate"},
                        "odrl:operator": {"@id": "odrl:gteq"},
                        "odrl:rightOperand": "contractAgreement+0s",
                    },
                    {
                        "odrl:leftOperand": {"@id": "partner"},
                        "odrl:operator": {"@id": "odrl:isAnyOf"},
                        "odrl:rightOperand": [{"@value": "a"}, {"@value": "b"}],
                    },
                ]
            },
        },
        "odrl:prohibition": [],
        "odrl:obligation": [],
    },
}


def expanded(value):
    """Full IRIs and arrays everywhere, as an expansion leaves them."""
    if isinstance(value, dict):
        return {expand_name(key): expanded(item) for key, item in value.items() if key != "@context"}
    if isinstance(value, list):
        return [expanded(item) for item in value]
    return expand_name(value) if isinstance(value, str) and value.startswith(("odrl:", "dspace:")) else value


def expand_name(name):
    prefix, colon, rest = name.partition(":")
    return PREFIXES[prefix] + rest if colon and prefix in PREFIXES and prefix != "@vocab" else name


def test_prefixes_id_objects_and_single_values():
    assert dsp.parse(PREFIXED, dsp.ContractRequestMessage) == REQUEST


def test_prefixes_of_the_standard_context_need_no_definition():
    assert dsp.parse({**PREFIXED, "@context": CONTEXT}, dsp.ContractRequestMessage) == REQUEST


def test_full_names():
    message = {"@context": [CONTEXT, EDC_CONTEXT], **expanded(PREFIXED)}
    read = dsp.parse(message, dsp.ContractRequestMessage)
    assert read.offer == REQUEST.offer
    assert read.context == (EDC_CONTEXT,)


def test_a_body_wrapped_in_an_array_and_types_in_arrays():
    message = {**PREFIXED, "@type": ["dspace:ContractRequestMessage"]}
    assert dsp.parse(json.dumps([message]), dsp.ContractRequestMessage) == REQUEST


def test_other_prefixes_of_an_inline_context():
    message = {
        "@context": [
            {
                "ds": "https://w3id.org/dspace/2025/1/",
                "me": {"@id": "ds:consumerPid", "@type": "@id"},
                "kind": "@type",
                "id": "@id",
                "x": "https://x.example/ns#",
                "dcterms": "http://purl.org/dc/terms/",
            }
        ],
        "kind": "ds:TransferCompletionMessage",
        "id": "urn:m",
        "me": {"id": "urn:c"},
        "ds:providerPid": [{"@id": "urn:p"}],
        "x:note": {"x:inner": 1},
        "dcterms:title": "t",
    }
    read = dsp.parse(message, dsp.TransferCompletionMessage)
    assert read == dsp.TransferCompletionMessage(
        id="urn:m",
        consumer_pid="urn:c",
        provider_pid="urn:p",
        extra={"https://x.example/ns#note": {"https://x.example/ns#inner": 1}, "dct:title": "t"},
    )


@pytest.mark.parametrize(
    "context",
    [
        CONTEXT,
        [CONTEXT],
        ["https://other.example/c.jsonld", CONTEXT],
        {"@vocab": "https://w3id.org/dspace/2025/1/"},
        {"dspace": "https://w3id.org/dspace/2025/1/"},
        [{"q": "https://w3id.org/dspace/2025/1/"}],
    ],
)
def test_contexts_that_name_the_protocol(context):
    assert dsp.parse({"@context": context, "@type": "CatalogRequestMessage"}, dsp.CatalogRequestMessage)


@pytest.mark.parametrize(
    "context",
    [
        "https://w3id.org/dspace/2024/1/context.json",
        {"dspace": "https://w3id.org/dspace/v0.8/"},
        [],
        {},
        5,
        [5],
        [[CONTEXT]],
        [CONTEXT, {"offer": "https://evil.example/offer"}],
        [CONTEXT, {"consumerPid": {"@id": "dspace:providerPid"}}],
    ],
)
def test_contexts_that_do_not_or_that_twist_a_protected_term(context):
    with pytest.raises(dsp.MalformedMessage) as refused:
        dsp.parse({"@context": context, "@type": "CatalogRequestMessage"}, dsp.CatalogRequestMessage)
    assert refused.value.field.startswith("@context")


def test_a_term_redefined_as_itself_is_no_harm():
    context = [CONTEXT, {"offer": "dspace:offer", "endpointURL": {"@id": "dcat:endpointURL"}}]
    assert dsp.parse({"@context": context, "@type": "CatalogRequestMessage"}, dsp.CatalogRequestMessage)


def test_two_spellings_of_one_property():
    base = {"@context": CONTEXT, "@type": "TransferCompletionMessage", "providerPid": "p", "consumerPid": "c"}
    assert dsp.parse({**base, "dspace:consumerPid": "c"}, dsp.TransferCompletionMessage).consumer_pid == "c"
    with pytest.raises(dsp.MalformedMessage, match="twice") as refused:
        dsp.parse({**base, "dspace:consumerPid": "d"}, dsp.TransferCompletionMessage)
    assert refused.value.field == "consumerPid"


def test_words_of_the_vocabulary():
    base = {"@context": CONTEXT, "@type": "dspace:ContractNegotiation", "providerPid": "p", "consumerPid": "c"}
    for word in ("AGREED", "dspace:AGREED", {"@id": "https://w3id.org/dspace/2025/1/AGREED"}, [{"@value": "AGREED"}]):
        assert dsp.parse({**base, "state": word}, dsp.ContractNegotiation).state == "AGREED"


def test_a_catalog_as_edc_sends_it():
    message = {
        "@context": [CONTEXT, EDC_CONTEXT],
        "@id": "cat",
        "@type": "Catalog",
        "dspace:participantId": {"@id": "did:web:p"},
        "dcat:dataset": {
            "@id": "d1",
            "@type": "dcat:Dataset",
            "odrl:hasPolicy": {
                "@id": "CD:d1:1",
                "@type": "odrl:Offer",
                "odrl:permission": [],
                "odrl:prohibition": [],
                "odrl:obligation": [],
            },
            "dcat:distribution": [
                {
                    "@type": "dcat:Distribution",
                    "dct:format": {"@id": "HttpData-PULL"},
                    "dcat:accessService": {
                        "@id": "s1",
                        "@type": "dcat:DataService",
                        "dcat:endpointDescription": "dspace:connector",
                        "dcat:endpointUrl": "https://p.example/dsp/2025-1",
                    },
                },
                {"dct:format": "HttpData-PUSH", "dcat:accessService": {"@id": "s1"}},
            ],
            "name": "Spindle",
            "id": "d1",
        },
        "dcat:service": {
            "@id": "s1",
            "@type": "dcat:DataService",
            "dcat:endpointURL": {"@value": "https://p.example/dsp/2025-1"},
        },
        "catalog": [],
    }
    catalog = dsp.parse(message, dsp.Catalog)
    (dataset,) = catalog.dataset
    (offer,) = dataset.has_policy
    pull, push = dataset.distribution
    assert (catalog.participant_id, dataset.id, offer.id) == ("did:web:p", "d1", "CD:d1:1")
    assert offer.to_json() == {"@type": "Offer", "@id": "CD:d1:1"}
    assert (pull.format, push.format, push.access_service) == ("HttpData-PULL", "HttpData-PUSH", "s1")
    assert isinstance(pull.access_service, dsp.DataService)
    assert pull.access_service.endpoint_description == "dspace:connector"
    assert dsp.catalog.services(catalog)["s1"].endpoint_url == "https://p.example/dsp/2025-1"
    assert dataset.extra == {"name": "Spindle", "id": "d1"}


def test_an_empty_distribution_is_read_and_its_absence_is_not():
    dataset = {"@context": CONTEXT, "@id": "d", "@type": "Dataset", "hasPolicy": {"@id": "o"}}
    assert dsp.parse({**dataset, "distribution": []}, dsp.Dataset).distribution == ()
    with pytest.raises(dsp.MalformedMessage, match="missing"):
        dsp.parse(dataset, dsp.Dataset)


@pytest.mark.parametrize(
    ("spelling", "action"),
    [
        ("use", "use"),
        ("odrl:use", "use"),
        ("http://www.w3.org/ns/odrl/2/use", "use"),
        ({"@id": "odrl:use"}, "use"),
        ([{"@id": "odrl:use"}], "use"),
        ({"type": "USE"}, "USE"),
        ({"@type": "odrl:use"}, "use"),
        ("https://own.example/terms#train", "https://own.example/terms#train"),
    ],
)
def test_actions(spelling, action):
    offer = dsp.Offer.read({"@id": "o", "target": "t", "permission": {"action": spelling}}, "offer")
    assert offer.policy["permission"] == [{"action": action}]


@pytest.mark.parametrize(
    ("spelling", "operand"),
    [
        ("x", "x"),
        ({"@value": "x"}, "x"),
        ([{"@value": "x"}], "x"),
        (["x"], ["x"]),
        ([{"@value": 1}, {"@value": 2}], [1, 2]),
        ({"@id": "https://x.example/"}, {"@id": "https://x.example/"}),
        ({"@value": "2026-01-01", "@type": "xsd:date"}, {"@value": "2026-01-01", "@type": "xsd:date"}),
    ],
)
def test_right_operands(spelling, operand):
    constraint = {"leftOperand": "a", "operator": "eq", "rightOperand": spelling}
    offer = dsp.Offer.read(
        {"@id": "o", "target": "t", "permission": [{"action": "use", "constraint": constraint}]}, "offer"
    )
    assert offer.policy["permission"][0]["constraint"][0]["rightOperand"] == operand


def test_endpoint_properties_are_found_under_the_names_of_edc() -> None:
    address = dsp.DataAddress(
        endpoint_type="https://w3id.org/idsa/v4.1/HTTP",
        endpoint_properties=(
            dsp.EndpointProperty(name=dsp.EDC_NAMESPACE + "authorization", value="secret"),
            dsp.EndpointProperty(name="endpoint", value="https://provider.example/data"),
        ),
    )
    assert address.property("authorization") == "secret"
    assert address.property("endpoint") == "https://provider.example/data"
    assert address.property("authType") is None
