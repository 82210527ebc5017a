"""Machine routes: DID documents, Dataspace Protocol 2025-1, credential service, data. Pages: `views`."""

from __future__ import annotations

from django.urls import URLPattern, path

from verbund.protocols.dsp import v2025_1 as dsp

from . import views
from .machine import catalog, data, dcp, did, processes

_ROOM = {dsp.Protocol.NEGOTIATION: "negotiations", dsp.Protocol.TRANSFER: "transfers"}


def _protocol(base: str) -> list[URLPattern]:
    """The routes of the HTTPS bindings under a base path."""
    found = [
        path(f"{base}catalog/request", _only("POST", catalog.request_catalog)),
        path(f"{base}catalog/datasets/<path:dataset_id>", _only("GET", catalog.dataset)),
    ]
    views: dict[str, dict[str, object]] = {}
    for route in dsp.ROUTES:
        if next(iter(route.roles.values())).protocol is not dsp.Protocol.CATALOG:
            views.setdefault(route.path, {})[route.method] = processes.view_for(route)
    for pattern, methods in views.items():
        found.append(path(base + pattern.lstrip("/").replace("{id}", "<str:pid>"), _by_method(methods)))
    return found


def _only(method: str, view):
    return _by_method({method: view})


def _by_method(methods: dict[str, object]):
    from django.http import HttpResponseNotAllowed
    from django.views.decorators.csrf import csrf_exempt

    @csrf_exempt
    def view(request, **kwargs):
        chosen = methods.get(request.method)
        return chosen(request, **kwargs) if chosen else HttpResponseNotAllowed(list(methods))

    return view


machine_urlpatterns = [
    path(".well-known/did.json", did.document),
    path(".well-known/dspace-version", did.version),
    path("p/<slug:slug>/did.json", did.document),
    path("p/<slug:slug>/.well-known/dspace-version", did.version),
    *_protocol("dsp/2025-1/"),
    *_protocol("p/<slug:slug>/dsp/2025-1/"),
    path("p/<slug:slug>/dcp/presentations/query", dcp.presentations),
    path("p/<slug:slug>/dcp/credentials", dcp.storage),
    path("p/<slug:slug>/dcp/offers", dcp.offers),
    path("p/<slug:slug>/dcp/issuer/credentials", dcp.requests),
    path("p/<slug:slug>/dcp/issuer/requests/<str:request_id>", dcp.status),
    path("p/<slug:slug>/dcp/issuer/metadata", dcp.metadata),
    path("p/<slug:slug>/dcp/issuer/status/<slug:name>", dcp.status_list),
    path("p/<slug:slug>/data/<uuid:transfer_id>", data.data),
]

urlpatterns = [
    path("daten/", views.room, name="room"),
    path("daten/angebote/", views.offers, name="offers"),
    path("daten/angebote/neu/", views.new_offer, name="new_offer"),
    path("daten/angebote/<uuid:pk>/", views.offer, name="offer"),
    path("daten/angebote/<uuid:pk>/zurueckziehen/", views.withdraw, name="withdraw"),
    path("daten/kataloge/", views.catalogs, name="catalogs"),
    path("daten/kataloge/teilnehmer/", views.participant, name="participant"),
    path("daten/kataloge/anfragen/", views.request_agreement, name="request"),
    path("daten/kataloge/<int:pk>/", views.entry, name="entry"),
    path("daten/vertraege/", views.agreements, name="agreements"),
    path("daten/vertraege/<uuid:pk>/", views.agreement, name="agreement"),
    path("daten/vertraege/<uuid:pk>/abrufen/", views.pull, name="pull"),
    path("daten/verhandlungen/", views.negotiations, name="negotiations"),
    path("daten/verhandlungen/<uuid:pk>/", views.negotiation, name="negotiation"),
    path("daten/verhandlungen/<uuid:pk>/annehmen/", views.accept, name="accept"),
    path("daten/verhandlungen/<uuid:pk>/zustimmen/", views.agree, name="agree"),
    path("daten/verhandlungen/<uuid:pk>/beenden/", views.terminate, name="terminate"),
    path("daten/uebertragungen/", views.transfers, name="transfers"),
    path("daten/uebertragungen/<uuid:pk>/datei/", views.received_file, name="received_file"),
    path("daten/uebertragungen/<uuid:pk>/beenden/", views.end_transfer, name="end_transfer"),
    path("daten/uebertragungen/<uuid:pk>/anhalten/", views.suspend_transfer, name="suspend_transfer"),
    path("daten/uebertragungen/<uuid:pk>/fortsetzen/", views.resume_transfer, name="resume_transfer"),
    path("daten/zugriffe/", views.accesses, name="accesses"),
    path("daten/zugriffe.csv", views.accesses_file, name="accesses_file"),
    path("daten/anschluss/", views.connector, name="connector"),
    path("daten/anschluss/schluessel/", views.rotate_key, name="rotate_key"),
]
