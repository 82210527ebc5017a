"""Routes of position."""

from django.urls import path

from . import first_views, views

urlpatterns = [
    path("lage/", views.lage, name="lage"),
    path("lage/drucken/", views.lage, {"printed": True}, name="print"),
    path("neu/", first_views.visit, name="first"),
]
