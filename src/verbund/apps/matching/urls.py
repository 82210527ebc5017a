"""Routes of matching."""

from django.urls import path, re_path

from . import views

UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
urlpatterns = [
    path("finden/", views.find, name="find"),
    path("finden/<uuid:pk>/", views.opportunity, name="opportunity"),
    path("finden/<uuid:pk>/interesse/", views.interest, name="interest"),
    path("finden/<uuid:pk>/passt-nicht/", views.dismiss, name="dismiss"),
    path("gesuche-und-angebote/", views.own, name="own"),
    path("gesuche-und-angebote/neu/", views.new, name="new"),
    path("gesuche-und-angebote/<uuid:pk>/", views.edit, name="edit"),
    re_path(rf"^gesuche-und-angebote/(?P<pk>{UUID})/(?P<step>publish|withdraw|fulfilled)/$", views.move, name="move"),
    path("kontakte/", views.interests, name="interests"),
    path("kontakte/<uuid:pk>/", views.answer, name="answer"),
    path("zentrum/pruefen/", views.review, name="review"),
    path("zentrum/pruefen/<uuid:pk>/", views.review, name="review_one"),
]
