"""One of every message, with everything in it that the specification names."""

from verbund.protocols.dsp import v2025_1 as dsp

PIDS = {"consumer_pid": "urn:uuid:c-1", "provider_pid": "urn:uuid:p-1"}
REASONS = {"code": "42", "reason": ("The terms do not fit.", {"@language": "de", "@value": "Passt nicht."})}
PERMISSION = [
    {
        "action": "use",
        "constraint": [
            {"leftOperand": "dateTime", "operator": "lteq", "rightOperand": "2027-12-31T06:00:00Z"},
            {
                "or": [
                    {"leftOperand": "purpose", "operator": "eq", "rightOperand": "quality"},
                    {"leftOperand": "partner", "operator": "isAnyOf", "rightOperand": ["did:a", "did:b"]},
                ]
            },
        ],
    }
]
OFFER = dsp.Offer({"@type": "Offer", "@id": "urn:offer:1", "target": "urn:data:1", "permission": PERMISSION})
AGREEMENT = dsp.Agreement(
    {
        "@type": "Agreement",
        "@id": "urn:agreement:1",
        "target": "urn:data:1",
        "assigner": "did:web:provider.example",
        "assignee": "did:web:consumer.example",
        "timestamp": "2026-11-22T08:30:00Z",
        "permission": PERMISSION,
        "obligation": [{"action": "delete"}],
    }
)
SERVICE = dsp.DataService(id="urn:service:1", endpoint_url="https://provider.example/dsp/2025-1")
DATASET = dsp.build_dataset(
    "urn:data:1",
    [{"@id": "urn:offer:1", "permission": PERMISSION}, {"@id": "urn:offer:2", "permission": PERMISSION}],
    ["HttpData-PULL", "HttpData-PUSH"],
    SERVICE,
    **{"dct:title": "Spindle temperatures"},
)
CATALOG = dsp.build_catalog(
    "urn:catalog:1",
    "did:web:provider.example",
    SERVICE,
    [DATASET],
    [
        dsp.Catalog(
            id="urn:catalog:2",
            service=(dsp.DataService(id="urn:service:2", endpoint_url="https://sub.example/dsp"),),
            distribution=(dsp.Distribution(format="Catalog", access_service="urn:service:2"),),
        )
    ],
)
ADDRESS = dsp.DataAddress(
    endpoint_type="https://w3id.org/idsa/v4.1/HTTP",
    endpoint="https://provider.example/public/1",
    endpoint_properties=(
        dsp.EndpointProperty(name="authorization", value="TOKEN"),
        dsp.EndpointProperty(name="authType", value="bearer"),
    ),
)
VERSIONS = dsp.VersionResponse(
    protocol_versions=(
        dsp.Version(
            version="2025-1",
            path="/2025-1",
            service_id="urn:service:1",
            identifier_type="did:web",
            auth=dsp.Auth(protocol="DCP", version="1.0", profile=("vc20-bssl/jwt", "vc11-sl2021/jwt")),
        ),
        dsp.Version(version="2024-1", path="/2024-1"),
    )
)
CALLBACK = "https://consumer.example/dsp"
MESSAGES: tuple[dsp.Message, ...] = (
    dsp.CatalogRequestMessage(id="urn:m:1", filter=({"text": "spindle"},)),
    dsp.DatasetRequestMessage(dataset="urn:data:1"),
    CATALOG,
    DATASET,
    dsp.CatalogError(**REASONS),
    dsp.ContractRequestMessage(id="urn:m:2", consumer_pid="urn:uuid:c-1", offer=OFFER, callback_address=CALLBACK),
    dsp.ContractRequestMessage(**PIDS, offer=OFFER),
    dsp.ContractOfferMessage(provider_pid="urn:uuid:p-1", offer=OFFER, callback_address=CALLBACK),
    dsp.ContractOfferMessage(**PIDS, offer=OFFER),
    dsp.ContractAgreementMessage(**PIDS, agreement=AGREEMENT),
    dsp.ContractAgreementVerificationMessage(**PIDS),
    dsp.ContractNegotiationEventMessage(**PIDS, event_type=dsp.EventType.ACCEPTED),
    dsp.ContractNegotiationEventMessage(**PIDS, event_type=dsp.EventType.FINALIZED),
    dsp.ContractNegotiationTerminationMessage(**PIDS, **REASONS),
    dsp.ContractNegotiation(**PIDS, state=dsp.NegotiationState.AGREED),
    dsp.ContractNegotiationError(**PIDS, **REASONS),
    dsp.TransferRequestMessage(
        consumer_pid="urn:uuid:c-1",
        agreement_id="urn:agreement:1",
        format="HttpData-PUSH",
        callback_address=CALLBACK,
        data_address=ADDRESS,
    ),
    dsp.TransferStartMessage(**PIDS, data_address=ADDRESS),
    dsp.TransferStartMessage(**PIDS),
    dsp.TransferCompletionMessage(**PIDS),
    dsp.TransferSuspensionMessage(**PIDS, **REASONS),
    dsp.TransferTerminationMessage(**PIDS, **REASONS),
    dsp.TransferProcess(**PIDS, state=dsp.TransferState.SUSPENDED),
    dsp.TransferError(**PIDS, **REASONS),
)
