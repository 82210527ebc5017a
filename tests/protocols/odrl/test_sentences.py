"""Sentences and the way back."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verbund.kit.errors import Invalid
from verbund.protocols.odrl import (
    Constraint,
    Kind,
    Level,
    Logic,
    LogicalConstraint,
    Operator,
    Policy,
    Rule,
    clauses,
    policy_from_sentences,
    same_terms,
    sentences,
)
from verbund.protocols.odrl import (
    vocabulary as v,
)
from verbund.protocols.odrl.phrases import TEMPLATES

from .strategies import any_policies, understood_policies

LANGUAGES = st.sampled_from(["de", "en"])
NAMES = st.sampled_from(
    [{}, {"urn:uuid:1": "Prüfdaten Fräsen"}, {"urn:uuid:1": "a"}, {"urn:uuid:1": "Zwei", "b": "Zwei"}]
)


@given(any_policies, LANGUAGES, NAMES)
@settings(max_examples=100, deadline=None)
def test_policies_survive_sentences(policy: Policy, language: str, names: dict[str, str]) -> None:
    lines = sentences(policy, language, names)
    back = policy_from_sentences(lines, language, kind=Kind.OFFER, id=policy.id, names=names)
    assert same_terms(policy, back)
    assert sentences(back, language, names) == lines


@given(understood_policies)
@settings(max_examples=60, deadline=None)
def test_the_way_through_both_languages(policy: Policy) -> None:
    german = policy_from_sentences(sentences(policy, "de"), "de")
    english = policy_from_sentences(sentences(german, "en"), "en")
    assert same_terms(policy, english)
    assert not any("{" in line for line in sentences(policy, "en"))


def test_the_tone() -> None:
    policy = Policy(
        Kind.OFFER,
        "o:1",
        permissions=(
            Rule(
                v.READ,
                (
                    Constraint("purpose", Operator.EQ, "Prüfpläne verbessern"),
                    Constraint("dateTime", Operator.LTEQ, "2027-12-31T22:59:00+01:00"),
                    Constraint("count", Operator.LTEQ, "1"),
                    LogicalConstraint(
                        Logic.OR,
                        (
                            Constraint("spatial", Operator.EQ, "DE"),
                            Constraint("elapsedTime", Operator.LT, "P1Y2M3D"),
                        ),
                    ),
                ),
            ),
        ),
        prohibitions=(Rule(v.DISTRIBUTE),),
    )
    plain = [line.replace("\xa0", " ") for line in sentences(policy, "de-AT")]
    assert plain == [
        "Der Empfänger darf die Daten lesen.",
        "Nur für den Zweck „Prüfpläne verbessern“.",
        "Nur bis einschließlich 31.12.2027, 22:59 Uhr (UTC+01:00).",
        "Nur für höchstens 1 Nutzung.",
        "Nur wenn mindestens eines davon gilt: [in der Region „DE“; "
        "vor Ablauf von 1 Jahr, 2 Monaten und 3 Tagen ab Vertragsschluss].",
        "Der Empfänger darf die Daten nicht an Dritte weitergeben.",
    ]
    english = [line.replace("\xa0", " ") for line in sentences(policy, "fr")]
    assert english[2] == "Only up to and including 31 December 2027, 22:59 (UTC+01:00)."
    assert policy_from_sentences(plain, "de").permissions == policy.permissions
    assert policy_from_sentences(english, "en").permissions == policy.permissions


def test_each_sentence_says_where_it_is_enforced() -> None:
    policy = Policy(
        Kind.SET,
        permissions=(Rule(v.USE, (Constraint("count", Operator.LTEQ, "5"),)),),
        prohibitions=(Rule(v.TRAIN), Rule("x:play")),
    )
    found = [(clause.path, clause.enforcement.level) for clause in clauses(policy)]
    assert found == [
        ("permission[0]", Level.ENFORCED),
        ("permission[0].constraint[0]", Level.ENFORCED),
        ("prohibition[0]", Level.TRUST),
        ("prohibition[1]", Level.TRUST),
    ]


def test_every_template_has_both_languages_with_the_same_places() -> None:
    for template in TEMPLATES:
        assert template.text.de.count("{") == template.text.en.count("{")


@pytest.mark.parametrize(
    "line",
    [
        "",
        "Der Empfänger darf alles.",
        "Nur für höchstens 5 Nutzungen.",
        "Der Empfänger darf die Daten nutzen",
        "Damit verbunden: Der Empfänger nennt die Quelle der Daten.",
        "Damit ist nur gemeint: x.",
        "Der Empfänger löscht die Daten für höchstens 5 Nutzungen.",
        "Der Empfänger erfüllt eine Pflicht, die dieser Knoten nicht versteht: {.",
        "Eine Erlaubnis, die dieser Knoten nicht versteht: " + "[" * 50_000 + ".",
        "Eine Erlaubnis, die dieser Knoten nicht versteht: {}.",
        "x" * 200_000,
    ],
)
def test_other_sentences_are_refused(line: str) -> None:
    with pytest.raises(Invalid) as error:
        policy_from_sentences([line], "de")
    assert error.value.where.startswith("sentence[0]")


@pytest.mark.parametrize(
    "limit",
    [
        "Nur für höchstens 5 Nutzungen und mehr.",
        "Nur bis einschließlich 31.13.2027, 22:59 Uhr (UTC).",
        "Nur bis einschließlich 31.12.2027 (UTC).",
        "Nur innerhalb von 3 Tagen und 1 Jahr ab Vertragsschluss.",
        "Nur innerhalb von 99999 Jahren ab Vertragsschluss.",
        "Nur wenn alles davon gilt: [für höchstens 5 Nutzungen.",
        "Nur " + "wenn alles davon gilt: [" * 3_000 + ".",
        "Das gilt nur für höchstens 5 Nutzungen.",
        "Nur wenn gilt, was dieser Knoten nicht versteht: {}.",
    ],
)
def test_limits_that_cannot_be_read_are_refused(limit: str) -> None:
    with pytest.raises(Invalid) as error:
        policy_from_sentences(["Der Empfänger darf die Daten nutzen.", limit], "de")
    assert error.value.where.startswith("sentence[1]")


def test_too_many_sentences_are_refused() -> None:
    with pytest.raises(Invalid):
        policy_from_sentences(["Der Empfänger darf die Daten nutzen."] * 5_000)


@given(st.text(max_size=80), LANGUAGES)
@settings(max_examples=100, deadline=None)
def test_any_text_is_read_or_refused(text: str, language: str) -> None:
    start = sentences(Policy(Kind.SET, permissions=(Rule(v.USE),)), language)
    with contextlib.suppress(Invalid):
        policy_from_sentences([*start, text, f"Nur {text}.", f"Only {text}."], language)
