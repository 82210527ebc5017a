"""Events and funding: import and reading."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from tests.support.importing import counts, flaws, import_bytes, import_region
from verbund.apps.core.actor import system
from verbund.apps.core.first import Visit
from verbund.apps.events import panels, queries
from verbund.apps.events.models import Event, Funding
from verbund.kit import clock
from verbund.kit.errors import Missing


def test_the_region_s_events_and_calls(db):
    import_region("companies")
    runs = import_region("events", "funding")
    assert flaws(runs["events"]) == flaws(runs["funding"]) == []
    assert Event.objects.get(external_id="boerse-metall-medizin").host.slug == "zentrum"
    assert Funding.objects.get(external_id="gemeinsam-fertigen").kinds == ["development", "production", "competence"]
    again = import_region("events", "funding")
    assert counts(again["events"])[:2] == counts(again["funding"])[:2] == (0, 0)


LIST = (
    b"external_id;titel;format;datum;beginn;ort\n"
    b"a;Sprechstunde;sprechstunde;03.12.2026;9:30;Berlin\n"
    b"b;B\xc3\xb6rse;matching;01.12.2026;13:00;Cottbus\n"
)
CALLS = (
    b"external_id,title_de,share,apply_by,kinds\n"
    b"x,Alt,0.5,2026-01-31,ai\ny,F\xc3\xbcr KI,0.333333333,2027-01-31,ai;data\nz,F\xc3\xbcr alle,,,\n"
)


def test_the_next_event_and_open_calls(db):
    import_bytes("events", LIST)
    import_bytes("funding", CALLS)
    assert counts(import_bytes("funding", CALLS)) == (0, 0, 3, 0)
    with clock.at(datetime(2026, 11, 27, tzinfo=UTC)):
        assert str(queries.next_event(system())) == "Börse"
        assert [str(e) for e in queries.upcoming(system())] == ["Börse", "Sprechstunde"]
        assert queries.past(system()) == []
        assert {str(f) for f in queries.funding(system())} == {"Für KI", "Für alle"}
        assert {str(f) for f in queries.funding(system(), "training")} == {"Für alle"}
    with clock.at(datetime(2026, 12, 2, tzinfo=UTC)):
        assert str(queries.next_event(system())) == "Sprechstunde"
    with clock.at(datetime(2027, 12, 2, tzinfo=UTC)):
        assert queries.next_event(system()) is None


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b"a;T;party;03.12.2026;;", ("format", "choice")),
        (b"a;T;visit;bald;;", ("datum", "date")),
        (b"a;T;visit;03.12.2026;25:00;", ("beginn", "pattern")),
        (b"a;;visit;03.12.2026;;", ("titel", "required")),
    ],
)
def test_a_wrong_event_is_set_aside(db, line, expected):
    run = import_bytes("events", b"external_id;titel;format;datum;beginn;ort\n" + line + b"\n")
    assert flaws(run) == [(1, *expected)]


def test_there_is_no_such_event(db):
    with pytest.raises(Missing):
        queries.event(system(), uuid4())


def test_the_first_visit_is_told_of_the_next_event_and_call(db):
    import_bytes("events", LIST)
    import_bytes("funding", CALLS)
    visit = Visit("", "Berlin", None, None, "2562", "")
    with clock.at(datetime(2026, 11, 27, tzinfo=UTC)):
        first, second = panels.notices(visit)
    assert str(first.title) == "Börse"
    assert "13:00" in str(first.text)
    assert str(second.title) == "Für KI"
    with clock.at(datetime(2030, 1, 1, tzinfo=UTC)):
        assert [str(n.title) for n in panels.notices(visit)] == ["Für alle"]
