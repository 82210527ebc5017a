"""Routes of the house itself."""

from django.urls import path

from . import imports, views
from .api import collect

machine_urlpatterns = [path("api/v1/", collect().urls)]

urlpatterns = [
    path("", views.today_page, name="today"),
    path("suche/", views.search, name="search"),
    path("firma-wechseln/", views.act_for, name="act_for"),
    path("mein-konto/", views.account, name="account"),
    path("einlesen/", imports.start, name="imports"),
    path("einlesen/<uuid:pk>/", imports.run, name="import"),
    path("einlesen/<uuid:pk>/schritt/", imports.step, name="import_step"),
    path("einlesen/<uuid:pk>/abbrechen/", imports.cancel, name="import_cancel"),
    path("einlesen/<uuid:pk>/berichtigen/", imports.mend, name="import_mend"),
    path("einlesen/<uuid:pk>/wiederholen/", imports.retry, name="import_retry"),
    path("protokoll/", views.log, name="log"),
    path("hilfe/", views.plain, {"template": "shell/help.html"}, name="help"),
    path("datenschutz/", views.plain, {"template": "shell/privacy.html"}, name="privacy"),
    path("impressum/", views.plain, {"template": "shell/imprint.html"}, name="imprint"),
]
