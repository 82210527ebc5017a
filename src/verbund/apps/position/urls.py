"""Routes of position."""

from django.urls import path

from . import diamond_views, first_views, kept_views, views

urlpatterns = [
    path("lage/", views.lage, name="lage"),
    path("lage/drucken/", views.lage, {"printed": True}, name="print"),
    path("lage/fragen/", kept_views.questions, name="questions"),
    path("lage/standort/", diamond_views.page, name="diamond"),
    path("lage/standort/antworten/", diamond_views.answer, name="diamond_answer"),
    path("lage/gesuch/", kept_views.need, name="need"),
    path("lage/berichte/", kept_views.reports, name="reports"),
    path("lage/berichte/<uuid:pk>/", kept_views.report, name="report"),
    path("lage/berichte/<uuid:pk>/drucken/", kept_views.report_print, name="report_print"),
    path("neu/", first_views.visit, name="first"),
]
