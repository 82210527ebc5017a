"""A company's data leave whole, and go where nothing obliges us to keep them."""

from __future__ import annotations

import json
import zipfile

import pytest

from verbund.apps.accounts import actions as accounts
from verbund.apps.accounts.models import ApiToken, Membership, Person
from verbund.apps.core import chain, exports, files
from verbund.apps.core.actor import Actor, Role, system
from verbund.apps.core.models import Company, StoredFile
from verbund.apps.core.registry import company_data
from verbund.kit.errors import Forbidden, Missing

pytestmark = pytest.mark.django_db


@pytest.fixture
def company(make_company):
    made, other = make_company("a", summary_de="Dreht Wellen."), make_company("b")
    here = accounts.create_person(system(), "here@a.example", "ein-langes-passwort", last_name="Hier")
    both = accounts.create_person(system(), "both@a.example", "ein-langes-passwort")
    for person, where in ((here, made), (both, made), (both, other)):
        accounts.give_role(system(), where.pk, person, Role.OWNER)
    accounts.create_token(system(), made.pk, "ERP", ["read"])
    files.store(made.pk, "Maße.csv", [b"1,2\n"])
    files.store(other.pk, "fremd.csv", [b"3,4\n"])
    return made


def test_the_export_holds_everything_and_no_secret(company, owner_of, tmp_path) -> None:
    target = tmp_path / "a.zip"
    count = exports.export_company(owner_of(company), company.pk, target)
    with zipfile.ZipFile(target) as archive:
        names = set(archive.namelist())
        everything = b"".join(archive.read(name) for name in names)
        manifest = json.loads(archive.read("manifest.json"))
        audit = [json.loads(line) for line in archive.read("core/audit.jsonl").splitlines()]
        stored = [name for name in names if name.startswith("files/")]
        assert archive.read(stored[0]) == b"1,2\n"
    assert len(stored) == 1
    assert {"core/company.jsonl", "accounts/membership.jsonl", "accounts/apitoken.jsonl", "README.txt"} <= names
    assert len(manifest["contents"]) == count == len(names) - 2
    assert manifest["audit"] == {"entries": len(audit), "head": audit[-1]["hash"], "holds": True}
    for secret in (b"token_hash", b"pbkdf2", b"md5$", b"fremd"):
        assert secret not in everything


def test_only_owners_export_and_erase(company, make_company, owner_of, tmp_path) -> None:
    stranger = owner_of(make_company("c"))
    staff = Actor("person-centre", "page", user_id=9, is_centre=True, staff_company=company.pk)
    for actor, error in ((stranger, Missing), (owner_of(company, Role.EDITOR), Forbidden), (staff, Forbidden)):
        with pytest.raises(error):
            exports.export_company(actor, company.pk, tmp_path / "x.zip")
        with pytest.raises(error):
            exports.erase_company(actor, company.pk)


def test_erasure_keeps_the_chain_and_what_belongs_to_others(company, owner_of) -> None:
    done = {one.model: one for one in exports.erase_company(owner_of(company), company.pk)}
    company.refresh_from_db()
    assert (company.summary_de, company.claimed) == ("", False)
    assert set(Person.objects.values_list("email", flat=True)) == {"both@a.example"}
    assert not ApiToken.objects.filter(company=company).exists()
    assert not StoredFile.objects.filter(company=company).exists()
    assert Membership.objects.count() == 1
    assert done["core.company"].kept
    result = chain.verify(company.pk)
    assert (result.broken_seq, result.entries - result.erased) == (None, 1)
    assert StoredFile.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_bytes_of_erased_files_are_gone_after_the_commit(make_company) -> None:
    made = make_company()
    stored = files.store(made.pk, "x", [b"x"])
    path = files.path_of(stored)
    exports.erase_company(system(), made.pk)
    assert not path.exists()
    assert Company.objects.get(pk=made.pk).name


def test_every_kind_that_is_not_erased_says_why() -> None:
    for name, data in company_data.items():
        assert data.erase or data.retention, name
