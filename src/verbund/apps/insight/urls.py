"""Routes of the centre's overview."""

from django.urls import path

from . import views

urlpatterns = [
    path("zentrum/", views.centre, name="centre"),
    path("lage/nennung/", views.naming, name="naming"),
]
