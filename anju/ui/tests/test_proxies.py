"""Behind a TLS proxy: who asked is the browser, not the proxy, and only a known proxy is believed."""

import json
import os
import subprocess
import sys
from ipaddress import ip_network
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from anju.ui.proxies import FORWARDED, known_proxies

PROXY, INNER, BROWSER = "10.0.0.5", "10.0.0.6", "203.0.113.9"


@pytest.fixture(autouse=True)
def ours(settings: Any) -> None:
    settings.ANJU_PROXIES = [ip_network(PROXY), ip_network(INNER), ip_network("::1")]


def seen(address: str, told: str = "", **headers: str) -> HttpRequest:
    held: list[HttpRequest] = []

    def view(request: HttpRequest) -> HttpResponse:
        held.append(request)
        return HttpResponse()

    words: dict[str, Any] = headers | ({"HTTP_X_FORWARDED_FOR": told} if told else {})
    known_proxies(view)(RequestFactory().get("/", REMOTE_ADDR=address, **words))
    return held[0]


@pytest.mark.parametrize(
    ("address", "told", "who"),
    [
        (BROWSER, "", BROWSER),
        (PROXY, "", PROXY),
        (PROXY, BROWSER, BROWSER),
        (PROXY, f"1.2.3.4, {BROWSER}", BROWSER),  # the browser wrote the first itself
        (PROXY, f"{BROWSER}, {INNER}", BROWSER),
        (PROXY, f"{INNER}, {PROXY}", INNER),
        (PROXY, f"{BROWSER}, nonsense", PROXY),
        (PROXY, "nonsense", PROXY),
        (PROXY, f"{BROWSER}:8080", PROXY),
        ("::ffff:10.0.0.5", BROWSER, BROWSER),
        ("::1", "2001:db8::7", "2001:db8::7"),
        (BROWSER, "1.2.3.4", BROWSER),  # no proxy of ours
    ],
)
def test_who_asked_is_the_last_address_that_is_no_proxy_of_ours(address: str, told: str, who: str) -> None:
    assert seen(address, told).META["REMOTE_ADDR"] == who


def test_a_stranger_does_not_say_that_the_request_came_by_tls() -> None:
    lies = dict.fromkeys(FORWARDED, "https")
    assert not set(FORWARDED) & set(seen(BROWSER, **lies).META)
    assert seen(PROXY, BROWSER, HTTP_X_FORWARDED_PROTO="https").META["HTTP_X_FORWARDED_PROTO"] == "https"


@given(st.text(max_size=60))
def test_no_header_breaks_it(told: str) -> None:
    assert seen("198.51.100.1", told).META["REMOTE_ADDR"] == "198.51.100.1"
    assert seen("10.0.0.5", told).META["REMOTE_ADDR"]


PRINT = """
import json
from anju import settings as s
print(json.dumps({name: str(getattr(s, name, None)) for name in (
    "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "SECURE_PROXY_SSL_HEADER", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE",
    "ANJU_PROXIES")}))
"""


def settings_with(**words: str) -> subprocess.CompletedProcess[str]:
    held = {name: value for name, value in os.environ.items() if name not in {"ANJU_ORIGIN", "ANJU_PROXIES"}}
    return subprocess.run(
        [sys.executable, "-c", PRINT], env=held | words, capture_output=True, text=True, check=False
    )


def test_one_setting_opens_the_log_in_behind_a_tls_proxy() -> None:
    plain = json.loads(settings_with().stdout)
    assert (plain["SESSION_COOKIE_SECURE"], plain["ANJU_PROXIES"]) == ("None", "[]")
    held = json.loads(settings_with(ANJU_ORIGIN="https://anju.example.gov.cn:8443").stdout)
    assert "anju.example.gov.cn" in held["ALLOWED_HOSTS"]
    assert held["CSRF_TRUSTED_ORIGINS"] == "['https://anju.example.gov.cn:8443']"
    assert held["SECURE_PROXY_SSL_HEADER"] == "('HTTP_X_FORWARDED_PROTO', 'https')"
    assert (held["SESSION_COOKIE_SECURE"], held["CSRF_COOKIE_SECURE"]) == ("True", "True")
    assert "127.0.0.1" in held["ANJU_PROXIES"]


@pytest.mark.parametrize(
    "words",
    [
        {"ANJU_ORIGIN": "http://anju.example.gov.cn"},
        {"ANJU_ORIGIN": "anju.example.gov.cn"},
        {"ANJU_ORIGIN": "https://anju.example.gov.cn/anju/"},
        {"ANJU_PROXIES": "10.0.0.300"},
    ],
)
def test_a_setting_by_half_is_refused_loudly(words: dict[str, str]) -> None:
    answer = settings_with(**words)
    assert answer.returncode != 0
    assert next(iter(words)) in answer.stderr
