"""Whatever the bytes are: a message, or a refusal that names the field; never another error."""

import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from verbund.protocols.dsp import v2025_1 as dsp

from . import samples

CONTEXT = "https://w3id.org/dspace/2025/1/context.jsonld"
HEAD = f'{{"@context": "{CONTEXT}", "@type": "TransferCompletionMessage", "consumerPid": "c", "providerPid": "p"'
KINDS = tuple({type(message) for message in samples.MESSAGES})


def read(text, **limits):
    return dsp.parse(text, dsp.TransferCompletionMessage, **limits)


def read_or_refusal(raw, kind):
    """The message, or the refusal, which must say where and why."""
    try:
        return dsp.parse(raw, kind)
    except dsp.MalformedMessage as refused:
        found = refused
    assert found.field
    assert found.reason
    assert found.status == 400
    return found


@pytest.mark.parametrize(
    ("tail", "reason", "field"),
    [
        (', "consumerPid": "d"}', "twice", "consumerPid"),
        (', "x": {"y": 1, "y": 1}}', "twice", "y"),
        (', "x": NaN}', "NaN", "$"),
        (', "x": -Infinity}', "Infinity", "$"),
        (', "x": 1e400}', "double", "$"),
        (', "x": 9007199254740992}', "an integer beyond", "$"),
        (', "x": -' + "9" * 5000 + "}", "an integer beyond", "$"),
        (', "x": "\\ud800"}', "surrogate", "x"),
        (', "\\udfff": 1}', "surrogate", "$"),
        (', "x": ["a\\u0000b"]}', "U\\+0000", "x\\[0\\]"),
        ("", "not JSON", "$"),
        (', "x": }', "not JSON", "$"),
        ("} {}", "not JSON", "$"),
    ],
)
def test_json_that_readers_disagree_about(tail, reason, field):
    with pytest.raises(dsp.MalformedMessage, match=reason) as refused:
        read(HEAD + tail)
    assert refused.value.status == 400
    assert refused.value.field == field.replace("\\", "")


@pytest.mark.parametrize("document", ["", "null", "1", '"x"', "[]", "[1]", "[{}, {}]", "[[{}]]", "true"])
def test_not_an_object(document):
    with pytest.raises(dsp.MalformedMessage):
        read(document)


@pytest.mark.parametrize("raw", [b"\xff", b"\xef\xbb\xbf{}", b'{"a": "\xc3"}', "{}".encode("utf-16"), b"\x00"])
def test_not_utf_8(raw):
    with pytest.raises(dsp.MalformedMessage):
        read(raw)


def test_size_is_counted_in_bytes():
    text = HEAD + ', "x": "' + "ä" * 100 + '"}'
    size = len(text.encode())
    assert read(text, max_bytes=size)
    assert read(text.encode(), max_bytes=size)
    for raw in (text, text.encode()):
        with pytest.raises(dsp.MessageTooLarge, match=f"{size} bytes") as refused:
            read(raw, max_bytes=size - 1)
        assert refused.value.status == 413


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"x": ', "}")])
def test_depth(opening, closing):
    def nested(levels):
        return HEAD + ', "x": ' + opening * levels + "1" + closing * levels + "}"

    assert read(nested(dsp.MAX_DEPTH - 1))
    for levels in (dsp.MAX_DEPTH, 5_000, 200_000):
        with pytest.raises(dsp.MalformedMessage, match="deeper than 64"):
            read(nested(levels), max_bytes=10_000_000)


def test_a_parsed_body_is_checked_too():
    body = json.loads(HEAD + "}")
    deep = value = {}
    for _ in range(dsp.MAX_DEPTH):
        value["x"] = value = {}
    for wrong in (deep, float("nan"), float("inf"), 2**53, {1: 2}, {"x": object()}, b"bytes", "\ud800"):
        with pytest.raises(dsp.MalformedMessage):
            read({**body, "y": wrong})


def test_two_spellings_at_every_level_cost_no_more_than_their_length():
    deep = '{"x:a": 1}'
    for _ in range(50):
        deep = f'{{"odrl:duty": {deep}, "duty": {deep if len(deep) < 2000 else 1}}}'
    with pytest.raises(dsp.MalformedMessage, match="twice"):
        read(HEAD + f', "x": {deep}}}')


def test_an_inline_context_cannot_loop():
    context = [CONTEXT, {"a": "b:x", "b": "a:y", "c": {"@id": "c:c"}, "d": None, "e": {"@id": 5}}]
    body = {**json.loads(HEAD + "}"), "@context": context, "a": 1, "b:z": 2, "c:c": 3}
    assert read(body).consumer_pid == "c"


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=10,
)
NAMES = sorted(
    {key for message in samples.MESSAGES for key in message.to_json()}
    | {"permission", "constraint", "action", "and", "leftOperand", "@value", "@set", "@list", "odrl:action", "duty"}
)


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(samples.MESSAGES),
    st.lists(st.tuples(st.sampled_from(NAMES), JSON_VALUES), min_size=1, max_size=3),
    st.booleans(),
)
def test_any_property_replaced_by_anything(message, changes, inside):
    body = json.loads(json.dumps(message.to_json()))
    nested = [value for value in body.values() if isinstance(value, dict)]
    for name, value in changes:
        (nested[0] if inside and nested else body)[name] = value
    again = read_or_refusal(body, type(message))
    if isinstance(again, dsp.Message):
        json.dumps(again.to_json(), allow_nan=False)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=60) | st.text(max_size=60), st.sampled_from(KINDS))
@example(b'{"@context":[{"@id":"@id","id":"@id"}]}', dsp.Catalog)
@example('{"@context":{"@vocab":"https://w3id.org/dspace/2025/1/"},"@type":{"a":1}}', dsp.Catalog)
def test_any_bytes(raw, kind):
    with pytest.raises(dsp.MalformedMessage):
        dsp.parse(raw, kind)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_message_cut_or_with_a_byte_changed(data):
    message = data.draw(st.sampled_from(samples.MESSAGES))
    raw = bytearray(json.dumps(message.to_json()).encode())
    at = data.draw(st.integers(0, len(raw) - 1))
    if data.draw(st.booleans()):
        del raw[at:]
    else:
        raw[at] = data.draw(st.integers(0, 255))
    read_or_refusal(bytes(raw), type(message))
