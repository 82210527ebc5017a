"""Files that we offer: the list, one offer, a new one in two steps (say, check), withdrawal."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from verbund.apps.core import files
from verbund.apps.core.actor import Actor
from verbund.apps.core.models import StoredFile
from verbund.apps.core.scoping import scoped_to
from verbund.kit.errors import Problem

from .. import actions, queries, registry, rules, wording
from ..forms import OfferForm
from ..models import DataOffer
from ._common import company_of, page, paged

UPLOAD = "upload"


@login_required
@require_GET
def offers(request: HttpRequest) -> HttpResponse:
    actor, company_id = company_of(request)
    found = paged(request, queries.offers(actor, company_id))
    counts: dict[str, dict[str, int]] = {}
    ids = [offer.dataset_id for offer in found]
    contracts = queries.agreements(actor, company_id).filter(role="PROVIDER", dataset_id__in=ids)
    for row in contracts.order_by().values("dataset_id").annotate(n=Count("pk")):
        counts.setdefault(row["dataset_id"], {})["contracts"] = row["n"]
    seen = queries.accesses(actor, company_id).filter(role="PROVIDER", dataset_id__in=ids)
    for row in seen.order_by().values("dataset_id").annotate(n=Count("pk", filter=Q(outcome="granted"))):
        counts.setdefault(row["dataset_id"], {})["accesses"] = row["n"]
    names = wording.group_names(actor, company_id)
    partners = queries.names_of(did for offer in found for did in wording.mentioned(offer.policy))
    rows = [
        {
            "offer": o,
            "whom": _whom(o, names, partners),
            "contracts": 0,
            "accesses": 0,
            **counts.get(o.dataset_id, {}),
        }
        for o in found
    ]
    return page(request, "offers", "offers", page=found, rows=rows)


def _whom(offer: DataOffer, groups: dict[str, str], names: dict[str, str]) -> str:
    if offer.verbund_id:
        return groups.get(offer.verbund_id, offer.verbund_id)
    partners = sorted(wording.mentioned(offer.policy))
    return ", ".join(names.get(did, did) for did in partners) if partners else _("everybody")


@login_required
@require_GET
def offer(request: HttpRequest, pk: UUID) -> HttpResponse:
    actor, _company = company_of(request)
    found = queries.offer(actor, pk)
    with scoped_to(found.company_id):
        file = StoredFile.objects.get(pk=found.file_id)
    groups = wording.group_names(actor, found.company_id)
    names = queries.names_of(wording.mentioned(found.policy))
    contracts = queries.agreements(actor, found.company_id).filter(role="PROVIDER", dataset_id=found.dataset_id)[:50]
    seen = queries.accesses(actor, found.company_id).filter(role="PROVIDER", dataset_id=found.dataset_id)[:20]
    return page(
        request,
        "offer",
        "offers",
        offer=found,
        file=file,
        whom=_whom(found, groups, names),
        terms=wording.terms(found.policy, groups | names),
        contracts=wording.named(found.company_id, contracts),
        accesses=wording.named(found.company_id, seen),
    )


@login_required
@require_http_methods(["GET", "POST"])
def new_offer(request: HttpRequest) -> HttpResponse:
    """First what and to whom; then the sentences it makes; then it is published. The file travels once."""
    actor, company_id = company_of(request)
    rules.must_bind(actor, company_id)
    chosen = {"audiences": _audiences(actor, company_id), "partners": _partners(actor, company_id)}
    if request.method == "GET":
        first = {"whom": request.GET.get("whom", ""), "partner": request.GET.get("partner", "")}
        form = OfferForm(initial={"no_sharing": True, "no_training": True, **first}, **chosen)
        return page(request, "offer_new", "offers", form=form, stored=None)
    form = OfferForm(request.POST, request.FILES, **chosen)
    stored = _uploaded(company_id, request.POST.get("stored", ""))
    valid = form.is_valid()
    upload = form.cleaned_data.get("file")
    if upload:
        if stored is not None:
            files.delete(stored)
        stored = files.store(
            company_id,
            upload.name,
            upload.chunks(files.CHUNK),
            media_type=upload.content_type or "application/octet-stream",
            origin=UPLOAD,
        )
    if stored is None and "file" not in form.errors:
        form.add_error("file", _("Choose the file that you offer."))
        valid = False
    if not valid or stored is None or request.POST.get("step") == "edit":
        return page(request, "offer_new", "offers", form=form, stored=stored, edit=valid)
    if request.POST.get("step") != "publish":
        names = wording.group_names(actor, company_id) | queries.names_of([form.cleaned_data["partner"]])
        terms = wording.terms(form.policy().to_json(), names)
        whom = form.audience.title if form.audience else names.get(form.cleaned_data["partner"], "")
        return page(request, "offer_check", "offers", form=form, stored=stored, terms=terms, whom=whom)
    try:
        made = _publish(actor, company_id, form, stored)
    except Problem as problem:
        form.add_error(None, str(problem.message))
        return page(request, "offer_new", "offers", form=form, stored=stored)
    return redirect("dataspace:offer", made.pk)


def _publish(actor: Actor, company_id: UUID, form: OfferForm, stored: StoredFile) -> DataOffer:
    data, audience = form.cleaned_data, form.audience
    offer = audience.offer if audience and audience.offer else actions.offer_file
    body = form.policy().to_json()
    return offer(
        actor,
        company_id,
        stored.pk,
        data["title"],
        not_before=data["opens"],
        not_after=data["closes"],
        policy_body=body,
        description=data["description"],
    )


def _audiences(actor: Actor, company_id: UUID) -> list[registry.Audience]:
    return [a for provider in registry.audiences for a in provider(actor, company_id)]


def _partners(actor: Actor, company_id: UUID) -> list[tuple[str, str]]:
    own = queries.own_did(company_id)
    return [(row.did, row.name) for row in queries.participants(actor) if row.did != own]


def _uploaded(company_id: UUID, key: str) -> StoredFile | None:
    """A file uploaded here that is not offered yet."""
    try:
        pk = UUID(key)
    except ValueError:
        return None
    found = StoredFile.objects.filter(pk=pk, company_id=company_id, origin=UPLOAD).first()
    with scoped_to(company_id):
        return None if found is None or DataOffer.objects.filter(file=found).exists() else found


@login_required
@require_POST
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    company_of(request)
    actions.withdraw_offer(request.actor, pk)  # type: ignore[attr-defined]
    return redirect("dataspace:offer", pk)
