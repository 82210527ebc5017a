"""Routes of cooperation."""

from django.urls import path

from . import views_report

urlpatterns = [
    path("vereinbaren/<uuid:verbund_id>/beipackzettel/<str:charter_hash>/", views_report.report, name="report"),
]
