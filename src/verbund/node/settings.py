"""Django settings of a node, all from its folder (`node.config`)."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

import dj_database_url
from csp.constants import NONE, SELF

from verbund.node import config

NODE = config.load()
APPS = Path(__file__).resolve().parent.parent / "apps"

SECRET_KEY = NODE.secret
DEBUG = NODE.debug
ALLOWED_HOSTS = [urlsplit(NODE.base_url).hostname or "localhost", "localhost", "127.0.0.1"]
CSRF_TRUSTED_ORIGINS = [NODE.base_url]
USE_X_FORWARDED_HOST = False
SECURE_SSL = NODE.base_url.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE_SSL
if SECURE_SSL:  # a proxy ends TLS; it says so, and for whom it speaks
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
ALLAUTH_TRUSTED_PROXY_COUNT = NODE.proxies
_port = urlsplit(NODE.base_url).port or ""
SESSION_COOKIE_NAME = f"verbund_session{_port}"  # nodes on one host name must not share cookies
CSRF_COOKIE_NAME = f"verbund_csrf{_port}"
LANGUAGE_COOKIE_NAME = f"verbund_language{_port}"
SESSION_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "verbund.apps.core",
    "verbund.apps.accounts",
    "verbund.apps.ecosystem",
    "verbund.apps.dataspace",
    "verbund.apps.position",
    "verbund.apps.matching",
    "verbund.apps.cooperation",
    "verbund.apps.kinds.data",
    "verbund.apps.kinds.development",
    "verbund.apps.kinds.purchasing",
    "verbund.apps.kinds.production",
    "verbund.apps.kinds.competence",
    "verbund.apps.kinds.training",
    "verbund.apps.kinds.ai",
    "verbund.apps.library",
    "verbund.apps.events",
    "verbund.apps.insight",
    "verbund.apps.shell",
    "allauth",  # behind the shell, whose templates replace its own
    "allauth.account",
    "allauth.mfa",
    "verbund.node",
]

MIDDLEWARE = [
    "verbund.node.observe.RequestMiddleware",
    "verbund.node.lanes.LaneMiddleware",
    "verbund.node.streams.StreamLimitMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "verbund.apps.shell.middleware.ApiLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "verbund.apps.accounts.middleware.ActorMiddleware",
    "verbund.apps.core.middleware.ProblemMiddleware",
]

ROOT_URLCONF = "verbund.node.urls"
WSGI_APPLICATION = "verbund.node.wsgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [APPS / "shell" / "templates"],  # before the pages that libraries bring
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "verbund.apps.shell.context.shell",
            ],
        },
    }
]

DATABASES = {"default": dj_database_url.parse(NODE.database_url, conn_max_age=600, conn_health_checks=True)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16000;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "verbund.apps.accounts.adapter.AccountAdapter"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
MFA_ADAPTER = "verbund.apps.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True  # people come by invitation; the node need not send mail
MFA_TOTP_ISSUER = NODE.name
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
_mail = urlsplit(NODE.email_url)
EMAIL_BACKEND = f"django.core.mail.backends.{'console' if _mail.scheme == 'console' else 'smtp'}.EmailBackend"
EMAIL_HOST, EMAIL_PORT = _mail.hostname or "", _mail.port or (465 if _mail.scheme == "smtps" else 587)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_mail.username or ""), unquote(_mail.password or "")
EMAIL_USE_SSL, EMAIL_USE_TLS = _mail.scheme == "smtps", _mail.scheme == "smtp"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = NODE.email_from or f"verbund@{urlsplit(NODE.base_url).hostname}"
ACCOUNT_EMAIL_SUBJECT_PREFIX = f"[{NODE.name}] "
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no mail to who has no account
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SECURE_SSL else "http"

LANGUAGE_CODE = "de"
LANGUAGES = [("de", "Deutsch"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Berlin"
FORMAT_MODULE_PATH = ["verbund.node.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = NODE.home / "static"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": NODE.files},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
FILE_UPLOAD_MAX_MEMORY_SIZE = 1 << 20
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 << 20

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
SILENCED_SYSTEM_CHECKS: list[str] = []

LOGGING_CONFIG = "verbund.node.logs.configure"
LOGGING = {"debug": DEBUG}
