"""Routes of cooperation."""

from django.urls import path

from . import views, views_report, views_terms, views_texts, views_work

urlpatterns = [
    path("vereinbaren/<uuid:verbund_id>/beipackzettel/<str:charter_hash>/", views_report.report, name="report"),
    path("zentrum/texte/", views_texts.library, name="texts"),
    path("verbuende/", views.verbuende, name="verbuende"),
    path("verbuende/laufend/", views.running, name="running"),
    path("verbuende/neu/", views_terms.new, name="new"),
    path("verbuende/<uuid:verbund_id>/", views.verbund, name="verbund"),
    path("verbuende/<uuid:verbund_id>/vereinbarung/", views_terms.charter, name="charter"),
    path("verbuende/<uuid:verbund_id>/vereinbarung/aendern/", views_terms.edit, name="edit"),
    path("verbuende/<uuid:verbund_id>/vereinbarung/vorschlagen/", views_terms.propose, name="propose"),
    path("verbuende/<uuid:verbund_id>/vereinbarung/weiter/", views_terms.further, name="further"),
    path("verbuende/<uuid:verbund_id>/vereinbarung/<str:charter_hash>/", views_terms.charter, name="version"),
    path("verbuende/<uuid:verbund_id>/vereinbarung/<str:charter_hash>/uebernehmen/", views_terms.adopt, name="adopt"),
    path("verbuende/<uuid:verbund_id>/nebenwirkung/", views_work.effect, name="effect"),
    path("verbuende/<uuid:verbund_id>/register/", views.register, name="register"),
    path("verbuende/<uuid:verbund_id>/eintragen/<slug:what>/", views_work.add, name="add"),
    path("verbuende/<uuid:verbund_id>/aufgabe/<uuid:task_id>/", views_work.task, name="task"),
    path("verbuende/<uuid:verbund_id>/abstimmen/<uuid:decision_id>/", views_work.vote, name="vote"),
    path("verbuende/<uuid:verbund_id>/besprochen/<uuid:finding_id>/", views_work.settle, name="settle"),
    path("verbuende/<uuid:verbund_id>/verlassen/", views_work.leave, name="leave"),
    path("verbuende/<uuid:verbund_id>/weiterschreiben/", views_work.go_on, name="go_on"),
    path("verbuende/<uuid:verbund_id>/beenden/", views_work.end, name="end"),
]
