"""The log-in by the county's own identity service (统一身份认证): OpenID Connect Core 1.0, code flow with PKCE.

Authlib does the protocol: state, nonce, code verifier (RFC 7636), signature, issuer, audience, term. This module says
which service, which algorithms, and what of the answer is believed: one claim, the name of an account that exists here.
"""

import logging
from functools import lru_cache
from typing import Any

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.django_client import OAuth
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from joserfc.errors import JoseError

from anju.kernel.refused import Refused

_log = logging.getLogger(__name__)
PATIENCE = 8  # seconds for one answer of the service
LEEWAY = 60  # seconds by which its clock may differ
LONGEST = 150  # characters of a user name
# Signed with a key that only the service has; "none" and keys that both sides know are not among them.
SIGNATURES = frozenset(
    {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"}
)
_FAILURES = (
    AuthlibBaseError,
    JoseError,
    requests.RequestException,
    KeyError,
    TypeError,
    ValueError,
    RuntimeError,
)


def name() -> str:
    """What the log-in page calls the service; empty where there is none."""
    return _held().get("NAME", "")


def _held() -> dict[str, str]:
    """The settings of the service; the pages ask for `name` before."""
    held: dict[str, str] = settings.ANJU_OIDC or {}
    return held


@lru_cache(maxsize=1)
def _client(issuer: str, client_id: str, client_secret: str) -> Any:
    """The client of one service, kept for its description and keys."""
    return OAuth().register(
        "service", client_id=client_id, client_secret=client_secret,
        server_metadata_url=f"{issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={"scope": "openid profile", "code_challenge_method": "S256", "default_timeout": PATIENCE},
    )  # fmt: skip


def _known() -> Any:
    """The client with the service's description, which must be of the issuer that was set and name a usable signature."""
    held = _held()
    client = _client(held["ISSUER"], held["CLIENT_ID"], held["CLIENT_SECRET"])
    described = client.load_server_metadata()
    if described.get("issuer") != held["ISSUER"]:
        raise ValueError("the service calls itself by another name")
    offered = described.get("id_token_signing_alg_values_supported") or ["RS256"]
    described["id_token_signing_alg_values_supported"] = sorted(SIGNATURES & set(offered))
    return client


def _said(error: Exception) -> str:
    """An error as one line of the log: parts of it may come from the address of a stranger."""
    return " ".join(f"{type(error).__name__} {error}".split())[:200]


def begin(request: HttpRequest, back: str) -> HttpResponse:
    """Send the browser to the service; `back` is our address to which it returns. Raises Refused."""
    try:
        answer: HttpResponse = _known().authorize_redirect(request, back)
    except _FAILURES as error:
        _client.cache_clear()
        _log.warning("the identity service cannot be used: %s", _said(error))
        raise Refused(_("暂时连不上%(name)s。请稍后再试，或用账号和密码登录。") % {"name": name()}) from error
    return answer


def finish(request: HttpRequest) -> str:
    """The user name that the service vouches for. Raises Refused for an answer that is not ours, forged or too old."""
    held = _held()
    claims = {
        "iss": {"essential": True, "value": held["ISSUER"]},
        "aud": {"essential": True, "value": held["CLIENT_ID"]},
    }
    try:
        token = _known().authorize_access_token(request, claims_options=claims, leeway=LEEWAY)
        named = token["userinfo"][held["CLAIM"]]
    except _FAILURES as error:
        _log.warning("a log-in by the identity service was refused: %s", _said(error))
        raise Refused(_("%(name)s没有确认您的身份，或等待太久。请重新登录。") % {"name": name()}) from error
    if not isinstance(named, str) or not 0 < len(named.strip()) <= LONGEST:
        raise Refused(_("%(name)s没有告诉本系统您的账号。请联系系统管理员。") % {"name": name()})
    return named.strip()
