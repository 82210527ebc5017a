"""Needs and offers from files."""

from __future__ import annotations

import pytest

from tests.support.importing import counts, flaws, import_bytes, import_region
from verbund.apps.core.models import AuditEntry, Company
from verbund.apps.matching.models import Opportunity

HEAD = b"external_id,company,kind,direction,title_de,valid_until,min_partners,max_partners\n"


def test_the_region_s_opportunities_are_published(db):
    import_region("companies")
    run = import_region("opportunities")["opportunities"]
    assert flaws(run) == []
    assert set(Opportunity.objects.values_list("state", flat=True)) == {"published"}
    assert len(set(Opportunity.objects.values_list("kind", flat=True))) == 7
    havel = Company.objects.get(slug="havelmetall")
    assert AuditEntry.objects.filter(company=havel, event="matching.opportunity_moved").exists()
    assert counts(import_region("opportunities")["opportunities"]) == (0, 0, run.rows_read, 0)


def test_a_company_s_own_rows_become_drafts(make_company, owner_of):
    one = make_company("one")
    run = import_bytes(
        "opportunities", HEAD + b"a,,data,Gesuch,T,2030-01-01,,\n", company_id=one.pk, actor=owner_of(one)
    )
    assert counts(run) == (1, 0, 0, 0)
    assert Opportunity.objects.get().state == "draft"


def test_what_is_over_is_not_changed_by_import(make_company):
    make_company("one")
    row = b"a,one,data,need,T,2030-01-01,,\n"
    import_bytes("opportunities", HEAD + row)
    Opportunity.objects.update(state="withdrawn")
    assert counts(import_bytes("opportunities", HEAD + row)) == (0, 0, 1, 0)
    run = import_bytes("opportunities", HEAD + row.replace(b",T,", b",U,"))
    assert flaws(run) == [(1, "external_id", "published")]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b"a,one,data,maybe,T,2030-01-01,,", ("direction", "choice")),
        (b"a,one,data,need,T,2030-01-01,3,2", ("max_partners", "partners")),
        (b"a,two,data,need,T,2030-01-01,,", ("company", "unknown-company")),
        (b"a,one,data,need,T,,,", ("valid_until", "required")),
    ],
)
def test_a_wrong_row_is_set_aside(make_company, line, expected):
    make_company("one")
    assert flaws(import_bytes("opportunities", HEAD + line + b"\n")) == [(1, *expected)]
