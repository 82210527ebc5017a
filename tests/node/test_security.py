"""What every answer carries, and how signing in defends itself."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from verbund.apps.accounts.models import Person

pytestmark = pytest.mark.django_db
PASSWORD = "ein langes Passwort"


@pytest.fixture
def person() -> Person:
    cache.clear()
    return Person.objects.create_user("ines@verbund.example", PASSWORD)


@pytest.mark.parametrize("path", ["/hilfe/", "/en/hilfe/", "/konto/login/", "/gibt-es-nicht/", "/api/v1/openapi.json"])
def test_headers(path: str) -> None:
    answer = Client().get(path)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    policy = dict(part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'self'"
    assert policy["object-src"] == policy["frame-ancestors"] == "'none'"
    assert policy["base-uri"] == policy["form-action"] == "'self'"
    assert not re.search(r"unsafe|\*|https?:", answer["Content-Security-Policy"])


@pytest.mark.parametrize("path", ["/hilfe/", "/konto/login/", "/konto/signup/"])
def test_nothing_inline_and_nothing_foreign(path: str) -> None:
    html = Client().get(path).content.decode()
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", html)
    assert not re.search(r'(?:src|href)="(?:https?:)?//', html)


def test_cookies_are_closed_to_scripts_and_other_sites(person: Person) -> None:
    client = Client()
    client.post("/konto/login/", {"login": person.email, "password": PASSWORD})
    session = client.cookies[settings.SESSION_COOKIE_NAME]
    assert session["httponly"]
    assert session["samesite"] == "Lax"


def test_sign_in_and_out(person: Person) -> None:
    client = Client()
    assert client.get("/mein-konto/").status_code == 302
    client.post("/konto/login/", {"login": person.email, "password": PASSWORD})
    assert client.get("/mein-konto/").status_code == 200
    assert client.get("/konto/logout/").status_code == 200
    assert client.get("/mein-konto/").status_code == 200, "a link must not sign anybody out"
    client.post("/konto/logout/")
    assert client.get("/mein-konto/").status_code == 302


def test_signing_in_leads_only_to_this_node(person: Person) -> None:
    answer = Client().post(
        "/konto/login/", {"login": person.email, "password": PASSWORD, "next": "https://elsewhere.example/"}
    )
    assert answer.status_code == 302
    assert "elsewhere" not in answer["Location"]


def test_guessing_is_slowed_down(person: Person) -> None:
    """After five wrong passwords the right one is not taken either, from any address."""
    for number in range(6):
        Client(REMOTE_ADDR=f"192.0.2.{number + 1}").post("/konto/login/", {"login": person.email, "password": "falsch"})
    client = Client(REMOTE_ADDR="192.0.2.99")
    client.post("/konto/login/", {"login": person.email, "password": PASSWORD})
    assert client.get("/mein-konto/").status_code == 302


def test_a_wrong_name_reads_like_a_wrong_password(person: Person) -> None:
    def answer(email: str) -> str:
        html = Client().post("/konto/login/", {"login": email, "password": "falsch"}).content.decode()
        return re.sub(r'csrfmiddlewaretoken" value="\w+"', "", html).replace(email, "…")

    assert answer(person.email) == answer("niemand@verbund.example")


def test_second_factor(person: Person) -> None:
    """Enrolled with an app, signing in asks for its code."""
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    def code(secret: str) -> str:
        return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))

    client = Client()
    client.post("/konto/login/", {"login": person.email, "password": PASSWORD})
    again_asked = client.get("/konto/2fa/totp/activate/")["Location"]
    assert client.get(again_asked).content.decode().count("<h1") == 1
    client.post(again_asked, {"password": PASSWORD})
    html = client.get("/konto/2fa/totp/activate/").content.decode()
    assert html.count("<h1") == 1
    secret = re.search(r'value="([A-Z2-7]{32})"', html)
    assert secret is not None
    done = client.post("/konto/2fa/totp/activate/", {"code": code(secret[1])})
    assert done.status_code == 302
    assert "Notfallcodes" in client.get("/konto/2fa/recovery-codes/").content.decode()
    assert client.get("/konto/2fa/").status_code == 200
    assert client.get("/konto/2fa/totp/deactivate/").status_code == 200

    cache.clear()
    again = Client()
    answer = again.post("/konto/login/", {"login": person.email, "password": PASSWORD})
    assert "/konto/2fa/authenticate/" in answer["Location"]
    assert again.get("/mein-konto/").status_code == 302
    assert again.get(answer["Location"]).content.decode().count("<h1") == 1
    again.post("/konto/2fa/authenticate/", {"code": "000000"})
    assert again.get("/mein-konto/").status_code == 302
    again.post("/konto/2fa/authenticate/", {"code": code(secret[1])})
    assert again.get("/mein-konto/").status_code == 200
