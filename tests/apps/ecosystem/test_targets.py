"""Sites, competences, resources, relations and figures from files."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.support.importing import counts, flaws, import_bytes, import_region
from verbund.apps.core.actor import Role
from verbund.apps.core.models import AuditEntry, Company
from verbund.apps.core.scoping import everybody, scoped_to
from verbund.apps.ecosystem import queries
from verbund.apps.ecosystem.models import CompanyFigures, Competence, Relation, Release, Resource, Site
from verbund.kit.errors import Forbidden, Missing

PARTS = ("sites", "competences", "resources", "relations", "figures")


@pytest.fixture
def region(db):
    return import_region("companies", *PARTS)


def test_the_region_is_taken_whole_and_a_second_import_changes_nothing(region):
    for target in PARTS:
        assert flaws(region[target]) == []
    assert Site.objects.count() == region["sites"].rows_read
    assert Competence.objects.count() == region["competences"].rows_read
    assert Resource.objects.count() == region["resources"].rows_read
    with everybody():
        assert Relation.objects.count() == region["relations"].rows_read
        assert CompanyFigures.objects.filter(revenue__isnull=False).exists()
        releases = Release.objects.count()
        assert releases > 0
    for target, run in import_region("companies", *PARTS).items():
        assert counts(run)[:2] == (0, 0), target
        assert run.unchanged_count == run.rows_read, target
    with everybody():
        assert Release.objects.count() == releases


def test_a_statement_keeps_its_owner_and_both_ends_may_differ(region):
    havel, spree = (Company.objects.get(slug=s) for s in ("havelmetall", "spreewerk"))
    with scoped_to(havel.pk):
        mine = Relation.objects.get(external_id="havelmetall-supplies-havelmetall-spreewerk")
        assert not Relation.objects.filter(company=spree).exists()
    with scoped_to(spree.pk):
        theirs = Relation.objects.get(external_id="spreewerk-supplies-havelmetall-spreewerk")
    assert (mine.giver_id, mine.taker_id) == (theirs.giver_id, theirs.taker_id) == (havel.pk, spree.pk)
    assert (mine.amount, theirs.amount) == (Decimal(4_872_000), Decimal(4_795_000))


def test_every_company_finds_the_import_in_its_log(region):
    havel = Company.objects.get(slug="havelmetall")
    events = AuditEntry.objects.filter(company=havel, event="ecosystem.rows_imported")
    assert events.count() >= 4


HEAD = "external_id,stated_by,type,from_company,to_company,amount_eur,period_from,period_to,released_to\n"


def statement(line: str) -> bytes:
    return (HEAD + line + "\n").encode()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("a,one,supplies,nobody,one,5,,,", ("from_company", "unknown-company")),
        ("a,one,supplies,two,three,5,,,", ("from_company", "not-an-end")),
        ("a,one,supplies,one,one,5,,,", ("to_company", "same-ends")),
        ("a,,supplies,one,two,5,,,", ("stated_by", "no-company")),
        ("a,one,supplies,one,two,5,2026-02-01,2026-01-01,", ("period_from", "order")),
        ("a,one,supplies,one,two,-5,,,", ("amount_eur", "range")),
        ("a,one,loves,one,two,5,,,", ("type", "choice")),
        ("a,one,supplies,one,two,5,,,somebody", ("released_to", "unknown-company")),
        ("a,one,supplies,Twin Ltd,one,5,,,", ("from_company", "ambiguous-company")),
    ],
)
def test_a_wrong_statement_is_set_aside_with_its_column(make_company, line, expected):
    for slug in ("one", "two", "three"):
        make_company(slug)
    make_company("twin-a", name="Twin Ltd")
    make_company("twin-b", name="Twin Ltd")
    run = import_bytes("relations", statement(line))
    assert flaws(run) == [(1, *expected)]
    with everybody():
        assert not Relation.objects.exists()


def test_a_company_imports_its_own_rows_and_no_others(make_company, owner_of):
    one, two = make_company("one"), make_company("two")
    actor = owner_of(one, Role.EDITOR)
    data = HEAD.encode() + b"a,,supplies,one,two,5,,,\nb,two,supplies,one,two,5,,,\n"
    run = import_bytes("relations", data, company_id=one.pk, actor=actor)
    assert counts(run) == (1, 0, 0, 1)
    assert flaws(run) == [(2, "stated_by", "foreign-row")]
    assert [r.taker_id for r in queries.relations(actor, one.pk)] == [two.pk]
    with pytest.raises(Missing):
        import_bytes("relations", data, company_id=two.pk, actor=actor)
    with pytest.raises(Forbidden):
        import_bytes("relations", data, company_id=one.pk, actor=owner_of(one, Role.VIEWER))


def test_only_the_operator_imports_for_all(owner_of, make_company, db):
    one = make_company("one")
    with pytest.raises(Missing):
        import_bytes("relations", HEAD.encode() + b"a,one,owns,one,,5,,,\n", actor=owner_of(one))


def test_releases_follow_the_file(make_company, owner_of):
    one, two = make_company("one"), make_company("two")
    import_bytes("relations", statement("a,one,supplies,one,two,5,,,two;centre"))
    seen = queries.neighbourhood(owner_of(two), two.pk)
    assert [t.amount for t in seen.ties] == [5]
    run = import_bytes("relations", statement("a,one,supplies,one,two,5,,,centre"))
    assert counts(run) == (0, 1, 0, 0)
    assert queries.neighbourhood(owner_of(two), two.pk).ties == ()
    with scoped_to(one.pk):
        assert Release.objects.filter(revoked_at=None).count() == 1


def test_a_narrower_file_leaves_the_rest_as_it_is(make_company):
    one = make_company("one")
    full = b"external_id,company,layer,name_de,people,process_tags\nx,one,core,Drehen,4,turning;hard\n"
    import_bytes("competences", full)
    run = import_bytes("competences", b"external_id,company,layer,name_de\nx,one,peripheral,Drehen\n")
    assert counts(run) == (0, 1, 0, 0)
    kept = Competence.objects.get(company=one)
    assert (kept.layer, kept.people, kept.tags) == ("peripheral", 4, ["turning", "hard"])


def test_two_ids_with_one_name_are_told(make_company):
    make_company("one")
    data = b"external_id,company,type,name_de\nx,one,machine,CNC\ny,one,machine,Lathe\n"
    import_bytes("resources", data)
    run = import_bytes("resources", b"external_id,company,type,name_de\ny,one,machine,CNC\n")
    assert flaws(run) == [(1, "name_de", "duplicate-id")]
    assert Resource.objects.count() == 2


def test_a_place_outside_the_country_is_refused(make_company):
    make_company("one")
    run = import_bytes("sites", b"external_id,company,name,latitude,longitude\nx,one,Werk,13.4,52.5\n")
    assert flaws(run) == [(1, "latitude", "swapped-coordinates")]


def test_figures_are_private(region, owner_of):
    havel = Company.objects.get(slug="havelmetall")
    assert queries.figures(owner_of(havel), havel.pk).revenue == Decimal(8_400_000)
    other = Company.objects.get(slug="spreewerk")
    with pytest.raises(Missing):
        queries.figures(owner_of(other), havel.pk)
