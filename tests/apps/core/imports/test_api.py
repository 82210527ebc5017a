"""Imports through the REST API: send, look, start, follow, mend."""

from __future__ import annotations

import json

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.support.rest import token_of
from verbund.apps.core import jobs
from verbund.apps.core.models import Job
from verbund.apps.core.scoping import scoped_to
from verbund.apps.ecosystem.models import Resource

ROWS = "external_id;type;name_de\nm1;machine;Presse\nm2;no such type;Bohrwerk\n"


def client_of(company) -> Client:
    return Client(headers=token_of(company, "import"))


def send(client: Client, text: str = ROWS, target: str = "resources"):
    file = SimpleUploadedFile("machines.csv", text.encode(), content_type="text/csv")
    return client.post("/api/v1/imports", {"target": target, "source": "erp", "file": file})


def test_a_table_comes_in_and_a_wrong_row_is_mended(make_company, transactional_db) -> None:
    company = make_company("one")
    client = client_of(company)
    assert "resources" in {t["name"] for t in client.get("/api/v1/import-targets").json()}
    answer = send(client)
    assert answer.status_code == 201, answer.content
    run = answer.json()
    assert (run["state"], run["about"]) == ("preview", 3)
    path = f"/api/v1/imports/{run['id']}"
    preview = client.get(f"{path}/preview").json()
    assert preview["columns"]["name_de"] == "name_de"
    assert [bool(row["flaws"]) for row in preview["rows"]] == [False, True]
    started = client.post(f"{path}/start")
    assert started.status_code == 200, started.content
    jobs.run_due()
    done = client.get(path).json()
    assert (done["state"], done["created_count"], done["quarantined_count"]) == ("done", 1, 1)
    job = Job.objects.get(pk=done["job_id"])
    assert (job.done_count, job.total_count) == (2, 2)
    assert client.get(f"/api/v1/jobs/{done['job_id']}").status_code == 403  # the token may import, nothing else
    (row,) = client.get(f"{path}/quarantine").json()
    assert row["problems"][0]["column"] == "type"
    assert row["problems"][0]["remedy"]
    mend = {"cells": {"type": "machine"}}
    answer = client.post(f"{path}/quarantine/{row['id']}", json.dumps(mend), content_type="application/json")
    assert answer.json() == []
    with scoped_to(company.pk):
        assert Resource.objects.count() == 2
    assert client.post(f"{path}/start").status_code == 409
    assert send(client_of(make_company("two")), target="companies").status_code == 403
    assert client_of(make_company("three")).get(path).status_code == 404


def test_a_mapping_is_chosen_before_the_start(make_company, transactional_db) -> None:
    client = client_of(make_company("one"))
    run = send(client, ROWS.replace("name_de", "bezeichnung_x")).json()
    path = f"/api/v1/imports/{run['id']}/columns"
    wrong = {"columns": {"external_id": "external_id", "type": "type", "name_de": "nowhere"}}
    assert client.put(path, json.dumps(wrong), content_type="application/json").status_code == 422
    right = {"columns": {**wrong["columns"], "name_de": "bezeichnung_x"}}
    answer = client.put(path, json.dumps(right), content_type="application/json")
    assert answer.json()["columns"]["name_de"] == "bezeichnung_x"
