"""The one settings file. Every variable of the environment that it reads is described in docs/settings.md."""

import os
import secrets
import sys
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from anju import embedded
from anju.accounts.rowsecurity import ROLE

BASE_DIR = Path(__file__).resolve().parent.parent


def _bool(name: str) -> bool:
    """A switch of the environment: 1/0, true/false, yes/no; anything else is refused loudly."""
    value = os.environ.get(name, "0").lower()
    if value not in {"1", "true", "yes", "0", "false", "no", ""}:
        raise ImproperlyConfigured(f"{name} is {value!r}; write 1 or 0")
    return value in {"1", "true", "yes"}


ANJU_HOME = Path(os.environ.get("ANJU_HOME") or BASE_DIR / ".anju").resolve()
ANJU_KEYS = ANJU_HOME / "keys" / "data.json"
ANJU_FILES = ANJU_HOME / "files"
ANJU_CLOSES = ANJU_HOME / "closes"
ANJU_PROVINCE = Path(os.environ.get("ANJU_PROVINCE") or ANJU_HOME / "province").resolve()
ANJU_SPARK_MASTER = os.environ.get("ANJU_SPARK_MASTER") or "local[*]"
ANJU_COUNTY = os.environ.get("ANJU_COUNTY", "610926")
ANJU_API_RATE = int(os.environ.get("ANJU_API_RATE") or "0")  # calls a minute and system; 0: dated policy
ANJU_SECOND_FACTOR = os.environ.get("ANJU_SECOND_FACTOR") or "demo-optional"  # required, demo-optional, off
ANJU_WORKER_MB = int(os.environ.get("ANJU_WORKER_MB") or "4096")  # memory of the worker; 0: no limit
ANJU_PORT = int(os.environ.get("ANJU_PORT") or "8610")


def _oidc() -> dict[str, str] | None:
    """The identity service for the log-in; None when it is not set, an error when it is set by half."""
    named = {
        word: os.environ.get(f"ANJU_OIDC_{word}", "").strip()
        for word in ("ISSUER", "CLIENT_ID", "CLIENT_SECRET")
    }
    if not any(named.values()):
        return None
    if missing := [f"ANJU_OIDC_{word}" for word, value in named.items() if not value]:
        raise ImproperlyConfigured(
            f"{', '.join(missing)} must be set too, or none of ANJU_OIDC_*; see docs/settings.md"
        )
    issuer = urlsplit(named["ISSUER"])
    if issuer.scheme != "https" and issuer.hostname not in {"localhost", "127.0.0.1", "::1"}:
        raise ImproperlyConfigured("ANJU_OIDC_ISSUER must begin with https://")
    more = {
        "NAME": os.environ.get("ANJU_OIDC_NAME") or "统一身份认证",
        "CLAIM": os.environ.get("ANJU_OIDC_CLAIM") or "preferred_username",
    }
    return named | more


ANJU_OIDC = _oidc()


def _secret_key() -> str:
    """The session-signing key, made at first use beside the data keys."""
    path = ANJU_HOME / "keys" / "session"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text()


def _database(url: str) -> dict[str, object]:
    """Django's dictionary for a `postgresql://` address; the acting role is assumed unless ANJU_AS_OWNER is set."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    options: dict[str, object] = {} if _bool("ANJU_AS_OWNER") else {"assume_role": ROLE}
    host = query.pop("host", None) or unquote(parts.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "anju",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(query.pop("port", None) or parts.port or ""),
        "OPTIONS": options | query,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }


def _origin() -> str:
    """The address under which browsers reach a TLS proxy, `https://HOST`; empty without one."""
    given = os.environ.get("ANJU_ORIGIN", "").strip().rstrip("/")
    parts = urlsplit(given)
    if given and (parts.scheme != "https" or not parts.hostname or parts.path or parts.query):
        raise ImproperlyConfigured(f"ANJU_ORIGIN is {given!r}; write https://HOST or https://HOST:PORT")
    return given


def _proxies(behind: bool) -> list[IPv4Network | IPv6Network]:
    """Proxies whose word on the sender counts; with a TLS proxy those of this machine, unless others are named."""
    given = os.environ.get("ANJU_PROXIES", "127.0.0.1,::1" if behind else "")
    try:
        return [ip_network(word.strip()) for word in given.split(",") if word.strip()]
    except ValueError as error:
        raise ImproperlyConfigured(f"ANJU_PROXIES: {error}; write addresses or networks") from error


SECRET_KEY = _secret_key()
DEBUG = False
ANJU_ORIGIN = _origin()
ANJU_PROXIES = _proxies(bool(ANJU_ORIGIN))
ALLOWED_HOSTS = os.environ.get("ANJU_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
if ANJU_ORIGIN:  # behind a TLS proxy: cookies by TLS only, and forms that the proxy's own pages sent
    ALLOWED_HOSTS += [str(urlsplit(ANJU_ORIGIN).hostname)]
    CSRF_TRUSTED_ORIGINS = [ANJU_ORIGIN]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
DATABASES = {"default": _database(os.environ.get("DATABASE_URL") or embedded.url(ANJU_HOME))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "anju.ui",
    "anju.regions",
    "anju.audit",
    "anju.jobs",
    "anju.accounts",
    "anju.tasks",
    "anju.intake",
    "anju.registry",
    "anju.employment",
    "anju.estates",
    "anju.governance",
    "anju.conduct",
    "anju.plans",
    "anju.entitlements",
    "anju.exchange",
    "anju.indicators",
    "anju.province",
    "anju.checks",
    "anju.duplicates",
    "anju.documents",
    "anju.proposals",
    "anju.web",
    "anju.api",
]

MIDDLEWARE = [
    "anju.ui.proxies.known_proxies",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "anju.ui.security.content_security_policy",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "anju.ui.language.chosen_language",
    "django.middleware.common.CommonMiddleware",
    "anju.accounts.bodies.Bodies",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "anju.urls"
WSGI_APPLICATION = "anju.wsgi.application"

MESSAGE_TAGS = {
    20: "info",
    25: "ok",
    30: "warn",
    40: "bad",
}  # levels of django.contrib.messages as tones of the page kit

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "anju.web.menu.shell",
            ],
        },
    }
]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "anju" / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = ANJU_HOME / "static"
ANJU_SHARE = (
    Path(sys.prefix) / "share" / "anju"
)  # fonts that run.py setup brought, and the manual that it built
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "anju.ui.assets.Assets"},
}
_DJANGOS = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "anju.accounts.passwords.Composition"},
    {
        "NAME": f"{_DJANGOS}.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "display_name")},
    },
    {"NAME": f"{_DJANGOS}.CommonPasswordValidator"},
]
FORM_RENDERER = "anju.ui.widgets.Renderer"
CSRF_FAILURE_VIEW = "anju.web.errors.csrf_failed"
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/login/"

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 3600
CSRF_COOKIE_HTTPONLY = False
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"

# A notice with its scan in base64 (`api.urls`); what each address takes is asked before by `accounts.bodies`.
DATA_UPLOAD_MAX_MEMORY_SIZE = 16 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

PGHISTORY_APPEND_ONLY = (
    False  # the acting role has no right to change event rows; a trigger would be a second lock
)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "private": {
            "()": "anju.audit.logs.PrivateFormatter",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "private"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        # Django's own handlers would write beside the formatter, or mail the whole request.
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
    },
}
