import pytest

from verbund.apps.core.actions import record
from verbund.apps.core.actor import system
from verbund.apps.core.audit import CompanyCreated
from verbund.apps.core.models import AuditEntry


@pytest.mark.django_db
def test_entries_chain_per_company(make_company) -> None:
    a, b = make_company("a"), make_company("b")
    first = record(system(), a.pk, CompanyCreated(name="a"))
    other = record(system(), b.pk, CompanyCreated(name="b"))
    second = record(system(), a.pk, CompanyCreated(name="a again"))
    assert (first.seq, second.seq, other.seq) == (1, 2, 1)
    assert second.prev_hash == first.hash
    assert AuditEntry.objects.filter(company=a).count() == 2


@pytest.mark.django_db
def test_the_node_has_one_chain_on_every_database() -> None:
    from django.db import IntegrityError, transaction

    from verbund.apps.core.models import AuditHead

    AuditHead.objects.get_or_create(company=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        AuditHead.objects.create(company=None)
