"""People, roles, mandates, invitations, tokens and staff sessions: who may, and what the log says."""

from __future__ import annotations

from datetime import timedelta

import pytest

from verbund.apps.accounts import actions, queries
from verbund.apps.accounts.models import Invitation, Mandate, Membership, Person
from verbund.apps.accounts.tokens import actor_of_token
from verbund.apps.core.actor import Actor, Role, system
from verbund.apps.core.audit import describe
from verbund.apps.core.models import AuditEntry
from verbund.kit import clock
from verbund.kit.errors import Conflict, Forbidden, Invalid, Missing

pytestmark = pytest.mark.django_db
PASSWORD = "ein-langes-passwort"


@pytest.fixture
def company(make_company):
    return make_company()


@pytest.fixture
def owner(company) -> Person:
    person = actions.create_person(system(), "Owner@A.example", PASSWORD)
    actions.give_role(system(), company.pk, person, Role.OWNER)
    return person


@pytest.fixture
def centre() -> Actor:
    person = actions.create_person(system(), "centre@z.example", PASSWORD, is_centre=True)
    return queries.actor_of(person, "page")


def as_actor(person: Person) -> Actor:
    return queries.actor_of(person, "page")


def events(company) -> list[str]:
    return list(AuditEntry.objects.filter(company=company).order_by("seq").values_list("event", flat=True))


def test_accounts_need_an_address_and_a_long_password(owner) -> None:
    assert owner.email == "owner@a.example"
    with pytest.raises(Conflict):
        actions.create_person(system(), "OWNER@a.example", PASSWORD)
    for email, password in (
        ("no address", PASSWORD),
        ("a@b.example", "kurz"),
        ("a@b.example", "passwordpassword1"[:8]),
    ):
        with pytest.raises(Invalid):
            actions.create_person(system(), email, password)
    with pytest.raises(Forbidden):
        actions.create_person(as_actor(owner), "a@b.example", PASSWORD)


def test_the_centre_adds_people_but_no_staff(centre) -> None:
    assert actions.create_person(centre, "a@b.example", PASSWORD)
    with pytest.raises(Forbidden):
        actions.create_person(centre, "c@b.example", PASSWORD, is_centre=True)


def test_a_company_keeps_an_owner(company, owner) -> None:
    me = as_actor(owner)
    with pytest.raises(Conflict):
        actions.give_role(me, company.pk, owner, Role.VIEWER)
    with pytest.raises(Conflict):
        actions.end_role(me, company.pk, owner)
    second = actions.create_person(system(), "second@a.example", PASSWORD)
    actions.give_role(me, company.pk, second, Role.OWNER)
    actions.end_role(me, company.pk, owner)
    assert list(Membership.objects.values_list("person", "role")) == [(second.pk, "owner")]
    assert events(company) == ["accounts.role_given", "accounts.role_given", "accounts.role_ended"]


@pytest.mark.parametrize("role", [Role.EDITOR, Role.VIEWER])
def test_lesser_roles_change_nothing_and_strangers_find_nothing(company, make_company, owner_of, owner, role) -> None:
    calls = [
        lambda a: actions.give_role(a, company.pk, owner, Role.OWNER),
        lambda a: actions.end_role(a, company.pk, owner),
        lambda a: actions.give_mandate(a, company.pk, owner),
        lambda a: actions.invite(a, company.pk, Role.VIEWER),
        lambda a: actions.create_token(a, company.pk, "x", ["read"]),
    ]
    stranger = owner_of(make_company("other"))
    for call in calls:
        with pytest.raises(Forbidden):
            call(owner_of(company, role))
        with pytest.raises(Missing):
            call(stranger)


def test_a_mandate_holds_from_to_and_ends_with_the_role(company, owner) -> None:
    me, now = as_actor(owner), clock.now()
    assert not queries.may_sign(me, company.pk)
    mandate = actions.give_mandate(me, company.pk, owner, now, now + timedelta(days=1))
    assert queries.may_sign(me, company.pk)
    with clock.at(now + timedelta(days=2)):
        assert not queries.may_sign(me, company.pk)
    actions.revoke_mandate(me, mandate)
    assert not queries.may_sign(me, company.pk)
    with pytest.raises(Invalid):
        actions.give_mandate(me, company.pk, owner, now, now)
    other = actions.create_person(system(), "other@a.example", PASSWORD)
    with pytest.raises(Conflict):
        actions.give_mandate(me, company.pk, other)
    actions.give_role(me, company.pk, other, Role.EDITOR)
    actions.give_mandate(me, company.pk, other)
    actions.end_role(me, company.pk, other)
    assert not Mandate.objects.filter(person=other, revoked_at=None).exists()


def test_the_centre_invites_the_first_owner_only(company, centre) -> None:
    _invitation, code = actions.invite(centre, company.pk, Role.OWNER)
    person = actions.accept_invitation(code, email="neu@a.example", password=PASSWORD)
    company.refresh_from_db()
    assert company.claimed
    assert as_actor(person).role_in(company.pk) == Role.OWNER
    with pytest.raises(Missing):
        actions.invite(centre, company.pk, Role.OWNER)
    assert events(company) == ["accounts.invited", "accounts.invitation_accepted"]


def test_a_code_works_once_in_time_and_until_withdrawn(company, owner) -> None:
    me = as_actor(owner)
    invitation, code = actions.invite(me, company.pk, Role.VIEWER, days=1)
    assert code not in str(Invitation.objects.values())
    with clock.at(clock.now() + timedelta(days=2)), pytest.raises(Missing) as late:
        actions.accept_invitation(code, email="x@a.example", password=PASSWORD)
    with pytest.raises(Missing) as unknown:
        actions.accept_invitation("guess", email="x@a.example", password=PASSWORD)
    assert str(late.value) == str(unknown.value)
    with pytest.raises(Invalid):
        actions.accept_invitation(code, email="x@a.example", password="kurz")
    actions.accept_invitation(code, person=owner)
    assert Membership.objects.get(person=owner).role == "owner"  # an invitation never makes less
    with pytest.raises(Missing):
        actions.accept_invitation(code, email="x@a.example", password=PASSWORD)
    invitation, code = actions.invite(me, company.pk, Role.VIEWER)
    actions.revoke_invitation(me, invitation)
    with pytest.raises(Missing):
        actions.accept_invitation(code, email="x@a.example", password=PASSWORD)


def test_a_token_acts_within_its_scopes_until_it_ends(company, owner) -> None:
    me = as_actor(owner)
    token, secret = actions.create_token(me, company.pk, "ERP", ["read"], days=1)
    assert token.token_hash != secret
    actor = actor_of_token(secret)
    assert (actor.company_id, actor.via, actor.may_write(company.pk)) == (company.pk, "api", False)
    assert actor.may_read(company.pk)
    with clock.at(clock.now() + timedelta(days=2)):
        assert not actor_of_token(secret).may_read(company.pk)
    assert not actor_of_token("vb_guess").may_read(company.pk)
    _token, writing = actions.create_token(me, company.pk, "MES", ["write", "read"])
    assert actor_of_token(writing).may_write(company.pk)
    actions.revoke_token(me, token.pk)
    assert not actor_of_token(secret).may_read(company.pk)
    Person.objects.filter(pk=owner.pk).update(is_active=False)
    assert not actor_of_token(writing).may_read(company.pk)
    with pytest.raises(Invalid):
        actions.create_token(me, company.pk, "x", ["everything"])
    assert [t.name for t in queries.tokens(me, company.pk)] == ["MES", "ERP"]


def test_staff_see_a_company_in_a_reasoned_session_that_ends_by_itself(company, centre, owner) -> None:
    person = Person.objects.get(is_centre=True)
    assert not as_actor(person).may_read(company.pk)
    for reason, hours in (("", 1), ("kurz", 1), ("Frau Kollwitz bat am Telefon um Hilfe", 9)):
        with pytest.raises(Invalid):
            actions.start_staff_session(centre, company.pk, reason, timedelta(hours=hours))
    with pytest.raises(Forbidden):
        actions.start_staff_session(as_actor(owner), company.pk, "Frau Kollwitz bat um Hilfe")
    actions.start_staff_session(centre, company.pk, "Frau Kollwitz bat am Telefon um Hilfe")
    inside = as_actor(person)
    assert (inside.may_read(company.pk), inside.may_release(company.pk)) == (True, False)
    with clock.at(clock.now() + timedelta(hours=3)):
        assert not as_actor(person).may_read(company.pk)
    actions.end_staff_session(inside)
    assert not as_actor(person).may_read(company.pk)
    entry = AuditEntry.objects.get(company=company, event="accounts.staff_session_started")
    assert "Frau Kollwitz" in describe(entry.event, entry.payload.data)
    assert events(company)[-1] == "accounts.staff_session_ended"


def test_logs_know_persons_by_pseudonym_only(company, owner) -> None:
    actions.give_mandate(as_actor(owner), company.pk, owner)
    for entry in AuditEntry.objects.select_related("payload"):
        assert "@" not in str(entry.payload.data) + entry.actor
