"""Routes of the library."""

from django.urls import path

from . import views

urlpatterns = [
    path("bibliothek/", views.project_list, name="list"),
    path("bibliothek/<uuid:pk>/", views.project, name="entry"),
]
