"""How each kind of object in an address is made: Havelmetall's own, or a public one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from .world import World


def _slug(world: World, variant: str) -> str | None:
    """A company's profile is public."""
    return world.company.slug if variant == "public" else None


def _own_slug(world: World, variant: str) -> str | None:
    return world.company.slug if variant == "own" else None


def _job(world: World, variant: str) -> UUID | None:
    from verbund.apps.core.models import Job
    from verbund.kit import clock

    if variant == "public":
        return None
    job = Job.objects.create(
        name="core.import_file", company=world.company, state="done", not_before=clock.now(), finished_at=clock.now()
    )
    return job.pk


def _file(world: World, variant: str) -> UUID | None:
    from verbund.apps.core import files

    if variant == "public":
        return None
    return files.store(world.company.pk, "messwerte.csv", [b"zeit;wert\n1;2\n"], origin="upload").pk


def _negotiation(world: World, variant: str) -> UUID | None:
    from verbund.apps.dataspace.models import Negotiation

    if variant == "public":
        return None
    return Negotiation.objects.create(
        company=world.company,
        role="PROVIDER",
        state="REQUESTED",
        peer_did=world.companies["barnim"].did,
        peer_pid="urn:uuid:7d4f3a5e-2c63-4f5b-9a1e-1f2d3c4b5a69",
        callback_address="http://localhost:8100/p/barnim/dsp/2025-1",
        dataset_id="file:messwerte",
        offer={"@id": "offer-1", "@type": "Offer"},
        waits_for_person=True,
    ).pk


def _agreement(world: World, variant: str) -> UUID | None:
    from verbund.apps.dataspace.models import Agreement, Negotiation
    from verbund.kit import clock

    if variant == "public":
        return None
    negotiation = Negotiation.objects.create(
        company=world.company,
        role="CONSUMER",
        state="FINALIZED",
        peer_did=world.companies["barnim"].did,
        peer_pid="urn:uuid:0b0f9d9c-5a0d-4a52-8bb9-6f2f0d9f7e11",
        callback_address="http://localhost:8100/p/barnim/dsp/2025-1",
        dataset_id="file:ofenprotokoll",
        offer={"@id": "offer-2", "@type": "Offer"},
    )
    return Agreement.objects.create(
        company=world.company,
        role="CONSUMER",
        agreement_id="urn:uuid:5f1f1a43-53ce-4f70-a9f8-3b1a9a1e6a55",
        negotiation=negotiation,
        peer_did=negotiation.peer_did,
        dataset_id=negotiation.dataset_id,
        policy={"@type": "Agreement", "@id": "urn:uuid:5f1f1a43-53ce-4f70-a9f8-3b1a9a1e6a55"},
        assigner=negotiation.peer_did,
        assignee=world.company.did,
        agreed_at=clock.now(),
        finalized_at=clock.now(),
    ).pk


def _transfer(world: World, variant: str) -> UUID | None:
    from verbund.apps.dataspace.models import Agreement, Transfer

    if variant == "public":
        return None
    agreement = Agreement.objects.get(pk=world.value("agreement"))
    return Transfer.objects.create(
        company=world.company,
        role="CONSUMER",
        state="STARTED",
        agreement=agreement,
        peer_did=agreement.peer_did,
        peer_pid="urn:uuid:2c2f7d5a-1111-4a52-8bb9-6f2f0d9f7e22",
        callback_address="http://localhost:8100/p/barnim/dsp/2025-1",
        dataset_id=agreement.dataset_id,
        format="HttpData-PULL",
    ).pk


def _credential_request(world: World, variant: str) -> str | None:
    from verbund.apps.dataspace.models import CredentialRequest
    from verbund.kit import clock

    if variant == "public":
        return None
    row = CredentialRequest.objects.create(
        company=world.company,
        role="ISSUER",
        peer_did=world.companies["barnim"].did,
        peer_pid="urn:uuid:7f9f0f5e-2222-4a52-8bb9-6f2f0d9f7e22",
        kinds=["membership"],
        created_at=clock.now(),
    )
    return str(row.pk)


def _status_list(world: World, variant: str) -> str | None:
    return None if variant == "public" else "bitstring"


def _data_offer(world: World, variant: str) -> UUID | None:
    from verbund.apps.core.actor import system
    from verbund.apps.dataspace import actions

    if variant == "public":
        return None
    offer = actions.offer_file(
        system(company_id=world.company.pk),
        world.company.pk,
        world.value("file"),
        "Messwerte der Spindel 3",
        policy_body={"@type": "Offer", "permission": [{"action": "read"}]},
    )
    return offer.pk


def _need(company: Any, state: str) -> UUID:
    from verbund.apps.matching.models import Opportunity
    from verbund.kit import clock

    return Opportunity.objects.create(
        company=company,
        kind="production",
        direction="need",
        title_de="Zweiter Härter gesucht",
        title_en="Second hardener wanted",
        text_de="Wellen bis 500 mm, Vakuumhärten.",
        text_en="Shafts up to 500 mm, vacuum hardening.",
        wz_codes=["25.61"],
        valid_until=(clock.now() + timedelta(days=90)).date(),
        state=state,
        published_at=clock.now() if state == "published" else None,
    ).pk


def _opportunity(world: World, variant: str) -> UUID | None:
    return _need(world.company, "published" if variant == "public" else "draft")


def _opportunity_of_others(world: World, variant: str) -> UUID | None:
    return _need(world.companies["barnim"], "published") if variant == "public" else None


def _submitted(world: World, variant: str) -> UUID | None:
    return None if variant == "public" else _need(world.company, "submitted")


def _interest(world: World, variant: str) -> UUID | None:
    from verbund.apps.matching.models import Interest

    if variant == "public":
        return None
    return Interest.objects.create(
        company=world.company,
        opportunity_id=world.value("opportunity", "public"),
        title_de="Zweiter Härter gesucht",
        title_en="Second hardener wanted",
        kind="production",
        direction="need",
        mine=True,
        peer_did=world.companies["barnim"].did,
        negotiation_id=world.value("negotiation"),
    ).pk


def _offered(world: World, variant: str) -> str | None:
    from verbund.apps.dataspace.models import DataOffer

    return None if variant == "public" else DataOffer.objects.get(pk=world.value("data offer")).dataset_id


def _verbund(world: World, variant: str) -> UUID | None:
    """Proposed by Havelmetall to the partner, who has read it."""
    from verbund.apps.accounts.models import Mandate
    from verbund.apps.cooperation import actions, kinds
    from verbund.apps.core import outbox
    from verbund.apps.core.actor import system
    from verbund.kit import clock

    if variant == "public":
        return None
    if not kinds.kinds():
        kinds.register(kinds.Kind("probe", "Probe", "probe", terms=tuple, effects=(), measures=()))
    for role, slug in (("owner", "havelmetall"), ("partner", "barnim")):
        since = clock.now() - timedelta(days=1)
        Mandate.objects.create(person=world.persons[role], company=world.companies[slug], valid_from=since)
    found = actions.draft(
        system(company_id=world.company.pk),
        world.company.pk,
        kind=kinds.kinds()[0].code,
        title={"de": "Härteverbund", "en": "Hardening together"},
        purpose={"de": "Öfen gemeinsam auslasten", "en": "Use furnaces together"},
        members=[{"did": world.companies["barnim"].did}],
    )
    actions.propose(system(company_id=world.company.pk), world.company.pk, found.verbund_id)
    outbox.dispatch_due()
    return found.verbund_id


def _charter(world: World, variant: str) -> str | None:
    from verbund.apps.cooperation import queries
    from verbund.apps.core.actor import system

    if variant == "public":
        return None
    version = queries.on_table(system(), world.company.pk, world.value("verbund"))
    assert version is not None
    return version.hash


def _dataset(world: World, variant: str) -> str | None:
    return None if variant == "public" else "file:messwerte"


def _process(world: World, variant: str) -> str | None:
    return None if variant == "public" else f"urn:uuid:{world.value('negotiation')}"


def _part(name: str) -> Callable[[World, str], UUID | None]:
    """Sites, competences, resources as the region has them."""

    def first(world: World, variant: str) -> UUID | None:
        from verbund.apps.ecosystem import models

        rows = getattr(models, name).objects.filter(company=world.company).order_by("pk")
        return None if variant == "public" else rows[0].pk

    return first


def _relation(world: World, variant: str) -> UUID | None:
    from verbund.apps.core.scoping import everybody
    from verbund.apps.ecosystem.models import Relation

    with everybody():
        return None if variant == "public" else Relation.objects.filter(company=world.company).order_by("pk")[0].pk


def _release(world: World, variant: str) -> UUID | None:
    from verbund.apps.core.scoping import everybody
    from verbund.apps.ecosystem.models import Release

    if variant == "public":
        return None
    with everybody():
        return Release.objects.create(
            company=world.company,
            relation_id=world.value("relation"),
            fields=["amount"],
            audience="company",
            to_company=world.companies["barnim"],
            purpose="Verbund",
        ).pk


def _project(world: World, variant: str) -> UUID | None:
    from verbund.apps.library.models import Project

    return Project.objects.order_by("pk")[0].pk if variant == "public" else None


def _import_run(world: World, variant: str) -> UUID | None:
    from verbund.apps.core.actor import system
    from verbund.apps.core.imports import actions

    if variant == "public":
        return None
    rows = b"external_id;company;type;name_de\n1;havelmetall;machine;Presse\n2;havelmetall;kein Typ;Presse\n"
    actor, company = system("page", world.company.pk), world.company.pk
    stored = actions.receive(actor, company, "resources", "maschinen.csv", [rows])
    return actions.run_now(actor, actions.prepare(actor, company, "resources", stored).pk).pk


def _ledger_run(world: World, variant: str) -> UUID | None:
    from verbund.apps.core.actor import system
    from verbund.apps.core.imports import actions as imports
    from verbund.apps.ecosystem import actions, ledger

    if variant == "public":
        return None
    rows = [b"Konto;Beschriftung;Soll;Haben;Saldo\n10001;Spreewerk Antriebe;5.000,00;0,00;0,00\n"]
    actor, company = system("page", world.company.pk), world.company.pk
    run = actions.receive_ledger(actor, company, [("susa.csv", rows)], ledger.Options(2025))
    return imports.run_now(actor, run.pk).pk


def _quarantined(world: World, variant: str) -> int | None:
    from verbund.apps.core.models import QuarantinedRow

    found = QuarantinedRow.objects.filter(run=world.value("import run")).first()
    return None if variant == "public" or found is None else found.pk


def _catalogue_entry(world: World, variant: str) -> int | None:
    from verbund.apps.dataspace.models import CatalogEntry

    if variant != "public":
        return None
    return CatalogEntry.objects.create(
        participant_did=world.companies["barnim"].did,
        dataset_id="file:ofenprotokoll",
        title="Ofenprotokoll Mai",
        offers=[{"@id": "offer-2", "@type": "Offer", "permission": [{"action": "read"}]}],
        formats=["HttpData-PULL"],
        properties={},
        seen_at=clock_now(),
    ).pk


def clock_now() -> Any:
    from verbund.kit import clock

    return clock.now()


def _finished_transfer(world: World, variant: str) -> UUID | None:
    from verbund.apps.dataspace.models import Transfer

    if variant == "public":
        return None
    first = Transfer.objects.get(pk=world.value("transfer"))
    return Transfer.objects.create(
        company=world.company,
        role="CONSUMER",
        state="COMPLETED",
        agreement=first.agreement,
        peer_did=first.peer_did,
        peer_pid="urn:uuid:2c2f7d5a-2222-4a52-8bb9-6f2f0d9f7e22",
        callback_address=first.callback_address,
        dataset_id=first.dataset_id,
        format="HttpData-PULL",
        file_id=world.value("file"),
        size=15,
        bytes_done=15,
    ).pk


def _invitation(world: World, variant: str) -> UUID | None:
    from verbund.apps.accounts import actions
    from verbund.apps.core.actor import Role, system

    if variant == "public":
        return None
    return actions.invite(system(), world.company.pk, Role.VIEWER)[0].pk


def _person(world: World, variant: str) -> str | None:
    return world.persons["editor"].pseudonym if variant == "own" else None


def _mandate(world: World, variant: str) -> int | None:
    from verbund.apps.accounts import actions
    from verbund.apps.core.actor import system
    from verbund.kit import clock

    if variant != "own":
        return None
    later = clock.now() + timedelta(days=100)  # so that the editor may not sign yet
    return actions.give_mandate(system(), world.company.pk, world.persons["editor"], later).pk


def _token(world: World, variant: str) -> UUID | None:
    from verbund.apps.accounts import actions
    from verbund.apps.core.actor import system

    return actions.create_token(system(), world.company.pk, "ERP", ["read"])[0].pk if variant == "own" else None


def _kept_report(world: World, variant: str) -> UUID | None:
    from verbund.apps.core.actor import system
    from verbund.apps.position import actions

    return actions.keep_report(system(), world.company.pk).pk if variant == "own" else None


MAKERS: dict[str, Callable[[World, str], Any]] = {
    "dataset": _dataset,
    "process": _process,
    "company": _slug,
    "kept report": _kept_report,
    "own company": _own_slug,
    "job": _job,
    "file": _file,
    "negotiation": _negotiation,
    "agreement": _agreement,
    "transfer": _transfer,
    "data offer": _data_offer,
    "credential request": _credential_request,
    "status list": _status_list,
    "offered dataset": _offered,
    "site": _part("Site"),
    "competence": _part("Competence"),
    "resource": _part("Resource"),
    "relation": _relation,
    "release": _release,
    "project": _project,
    "import run": _import_run,
    "ledger run": _ledger_run,
    "quarantined row": _quarantined,
    "catalogue entry": _catalogue_entry,
    "finished transfer": _finished_transfer,
    "opportunity": _opportunity,
    "opportunity of others": _opportunity_of_others,
    "submitted opportunity": _submitted,
    "interest": _interest,
    "verbund": _verbund,
    "charter": _charter,
    "invitation": _invitation,
    "person": _person,
    "mandate": _mandate,
    "token": _token,
}
