"""Routes of people's pages."""

from django.urls import path

from . import views

urlpatterns = [
    path("zweiter-faktor/", views.second_factor, name="second_factor"),
]
