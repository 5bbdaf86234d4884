"""The log-in by an identity service: what it proves, what it does not, and that all our own rules stay in force."""

import json
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey
from pytest_django.fixtures import Settings

from anju.accounts import actions, identity
from anju.accounts.models import Desk
from anju.audit.models import Act, Event
from tests import builders

pytestmark = pytest.mark.usefixtures("county")
CLIENT, SECRET = "anju", "the secret of the two"
KEY = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
STRANGER = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})


@dataclass
class Service:
    """A small identity service on this machine; a test bends what it says."""

    issuer: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=lambda: {"alg": "RS256", "kid": "one"})
    key: Any = field(default_factory=lambda: KEY)
    described: dict[str, Any] = field(default_factory=dict)
    asked: dict[str, list[str]] = field(default_factory=dict)
    without: str = ""

    def description(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer, "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token", "jwks_uri": f"{self.issuer}/keys",
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
        } | self.described  # fmt: skip

    def token(self, nonce: str) -> dict[str, Any]:
        now = int(time.time())
        claims = {"iss": self.issuer, "sub": "7", "aud": CLIENT, "exp": now + 300, "iat": now, "nonce": nonce,
                  "preferred_username": "sun"} | self.claims  # fmt: skip
        claims.pop(self.without, None)
        if self.header["alg"] == "none":
            parts = (json.dumps(part).encode() for part in (self.header, claims))
            signed = ".".join([*(urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts), ""])
        else:
            signed = jwt.encode(self.header, claims, self.key, algorithms=["RS256", "HS256"])
        return {"access_token": "a", "token_type": "Bearer", "id_token": signed}


@pytest.fixture
def service(settings: Settings) -> Iterator[Service]:
    made = Service()

    class Desk_(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            held = made.description() if "well-known" in self.path else KeySet([KEY]).as_dict(private=False)
            self.say(held)

        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            made.asked = parse_qs(self.rfile.read(length).decode()) | {
                "auth": [self.headers.get("Authorization", "")]
            }
            self.say(made.token(made.claims.pop("said_nonce", "") or made.asked.get("code", [""])[0]))

        def say(self, words: Any) -> None:
            body = json.dumps(words).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *words: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Desk_)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    made.issuer = f"http://127.0.0.1:{server.server_port}"
    settings.ANJU_OIDC = {"ISSUER": made.issuer, "CLIENT_ID": CLIENT, "CLIENT_SECRET": SECRET,
                          "NAME": "县统一身份认证", "CLAIM": "preferred_username"}  # fmt: skip
    identity._client.cache_clear()
    yield made
    server.shutdown()
    server.server_close()
    identity._client.cache_clear()


def begun(client: Client, address: str = "/login/service/") -> dict[str, str]:
    """What the browser carries to the service."""
    answer = client.get(address)
    assert answer.status_code == 302, answer.content.decode()
    return {name: values[0] for name, values in parse_qs(urlsplit(answer["Location"]).query).items()}


def back(client: Client, asked: dict[str, str], **words: str) -> HttpResponse:
    """The way back. Our service hands the nonce out as its code, so that the token can say it again."""
    answer: Any = client.get(
        "/login/service/back/", {"code": asked["nonce"], "state": asked["state"]} | words
    )
    return answer


def inside(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def test_an_account_that_the_service_names_comes_in_under_our_own_session(service: Service) -> None:
    user, client = builders.user("sun"), Client()
    assert "用县统一身份认证登录" in client.get("/login/").content.decode()
    asked = begun(client, "/login/service/?next=/account/")
    before = client.session.session_key
    assert (asked["code_challenge_method"], asked["response_type"], asked["scope"]) == (
        "S256",
        "code",
        "openid profile",
    )
    assert asked["redirect_uri"] == "http://testserver/login/service/back/"
    assert back(client, asked)["Location"] == "/account/"
    assert inside(client)
    assert service.asked["code_verifier"][0]
    assert SECRET not in str(service.asked)
    assert client.session.session_key != before
    assert Desk.objects.filter(user=user).count() == 1
    assert Event.objects.get(act=Act.SIGNED_IN).detail == {"service": True, "address": "127.0.0.1"}


def _wrong_nonce(service: Service) -> None:
    service.claims = {"said_nonce": "another"}


@pytest.mark.parametrize(
    "bent",
    [
        pytest.param({"claims": {"aud": "another"}}, id="for another program"),
        pytest.param({"claims": {"iss": "https://elsewhere"}}, id="of another service"),
        pytest.param({"claims": {"exp": 1_600_000_000, "iat": 1_599_999_000}}, id="past its term"),
        pytest.param({"claims": {"nonce": "another"}}, id="of another log-in"),
        pytest.param({"without": "nonce"}, id="without nonce"),
        pytest.param({"without": "exp"}, id="without a term"),
        pytest.param({"without": "aud"}, id="for nobody"),
        pytest.param({"without": "preferred_username"}, id="without a name"),
        pytest.param({"claims": {"preferred_username": ["sun"]}}, id="name is a list"),
        pytest.param({"claims": {"preferred_username": "  "}}, id="name is empty"),
        pytest.param({"key": STRANGER}, id="signed by a stranger"),
        pytest.param(
            {"key": OctKey.import_key(SECRET), "header": {"alg": "HS256"}}, id="signed by our secret"
        ),
        pytest.param({"header": {"alg": "none"}}, id="not signed"),
    ],
)
def test_an_answer_that_is_bent_opens_nothing(service: Service, bent: dict[str, Any]) -> None:
    builders.user("sun")
    client = Client()
    for name, value in bent.items():
        setattr(service, name, value)
    answer = back(client, begun(client))
    assert answer.status_code == 403
    assert "请" in answer.content.decode()
    assert not inside(client)


def test_a_state_is_ours_fits_one_browser_and_is_good_once(service: Service) -> None:
    builders.user("sun")
    client, other = Client(), Client()
    asked = begun(client)
    assert back(other, asked).status_code == 403
    assert back(client, asked, state="guessed").status_code == 403
    assert back(client, asked).status_code == 302
    client.post("/logout/")
    assert back(client, asked).status_code == 403
    assert not inside(client)


def test_a_refusal_of_the_service_is_told_and_none_of_its_words_are_shown(service: Service) -> None:
    client = Client()
    begun(client)
    answer = client.get("/login/service/back/", {"error": "denied", "error_description": "<b>pay here</b>"})
    assert answer.status_code == 403
    assert "pay here" not in answer.content.decode()


@pytest.mark.parametrize("kind", ["unknown", "shut", "machine"])
def test_only_an_open_account_of_a_person_is_matched_and_none_is_made(service: Service, kind: str) -> None:
    if kind != "unknown":
        user = builders.user("sun")
        user.is_active, user.is_system = kind != "shut", kind == "machine"
        user.save()
    client = Client()
    answer = back(client, begun(client))
    assert answer.status_code == 403
    assert "没有登记或已停用" in answer.content.decode()
    assert type(builders.user("other")).objects.filter(username="sun").count() == (kind != "unknown")
    assert Event.objects.filter(act=Act.SIGN_IN_REFUSED).count() == 1


def test_our_second_factor_is_asked_all_the_same(service: Service) -> None:
    user, client = builders.user("sun"), Client()
    secret = actions.new_secret()
    actions.begin_factor(
        user=user, secret=secret, code=pyotp.TOTP(secret).now(), on=timezone.localdate(), at=timezone.now()
    )
    assert back(client, begun(client, "/login/service/?next=/account/"))["Location"] == "/login/code/"
    assert not inside(client)
    assert client.post("/login/code/", {"code": "000000"}).status_code == 422
    assert not inside(client)


def test_the_pause_after_many_refusals_holds_for_the_service_too(service: Service) -> None:
    builders.user("sun")
    for _try in range(30):
        Client().post("/login/", {"username": "sun", "password": "wrong"})
    client = Client()
    answer = back(client, begun(client))
    assert answer.status_code == 403
    assert "失败次数过多" in answer.content.decode()


@pytest.mark.parametrize("there", ["https://elsewhere/", "//elsewhere", "javascript:alert(1)"])
def test_the_log_in_leads_nowhere_else(service: Service, there: str) -> None:
    builders.user("sun")
    client = Client()
    assert back(client, begun(client, f"/login/service/?next={there}"))["Location"] == "/"


def test_a_service_of_another_name_or_one_that_is_down_leaves_the_password(
    service: Service, settings: Settings
) -> None:
    builders.user("sun")
    client = Client()
    service.described = {"issuer": "https://elsewhere"}
    assert client.get("/login/service/").status_code == 403
    settings.ANJU_OIDC = settings.ANJU_OIDC | {"ISSUER": "http://127.0.0.1:9"}
    identity._client.cache_clear()
    answer = client.get("/login/service/")
    assert "用账号和密码登录" in answer.content.decode()
    assert client.post("/login/", {"username": "sun", "password": "right"}).status_code == 302
    assert inside(client)


def test_a_service_that_offers_no_signature_of_its_own_is_not_used(service: Service) -> None:
    builders.user("sun")
    service.described = {"id_token_signing_alg_values_supported": ["HS256", "none"]}
    service.header, service.key = {"alg": "HS256"}, OctKey.import_key(SECRET)
    client = Client()
    assert back(client, begun(client)).status_code == 403
    assert not inside(client)


@pytest.mark.parametrize("address", ["/login/service/", "/login/service/back/?code=x&state=y"])
def test_without_a_service_there_is_nothing(settings: Settings, address: str) -> None:
    settings.ANJU_OIDC = None
    assert Client().get(address).status_code == 404
    assert "login/service" not in Client().get("/login/").content.decode()
