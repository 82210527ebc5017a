"""Routes of the region and of one's own company."""

from django.urls import path, re_path

from . import ledger_pages, views, views_own
from .interview import views as interview

PART = r"(?P<what>faehigkeiten|ressourcen|standorte)"
SLUG = r"(?P<slug>[-a-zA-Z0-9_]+)"
PK = r"(?P<pk>[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"
OWN = "unternehmen/<slug:slug>"

urlpatterns = [
    path("unternehmen/", views.company_list, name="list"),
    path("karte/", views.region_map, name="map"),
    path("lage/buchhaltung/", ledger_pages.start, name="ledger"),
    path("lage/buchhaltung/<uuid:pk>/", ledger_pages.run, name="ledger_run"),
    path("lage/gespraech/", interview.ask, name="interview"),
    path("lage/gespraech/pruefen/", interview.review, name="interview_review"),
    path("unser-profil/", views.own, name="own"),
    path(f"{OWN}/", views.company, name="company"),
    path(f"{OWN}/bearbeiten/", views_own.profile, name="profile"),
    path(f"{OWN}/beziehungen/", views_own.relations, name="relations"),
    path(f"{OWN}/beziehungen/<uuid:pk>/", views_own.relations, name="relation"),
    path(f"{OWN}/beziehungen/<uuid:pk>/loeschen/", views_own.relation_delete, name="relation_delete"),
    path(f"{OWN}/beziehungen/<uuid:pk>/freigaben/", views_own.releases, name="releases"),
    path(
        f"{OWN}/beziehungen/<uuid:pk>/freigaben/<uuid:release>/widerrufen/",
        views_own.release_revoke,
        name="release_revoke",
    ),
    re_path(rf"^unternehmen/{SLUG}/{PART}/$", views_own.part, name="part"),
    re_path(rf"^unternehmen/{SLUG}/{PART}/{PK}/$", views_own.part, name="part_edit"),
    re_path(rf"^unternehmen/{SLUG}/{PART}/{PK}/loeschen/$", views_own.part_delete, name="part_delete"),
]
