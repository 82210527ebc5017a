"""JSON Schemas (2020-12) of the profile: the one source for parser and published schema files."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator

from verbund.kit.errors import Invalid

Schema = dict[str, Any]

PROFILE = "verbund/1"
MAX_MEMBERS = 200
MAX_CLAUSES = 100
MAX_TEXT = 20_000

_END = r"(?![\s\S])"  # `$` would let a trailing line feed pass


def _pattern(expression: str, longest: int) -> Schema:
    return {"type": "string", "pattern": f"^{expression}{_END}", "maxLength": longest}


def _object(required: Schema, optional: Schema | None = None) -> Schema:
    return {
        "type": "object",
        "properties": {**required, **(optional or {})},
        "required": list(required),
        "additionalProperties": False,
    }


def _array(items: Schema, most: int, least: int = 0) -> Schema:
    return {"type": "array", "items": items, "minItems": least, "maxItems": most}


def _choice(*values: str) -> Schema:
    return {"type": "string", "enum": list(values)}


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


HASH = _pattern("[0-9a-f]{64}", 64)
THUMBPRINT = _pattern("[A-Za-z0-9_-]{43}", 43)
DID = _pattern(r"did:[a-z0-9]{1,20}:[A-Za-z0-9._:%-]{1,400}", 430)
KID = _pattern(r"did:[a-z0-9]{1,20}:[A-Za-z0-9._:%-]{1,400}#[A-Za-z0-9._:%-]{1,80}", 512)
UUID = _pattern("urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", 45)
DATE = _pattern("[0-9]{4}-[0-9]{2}-[0-9]{2}", 10)
INSTANT = _pattern("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z", 20)
DECIMAL = _pattern(r"-?[0-9]{1,18}(\.[0-9]{1,9})?", 30)
CLAUSE_CODE = _pattern("([a-z][a-z0-9_-]{0,30}:)?[A-Z][0-9]{1,2}", 40)
WORD = _pattern("[a-z][a-z0-9_-]{0,62}", 63)
IRI = _pattern(r"[A-Za-z][A-Za-z0-9+.-]{0,30}:[^\s]{1,1000}", 1032)
JWS = _pattern(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+", 8192)
NAME: Schema = {"type": "string", "minLength": 1, "maxLength": 300}
TEXTS: Schema = {
    "type": "object",
    "propertyNames": {"pattern": f"^[a-z]{{2,3}}(-[A-Za-z0-9]{{2,8}})*{_END}", "maxLength": 35},
    "additionalProperties": {"type": "string", "minLength": 1, "maxLength": MAX_TEXT},
    "maxProperties": 30,
}
SAID: Schema = {**TEXTS, "minProperties": 1}
JSON_OBJECT: Schema = {"type": "object", "maxProperties": 200}

CHARTER = _object(
    {
        "profile": {"const": PROFILE},
        "type": {"const": "Charter"},
        "verbund": UUID,
        "version": {"type": "integer", "minimum": 1, "maximum": 10_000},
        "previous": _or_null(HASH),
        "kind": WORD,
        "form": _choice("exchange_circle", "letter_of_intent", "charter"),
        "title": SAID,
        "purpose": SAID,
        "members": _array(
            _object(
                {
                    "did": DID,
                    "key": THUMBPRINT,
                    "role": _choice("proposer", "coordinator", "member", "companion"),
                    "name": NAME,
                }
            ),
            MAX_MEMBERS,
            2,
        ),
        "registrar": DID,
        "deputy": _or_null(DID),
        "clauses": _array(
            _object(
                {
                    "code": CLAUSE_CODE,
                    "form": _choice("weak", "strong"),
                    "enforced": _choice("machine", "trust"),
                    "parameters": {
                        "type": "object",
                        "propertyNames": {"pattern": f"^[A-Za-z][A-Za-z0-9_]{{0,62}}{_END}"},
                        "maxProperties": 50,
                    },
                    "text": TEXTS,
                    "odrl": _or_null(JSON_OBJECT),
                }
            ),
            MAX_CLAUSES,
        ),
        "policy": _or_null(JSON_OBJECT),
        "voting": _choice("unanimous", "two_thirds", "majority"),
        "text": TEXTS,
        "signBy": INSTANT,
        "validFrom": DATE,
        "validUntil": _or_null(DATE),
        "noticeDays": {"type": "integer", "minimum": 0, "maximum": 3650},
    }
)

_AMOUNT = {
    "anyOf": [
        _object({"value": DECIMAL, "currency": _pattern("[A-Z]{3}", 3)}),
        _object({"value": DECIMAL, "unit": {"type": "string", "minLength": 1, "maxLength": 40}}),
        _object({"low": DECIMAL, "high": DECIMAL, "currency": _pattern("[A-Z]{3}", 3)}),
        _object({"low": DECIMAL, "high": DECIMAL, "unit": {"type": "string", "minLength": 1, "maxLength": 40}}),
        {"type": "null"},
    ]
}
_SHARE = _object(
    {"title": SAID, "amount": _AMOUNT},
    {"from": DATE, "to": DATE, "evidence": HASH, "about": HASH, "clause": CLAUSE_CODE},
)
_REASON = _object({}, {"reason": SAID})

PAYLOADS: dict[str, Schema] = {
    "assent": _object({"report": HASH, "signature": JWS}),
    "refusal": _REASON,
    "counter_proposal": _object({"draft": HASH}),
    "adopted": _object({"previous": HASH, "counter": _or_null(HASH)}),
    "withdrawn": _REASON,
    "effective": _object({"signatures": _array(JWS, MAX_MEMBERS)}),
    "joined": _object({"effective": HASH}),
    "left": _object({}, {"reason": SAID, "lastDay": DATE}),
    "contribution": _SHARE,
    "benefit": _SHARE,
    "task": _object(
        {"task": UUID, "title": SAID, "state": _choice("open", "doing", "done", "dropped")},
        {"assignee": _or_null(DID), "due": _or_null(DATE), "clause": CLAUSE_CODE},
    ),
    "decision": _object(
        {"decision": UUID, "act": _choice("proposed", "yes", "no", "abstained")},
        {"question": SAID, "until": DATE},
    ),
    "file_offered": _object(
        {
            "dataset": IRI,
            "title": SAID,
            "sha256": HASH,
            "bytes": {"type": "integer", "minimum": 0, "maximum": 2**53 - 1},
            "mediaType": _pattern(r"[a-z]+/[A-Za-z0-9.+-]+(;[ -~]{0,80})?", 160),
            "from": _or_null(INSTANT),
            "until": _or_null(INSTANT),
            "withdrawn": {"type": "boolean"},
        },
        {"clauses": _array(CLAUSE_CODE, MAX_CLAUSES)},
    ),
    "outcome": _object(
        {
            "title": SAID,
            "summary": TEXTS,
            "measures": _array(_object({"measure": WORD, "amount": _AMOUNT}, {"source": SAID}), 50),
            "public": {"type": "boolean"},
        },
        {"project": IRI},
    ),
    "side_effect_report": _object({"report": HASH, "occasion": _choice("signature", "review", "event")}),
    "key_changed": _object(
        {
            "member": DID,
            "old": THUMBPRINT,
            "new": THUMBPRINT,
            "last": _or_null(HASH),
            "proof": JWS,
            "signatures": _array(JWS, MAX_MEMBERS),
        }
    ),
    "ended": _object({"signatures": _array(JWS, MAX_MEMBERS)}, {"reason": SAID}),
    "notice": _object(
        {"topic": _choice("general", "erasure", "dispute", "breach", "control"), "text": SAID},
        {"about": HASH},
    ),
}

BODY = _object(
    {
        "profile": {"const": PROFILE},
        "verbund": UUID,
        "author": DID,
        "seq": {"type": "integer", "minimum": 1, "maximum": 10_000_000},
        "prev": _or_null(HASH),
        "heads": {"type": "object", "propertyNames": DID, "additionalProperties": HASH, "maxProperties": 400},
        "charter": HASH,
        "type": _choice(*PAYLOADS),
        "time": INSTANT,
        "digest": HASH,
    }
)

ENTRY = _object(
    {"jws": {**JWS, "maxLength": 131_072}},
    {"payload": JSON_OBJECT, "salt": _pattern("[A-Za-z0-9_-]{43}", 43)},
)
BATCH = _object(
    {
        "profile": {"const": PROFILE},
        "verbund": UUID,
        "entries": _array({"type": "object"}, 1000),
        "more": {"type": "boolean"},
    }
)

_CLAIMS = {"profile": {"const": PROFILE}, "verbund": UUID, "charter": HASH, "member": DID}
STATEMENTS: dict[str, Schema] = {
    "assent": _object({**_CLAIMS, "type": {"const": "assent"}, "report": HASH}, {"host": DID}),
    "end": _object({**_CLAIMS, "type": {"const": "end"}}),
    "key": _object(
        {
            **_CLAIMS,
            "type": {"const": "key"},
            "subject": DID,
            "old": THUMBPRINT,
            "new": THUMBPRINT,
            "last": _or_null(HASH),
        }
    ),
}


def published() -> dict[str, Schema]:
    """File name -> schema, as the profile publishes them."""
    found = {"charter": CHARTER, "entry": ENTRY, "entry-body": BODY, "batch": BATCH}
    found |= {f"payload-{name.replace('_', '-')}": schema for name, schema in PAYLOADS.items()}
    found |= {f"statement-{name}": schema for name, schema in STATEMENTS.items()}
    return {
        f"{name}.schema.json": {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": f"Verbund profile 1: {name}",
            **schema,
        }
        for name, schema in sorted(found.items())
    }


_SCHEMAS: Mapping[str, Schema] = {
    "charter": CHARTER,
    "body": BODY,
    "entry": ENTRY,
    "batch": BATCH,
    **{f"payload:{name}": schema for name, schema in PAYLOADS.items()},
    **{f"statement:{name}": schema for name, schema in STATEMENTS.items()},
}


@cache
def _validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(_SCHEMAS[name])


def validate(name: str, value: Any, where: str) -> None:
    """Raise Invalid with the field's path when `value` does not fit the schema called `name`."""
    error = next(iter(_validator(name).iter_errors(value)), None)
    if error is None:
        return
    path = where + "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in error.absolute_path)
    said = error.message if len(error.message) <= 200 else error.message[:197] + "…"
    raise Invalid("schema", said, where=path, remedy=_remedy(str(error.validator), error.validator_value))


def _remedy(rule: str, value: Any) -> str:
    if rule == "additionalProperties":
        return "Leave out what the profile does not name."
    if rule in (
        "enum",
        "const",
        "maxLength",
        "minLength",
        "maxItems",
        "minItems",
        "maximum",
        "minimum",
        "pattern",
    ):
        return f"{rule}: {value!r}."[:200]
    return ""
