"""Routes of people's pages."""

from django.urls import path

from . import views, views_invitations, views_staff, views_tokens

urlpatterns = [
    path("zweiter-faktor/", views.second_factor, name="second_factor"),
    path("leute/", views_invitations.people, name="people"),
    path("leute/<slug:pseudonym>/", views_invitations.person, name="person"),
    path("zugaenge/", views_tokens.tokens, name="tokens"),
    path("zugaenge/<uuid:pk>/beenden/", views_tokens.revoke, name="token_revoke"),
    path("einladungen/", views_invitations.invitations, name="invitations"),
    path("einladungen/<uuid:pk>/zurueckziehen/", views_invitations.withdraw, name="withdraw"),
    path("einladen/<slug:slug>/", views_invitations.invite, name="invite"),
    path("einladung/", views_invitations.join, name="join"),
    path("einladung/annehmen/", views_invitations.accept, name="accept"),
    path("einsicht/beenden/", views_staff.end, name="staff_end"),
    path("einsicht/<slug:slug>/", views_staff.staff, name="staff"),
]
