"""Routes of events."""

from django.urls import path

from . import views

urlpatterns = [path("veranstaltungen/", views.event_list, name="list")]
