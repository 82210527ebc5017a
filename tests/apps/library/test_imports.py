"""Projects and participations from files."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.importing import counts, flaws, import_bytes, import_region
from verbund.apps.core.actor import system
from verbund.apps.core.models import Company
from verbund.apps.library import queries
from verbund.apps.library.models import Project, ProjectMember

CORDIS = Path(__file__).parents[3].parent / "shared" / "data" / "cordis"
PROJECTS = (
    b"project_id,start,end,acronym,title,objective,ec_max_contribution_eur\n"
    b'fp7_1,2007-05-04,2008-05-03,CSSA,Clean Sky,"A long, long text",1000.50\n'
    b"fp7_2,2025-01-01,2199-01-01,NEXT,Next,Text,\n"
)
MEMBERS = (
    b"project_id,organisation_id,organisation_name,postcode,contribution_eur,website\n"
    b"fp7_1,11,Aero Limited,BA20 2YB,57405.0,http://www.aero.example\n"
    b"fp7_1,12,University of Somewhere,,0,\n"
    b"fp7_2,11,Aero Limited,BA20 2YB,1,\n"
)


def test_the_region_s_projects_come_with_their_members(db):
    import_region("companies")
    run = import_region("projects")["projects"]
    assert flaws(run) == []
    entry = Project.objects.get(external_id="vorausschauende-wartung")
    assert entry.state == "implemented"
    assert entry.members.count() == 4
    again = import_region("projects")["projects"]
    assert counts(again) == (0, 0, run.rows_read, 0)


def test_a_register_of_projects_and_its_organisations(db):
    assert counts(import_bytes("projects", PROJECTS, source="projects")) == (2, 0, 0, 0)
    assert counts(import_bytes("participations", MEMBERS, source="participations")) == (3, 0, 0, 0)
    first = Project.objects.get(external_id="fp7_1")
    assert (first.state, first.title_en, first.kind) == ("implemented", "Clean Sky", "development")
    assert Project.objects.get(external_id="fp7_2").state == "running"
    aero = Company.objects.get(name="Aero Limited")
    assert (aero.kind, aero.hosting, aero.postcode) == ("sme", "listed", "BA20 2YB")
    assert Company.objects.get(name__startswith="University").kind == "school"
    assert [str(p) for p in queries.of_company(system(), aero.pk)] == ["Next", "Clean Sky"]
    assert counts(import_bytes("projects", PROJECTS, source="projects")) == (0, 0, 2, 0)
    assert counts(import_bytes("participations", MEMBERS, source="participations")) == (0, 0, 3, 0)
    assert ProjectMember.objects.count() == 3


def test_a_participation_without_its_project_waits_in_quarantine(db):
    run = import_bytes("participations", MEMBERS)
    assert flaws(run)[0] == (1, "project_id", "unknown-project")
    assert not Company.objects.exists()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b"x,2026-02-01,2026-01-01,T,,", ("start", "order")),
        (b"x,,,,,", ("title_de", "no-title")),
        (b"x,,,T,nobody,", ("members", "unknown-company")),
        (b"x,,,T,,Upper Case", ("kind", "pattern")),
    ],
)
def test_a_wrong_project_is_set_aside(db, line, expected):
    run = import_bytes("projects", b"external_id,start,end,title_de,members,kind\n" + line + b"\n")
    assert flaws(run) == [(1, *expected)]


@pytest.mark.slow
@pytest.mark.skipif(not CORDIS.exists(), reason="the register's files are not here")
def test_the_real_register(db):
    for target in ("projects", "participations"):
        data = (CORDIS / f"{target}.csv.gz").read_bytes()
        run = import_bytes(target, data, f"{target}.csv.gz", source=target)
        assert run.rows_read > 5000
        assert run.created_count + run.unchanged_count > 0.99 * run.rows_read, flaws(run)[:5]
        again = import_bytes(target, data, f"{target}.csv.gz", source=target)
        assert again.created_count == 0
        assert again.updated_count == 0
