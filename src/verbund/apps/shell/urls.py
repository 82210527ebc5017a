"""Routes of the house itself."""

from django.urls import path

from . import views
from .api import collect

machine_urlpatterns = [path("api/v1/", collect().urls)]

urlpatterns = [
    path("", views.today_page, name="today"),
    path("suche/", views.search, name="search"),
    path("firma-wechseln/", views.act_for, name="act_for"),
    path("mein-konto/", views.account, name="account"),
    path("protokoll/", views.log, name="log"),
    path("hilfe/", views.plain, {"template": "shell/help.html"}, name="help"),
    path("datenschutz/", views.plain, {"template": "shell/privacy.html"}, name="privacy"),
    path("impressum/", views.plain, {"template": "shell/imprint.html"}, name="imprint"),
]
