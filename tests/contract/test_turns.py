"""Two writes of one company that touch the same rows in opposite order both come to an end."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from verbund.apps.core.actions import record, turn
from verbund.apps.core.actor import system
from verbund.apps.core.audit import CompanyCreated
from verbund.apps.core.models import AuditEntry, Company

ROUNDS = 40


@pytest.mark.skipif(not connection.features.has_select_for_update, reason="SQLite lets one write at a time")
@pytest.mark.django_db(transaction=True)
def test_opposite_orders_do_not_wait_for_each_other(make_company: Callable[..., Company]) -> None:
    company = make_company("one")
    before = AuditEntry.objects.filter(company_id=company.pk).count()

    def log() -> None:
        record(system(), company.pk, CompanyCreated(name="x"))

    def rename() -> None:
        Company.objects.filter(pk=company.pk).update(branch="x")

    def write(*steps: Callable[[], None]) -> None:
        try:
            for _round in range(ROUNDS):
                with turn(company.pk):
                    for step in steps:
                        step()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(write, log, rename), pool.submit(write, rename, log)]:
            done.result()
    assert AuditEntry.objects.filter(company_id=company.pk).count() == before + 2 * ROUNDS
