"""Whoever changes the log is found, with the first entry that was changed."""

from __future__ import annotations

import pytest

from verbund.apps.core import chain
from verbund.apps.core.actions import create_company, record
from verbund.apps.core.actor import Actor, system
from verbund.apps.core.audit import CompanyCreated
from verbund.apps.core.models import AuditEntry, AuditHead, AuditPayload
from verbund.kit.errors import Conflict, Forbidden, Invalid

pytestmark = pytest.mark.django_db


@pytest.fixture
def company(make_company):
    made = make_company()
    for n in range(5):
        record(system(), made.pk, CompanyCreated(name=f"n{n}"))
    return made


def entry(company, seq: int):
    return AuditEntry.objects.filter(company=company, seq=seq)


def test_an_untouched_chain_holds(company) -> None:
    result = chain.verify(company.pk)
    assert (result.entries, result.broken_seq, result.head) == (5, None, AuditHead.objects.get(company=company).hash)


@pytest.mark.parametrize(
    ("tamper", "seq", "why"),
    [
        (lambda c: entry(c, 3).update(actor="somebody else"), 3, "changed"),
        (lambda c: entry(c, 2).update(event="core.other"), 2, "changed"),
        (lambda c: entry(c, 3).delete(), 3, "missing"),
        (lambda c: entry(c, 5).delete(), 6 - 1, "missing at the end"),
        (lambda c: entry(c, 4).update(prev_hash="0" * 64), 4, "does not follow the entry before it"),
        (
            lambda c: AuditPayload.objects.filter(entry=entry(c, 2).get()).update(data={"name": "x"}),
            2,
            "details changed",
        ),
        (lambda c: AuditPayload.objects.filter(entry=entry(c, 2).get()).update(salt=b"0" * 16), 2, "details changed"),
        (lambda c: AuditHead.objects.filter(company=c).update(hash="0" * 64), 6, "head changed"),
        (lambda c: AuditHead.objects.filter(company=c).delete(), 5, "head missing"),
    ],
)
def test_the_first_changed_entry_is_named(company, tamper, seq, why) -> None:
    tamper(company)
    result = chain.verify(company.pk)
    assert (result.broken_seq, result.why) == (seq, why)
    assert [r.company_id for r in chain.verify_all() if r.broken_seq] == [company.pk]


def test_erased_details_do_not_break_the_chain(company) -> None:
    AuditPayload.objects.filter(entry__company=company, entry__seq__lt=4).delete()
    result = chain.verify(company.pk)
    assert (result.broken_seq, result.erased) == (None, 3)


def test_a_hosted_company_gets_a_did_and_a_free_short_word() -> None:
    made = create_company(system(), "Müller & Söhne GmbH", city="Berlin")
    assert made.slug == "mueller-soehne-gmbh"
    assert made.did.endswith(":p:mueller-soehne-gmbh")
    assert create_company(system(), "Nur gelistet", hosting="listed").did is None
    with pytest.raises(Conflict):
        create_company(system(), "Müller & Söhne GmbH")
    with pytest.raises(Invalid):
        create_company(system(), "x", slug="../x")
    with pytest.raises(Invalid):
        create_company(system(), "  ")
    with pytest.raises(Forbidden):
        create_company(Actor("person", "page", user_id=1), "Eigene")
