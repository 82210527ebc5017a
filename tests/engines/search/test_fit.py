import pytest
from hypothesis import given
from hypothesis import strategies as st

from verbund.engines.search import Index, Profile, distance_km, fit

TEXTS = [
    ("haerterei", "Härten, Anlassen und Nitrieren von Stahl im Vakuumofen"),
    ("dreher", "Drehen und Schleifen von Wellen aus Titan und gehärtetem Stahl"),
    ("moebel", "Möbel nach Maß, Losgröße 1, Massivholz"),
    ("steuer", "Steuerberatung und Buchhaltung"),
]


def test_a_compound_finds_its_parts() -> None:
    assert Index(TEXTS).rank("Zweite Härterei gesucht")[0][0] == "haerterei"


def test_an_unknown_word_finds_nothing() -> None:
    assert Index(TEXTS).rank("xyzzy") == []


def test_a_key_stands_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        Index([("a", "x"), ("a", "y")])


@given(st.text(max_size=200))
def test_any_text_can_be_asked(text: str) -> None:
    ranked = Index(TEXTS).rank(text)
    assert all(0 < score <= 1 for _, score in ranked)
    assert ranked == sorted(ranked, key=lambda r: (-r[1], r[0]))


def test_distance_is_great_circle() -> None:
    berlin, potsdam = Profile("", latitude=52.52, longitude=13.405), Profile("", latitude=52.39, longitude=13.06)
    assert distance_km(berlin, potsdam) == pytest.approx(27.5, abs=0.5)
    assert distance_km(berlin, Profile("")) is None


def test_reasons_say_what_fits_and_what_does_not() -> None:
    need = Profile("Titan drehen", ["25.62"], ["drehen", "titan"], 52.5, 13.4, radius_km=60)
    near = Profile("Drehen von Titan", ["25.62"], ["drehen"], 52.4, 13.0)
    far = Profile("Drehen von Titan", ["25.62"], ["drehen"], 48.1, 11.6)
    good, bad = fit(need, near, 0.5), fit(need, far, 0.5)
    assert [r.code for r in good.reasons] == ["same-class", "near", "same-tags", "same-words"]
    assert good.score > bad.score
    assert bad.reasons[-1].against
    assert bad.reasons[-1].values["radius"] == 60


def test_the_words_in_common_are_those_of_one_language() -> None:
    spoken = {"de": "Wir messen Drehteile aus Titan, also Stück für Stück", "en": "We measure turned parts of titanium"}
    need = Profile(" ".join(spoken.values()), spoken=spoken)
    other = Profile("", spoken={"de": "Drehteile aus Titan, also genau", "en": "Titan the ship, and measure tools"})
    words = next(r for r in fit(need, other, 0.5).reasons if r.code == "same-words").values["words"]
    assert words == {"de": ["Drehteile", "Titan"], "en": ["measure"]}


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_closer_text_never_scores_less(a: float, b: float) -> None:
    low, high = sorted((a, b))
    need, other = Profile("x"), Profile("y")
    assert fit(need, other, low).score <= fit(need, other, high).score


def test_similarity_outside_its_range_is_refused() -> None:
    with pytest.raises(ValueError, match="cosine"):
        fit(Profile(""), Profile(""), 1.5)


@pytest.mark.parametrize(
    ("a", "b", "code"), [("25.62", "25.61", "same-group"), ("25.62", "25.11", "same-division"), ("25", "31", "")]
)
def test_classes_fit_by_their_common_part(a: str, b: str, code: str) -> None:
    codes = [r.code for r in fit(Profile("", [a]), Profile("", [b]), 0.0).reasons]
    assert codes == ([code] if code else []) + ["place-unknown"]
