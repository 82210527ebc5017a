"""All routes of a node: machine routes without language, pages in German (no prefix) and English (/en/).

An app's `urls.py` gives `urlpatterns` (pages) and, where it has any, `machine_urlpatterns` (protocols, API, files).
"""

from importlib import import_module, util

from django.apps import apps
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from . import health

pages = []
urlpatterns = [path("healthz", health.alive, name="healthz"), path("readyz", health.ready, name="readyz")]
for config in apps.get_app_configs():
    if not config.name.startswith("verbund.apps.") or util.find_spec(f"{config.name}.urls") is None:
        continue
    module = import_module(f"{config.name}.urls")
    urlpatterns += getattr(module, "machine_urlpatterns", [])
    if getattr(module, "urlpatterns", None):
        pages.append(path("", include((module.urlpatterns, config.label), namespace=config.label)))

pages.append(path("konto/", include("verbund.apps.accounts.sign_in")))
urlpatterns += i18n_patterns(*pages, prefix_default_language=False)
