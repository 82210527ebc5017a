"""What every answer carries, and how signing in defends itself."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from verbund.apps.accounts.models import Person
from verbund.node import config

from . import served

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
    secret = re.search(r"<b>([A-Z2-7]{32})</b>", html)
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


def _load(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, **values: str) -> config.NodeConfig:
    for name in [name for name in os.environ if name.startswith("VERBUND_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("VERBUND_HOME", str(tmp_path))
    for name, value in values.items():
        monkeypatch.setenv(f"VERBUND_{name.upper()}", value)
    return config.load()


def test_a_node_that_others_reach_never_trusts_loopback(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert _load(monkeypatch, tmp_path, insecure_loopback="1").insecure_loopback
    for address in ("https://verbund.example", "http://verbund.example:8100", "https://localhost.example"):
        with pytest.raises(ValueError, match="insecure_loopback is for demo"):
            _load(monkeypatch, tmp_path, insecure_loopback="1", base_url=address)


def test_numbers_are_numbers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for wrong in ({"threads": "0"}, {"threads": "many"}, {"proxies": "-1"}):
        with pytest.raises(ValueError, match="is not a number"):
            _load(monkeypatch, tmp_path, **wrong)


@pytest.mark.slow
def test_with_an_https_address_everything_is_bound_to_it(tmp_path: Path) -> None:
    """In a process of its own: settings are read once."""
    code = (
        "import django, json; django.setup()\n"
        "from django.conf import settings as s; from django.test import Client\n"
        "a = Client().get('/healthz', HTTP_X_FORWARDED_PROTO='https', HTTP_HOST='verbund.example')\n"
        "print(json.dumps([a.headers.get('Strict-Transport-Security'), s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE,\n"
        "  s.ALLAUTH_TRUSTED_PROXY_COUNT, s.NODE.insecure_loopback]))"
    )
    environment = served.environment(tmp_path) | {
        "VERBUND_BASE_URL": "https://verbund.example", "DJANGO_SETTINGS_MODULE": "verbund.node.settings"
    }  # fmt: skip
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout.splitlines()[-1]) == ["max-age=31536000", True, True, 1, False]
    refused = served.verbund(
        tmp_path, "init", "--base-url", "https://verbund.example", "--insecure-loopback", check=False
    )
    assert refused.returncode == 1
    assert "insecure_loopback is for demo" in refused.stderr
    assert "Traceback" not in refused.stderr
