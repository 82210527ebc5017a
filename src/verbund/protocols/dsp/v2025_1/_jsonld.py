"""As much of JSON-LD as the protocol needs, without ever fetching a context.

The 2025-1 context is protected, so its terms mean the same in every valid message. Peers may still write
them as prefixed names (`dspace:offer`), as full IRIs, or by prefixes of an inline context. `rename` brings
every key and type to the term of the 2025-1 context; a name the context does not know keeps its prefix, or
becomes a full IRI where only the message's own inline context explains the prefix.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ._problems import MalformedMessage

CONTEXT = "https://w3id.org/dspace/2025/1/context.jsonld"
DSPACE = "https://w3id.org/dspace/2025/1/"
ODRL = "http://www.w3.org/ns/odrl/2/"
DCAT = "http://www.w3.org/ns/dcat#"
DCT = "http://purl.org/dc/terms/"
# dict first: the check against the abstract class is ten times slower
OBJECT = (dict, Mapping)
XSD = "http://www.w3.org/2001/XMLSchema#"

PREFIXES: Mapping[str, str] = {
    "dspace": DSPACE, "odrl": ODRL, "dcat": DCAT, "dct": DCT, "dcterms": DCT, "xsd": XSD
}  # fmt: skip

_DSPACE_TERMS = """
    DatasetRequestMessage CatalogRequestMessage CatalogError ContractRequestMessage ContractOfferMessage
    ContractAgreementMessage ContractAgreementVerificationMessage ContractNegotiationEventMessage
    ContractNegotiationTerminationMessage ContractNegotiation ContractNegotiationError TransferRequestMessage
    TransferStartMessage TransferCompletionMessage TransferTerminationMessage TransferSuspensionMessage
    TransferError DataAddress EndpointProperty TransferProcess VersionsError
    filter code reason callbackAddress providerPid consumerPid offer agreement timestamp eventType state
    dataAddress agreementId endpointType endpointProperties endpoint name value participantId
    ACCEPTED FINALIZED REQUESTED STARTED COMPLETED SUSPENDED TERMINATED OFFERED AGREED VERIFIED
"""
_DCAT_TERMS = """
    Catalog Dataset DataService Distribution service catalog dataset distribution endpointDescription
    endpointURL accessService servesDataset
"""
_ODRL_TERMS = """
    Policy Rule Agreement Assertion Offer Set Asset Action Permission Prohibition Duty Constraint
    LogicalConstraint Operator RightOperand LeftOperand profile prohibit hasPolicy target assignee assigner
    action permission prohibition obligation duty constraint operator rightOperand rightOperandReference
    leftOperand refinement consequence remedy use eq gt gteq lt lteq neq isA hasPart isPartOf isAllOf isAnyOf
    isNoneOf or xone and andSequence
"""
TERMS: Mapping[str, str] = {
    **{DSPACE + term: term for term in _DSPACE_TERMS.split()},
    **{DCAT + term: term for term in _DCAT_TERMS.split()},
    **{ODRL + term: term for term in _ODRL_TERMS.split()},
    DSPACE + "dataset": "dataset",
    DCAT + "endpointUrl": "endpointURL",  # an older spelling, still sent
    DCT + "format": "format",
}
_IRIS: Mapping[str, frozenset[str]] = {
    term: frozenset(iri for iri, name in TERMS.items() if name == term) for term in TERMS.values()
}


class Names:
    """How one message spells its names: the known prefixes and those of its inline contexts."""

    def __init__(self, context: Any) -> None:
        self.remote: tuple[str, ...] = ()
        self._own: dict[str, str] = {}
        self._aliases: dict[str, str] = {}
        self.declared = False
        for index, part in enumerate(context if isinstance(context, list) else [context]):
            if isinstance(part, str):
                self.remote += (part,)
                self.declared |= part == CONTEXT
            elif isinstance(part, Mapping):
                self._read_inline(part)
            else:
                raise MalformedMessage(f"@context[{index}]", "neither an address nor an object")

    def _read_inline(self, part: Mapping[str, Any]) -> None:
        for term, meaning in part.items():
            target = meaning.get("@id") if isinstance(meaning, Mapping) else meaning
            if not isinstance(target, str):
                continue
            if term.startswith("@"):
                self.declared |= target == DSPACE
                continue
            if target in ("@id", "@type"):
                self._aliases[term] = target
                continue
            iri = self._absolute(target)
            if term in _IRIS and iri not in _IRIS[term]:
                raise MalformedMessage("@context", f"gives the protected term {term} another meaning")
            self.declared |= iri.startswith(DSPACE)
            self._own[term] = iri

    @property
    def further(self) -> tuple[str, ...]:
        """Addresses of contexts beside the protocol's own."""
        return tuple(address for address in self.remote if address != CONTEXT)

    def _absolute(self, name: str) -> str:
        prefix, colon, rest = name.partition(":")
        if not colon or rest.startswith("//"):
            return name
        namespace = self._own.get(prefix) or PREFIXES.get(prefix)
        return namespace + rest if namespace else name

    def term(self, name: str) -> str:
        """The 2025-1 term for a name as this message spells it, else the name that all read alike."""
        if name.startswith("@") or name in _IRIS:
            return name
        if name in self._aliases:
            return self._aliases[name]
        if name in self._own:
            return _shortest(self._own[name])
        prefix, colon, rest = name.partition(":")
        if not colon:
            return name
        if prefix in self._own and not rest.startswith("//"):
            return _shortest(self._own[prefix] + rest)
        return _shortest(self._absolute(name))


def _shortest(iri: str) -> str:
    """The term, else the name with a prefix of the 2025-1 context, else the IRI itself."""
    if iri in TERMS:
        return TERMS[iri]
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and len(iri) > len(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri


def rename(value: Any, names: Names, where: str = "") -> Any:
    """The value with every key and `@type` as `Names.term` gives it; two keys that meet are refused."""
    if isinstance(value, str):
        return value
    if isinstance(value, OBJECT):
        found: dict[str, Any] = {}
        for key, item in value.items():
            term = names.term(key)
            at = f"{where}.{term}" if where else term
            if term == "@type":
                renamed = _types(item, names, at)
            elif term in ("@context", "@value"):
                renamed = item
            else:
                renamed = rename(item, names, at)
            if term in found and found[term] != renamed:
                raise MalformedMessage(at, "given twice, with two values, under different names")
            found[term] = renamed
        return found
    if isinstance(value, list | tuple):
        return [rename(item, names, f"{where}[{index}]") for index, item in enumerate(value)]
    return value


def _types(value: Any, names: Names, where: str) -> Any:
    if isinstance(value, str):
        return names.term(value)
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        types = [names.term(item) for item in value]
        return types[0] if len(types) == 1 else types
    raise MalformedMessage(where, "neither a name nor a list of names")


def only(value: Any) -> Any:
    """A single value out of the forms JSON-LD allows for it: `[x]`, `{"@set": [x]}`, `{"@value": x}`."""
    while not isinstance(value, str):
        if isinstance(value, list) and len(value) == 1:
            value = value[0]
        elif isinstance(value, OBJECT) and len(value) == 1 and ("@set" in value or "@list" in value):
            value = next(iter(value.values()))
        elif isinstance(value, OBJECT) and len(value) == 1 and "@value" in value:
            return value["@value"]
        else:
            break
    return value


def every(value: Any) -> list[Any]:
    """The values out of one value, an array, `@set` or `@list`; nothing for null."""
    if value is None:
        return []
    if isinstance(value, OBJECT) and len(value) == 1 and ("@set" in value or "@list" in value):
        value = next(iter(value.values()))
    return list(value) if isinstance(value, list | tuple) else [value]
