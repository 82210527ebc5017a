"""Routes of signing in and of the second factor: those of allauth that this node uses, and no others.

Nobody signs up or changes an address here by mail: people are invited. Only a forgotten password is set anew by mail.
"""

from collections.abc import Iterator

from allauth.account import urls as account
from allauth.mfa import urls as mfa
from django.urls import URLPattern, URLResolver, include, path
from django.views.decorators.http import require_http_methods

KEPT = frozenset(
    {
        "account_login",
        "account_logout",
        "account_inactive",
        "account_signup",  # closed; allauth's own pages name it
        "account_reauthenticate",
        "account_change_password",
        "account_set_password",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
    }
)

NO_FORM = frozenset(
    {
        "account_inactive",
        "mfa_index",
        "mfa_view_recovery_codes",
        "mfa_download_recovery_codes",
        "account_reset_password_done",
        "account_reset_password_from_key_done",
    }
)


def _narrow(entry: URLPattern) -> URLPattern:
    """The same route, open to the methods of a page with a form only."""
    methods = ["GET", "HEAD"] if entry.name in NO_FORM else ["GET", "HEAD", "POST"]
    return URLPattern(entry.pattern, require_http_methods(methods)(entry.callback), entry.default_args, entry.name)


def _all(entries: list[URLPattern | URLResolver]) -> Iterator[URLPattern | URLResolver]:
    for entry in entries:
        if isinstance(entry, URLPattern):
            if entry.name in KEPT or str(entry.name).startswith("mfa_"):
                yield _narrow(entry)
        else:
            yield path(str(entry.pattern), include(list(_all(entry.url_patterns))))


urlpatterns = [*_all(account.urlpatterns), path("2fa/", include(list(_all(mfa.urlpatterns))))]
