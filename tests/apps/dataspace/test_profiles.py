import pytest

from verbund.apps.core.models import Company, CompanyIdentifier, Node
from verbund.apps.dataspace.provider_profiles import NS, link, properties

pytestmark = pytest.mark.django_db
DID = "did:web:localhost%3A9000:p:other"


def test_a_crawled_profile_finds_the_listed_company(make_company) -> None:
    listed = make_company("luchland", hosting="listed", did=None, name="Luchland Maschinenbau", postcode="14641")
    CompanyIdentifier.objects.create(company=listed, scheme="vat", value="DE1")
    node = Node.objects.create(base_url="http://localhost:9000", name="other")
    found = link(DID, node, {f"{NS}name": "Luchland Maschinenbau GmbH", f"{NS}vat": "DE1", f"{NS}city": "Nauen"})
    assert found == listed
    found.refresh_from_db()
    assert (found.did, found.hosting, found.city, found.node) == (DID, "elsewhere", "Nauen", node)


def test_an_unknown_one_is_entered_once(make_company) -> None:
    props = properties(make_company("havelmetall", name="Havelmetall", wz_code="25.62", latitude=52.4, longitude=12.5))
    first, second = link(DID, None, props), link(DID, None, props)
    assert first == second
    assert first.slug == "havelmetall-2"
    assert (first.wz_code, first.latitude) == ("25.62", 52.4)


def test_a_profile_never_takes_over_a_company_hosted_here(make_company) -> None:
    mine = make_company("havelmetall", name="Havelmetall", postcode="1")
    link(DID, None, {f"{NS}name": "Havelmetall", f"{NS}postcode": "1"})
    mine.refresh_from_db()
    assert mine.hosting == "here"
    assert Company.objects.get(did=DID) != mine


@pytest.mark.parametrize("value", [None, 5, {"a": 1}, "x" * 100_000])
def test_foreign_shapes_do_no_harm(value) -> None:
    props = {f"{NS}name": "X", f"{NS}competences": value, f"{NS}latitude": value, f"{NS}wz": value}
    assert link(DID, None, props) is not None
