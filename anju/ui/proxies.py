"""Behind a proxy of one's own every request comes from the proxy: who asked, and whether by TLS, its headers say.

Anybody may send such headers, so they count only from the addresses of ANJU_PROXIES; from others they are dropped.
"""

from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse

FORWARDED = (
    "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PORT", "HTTP_FORWARDED",
)  # fmt: skip


def known_proxies(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: REMOTE_ADDR becomes the address of the browser, the last one that no proxy of ours has."""

    def answer(request: HttpRequest) -> HttpResponse:
        told = request.META.get("HTTP_X_FORWARDED_FOR", "")
        if not _is_ours(_read(request.META.get("REMOTE_ADDR", ""))):
            for name in FORWARDED:
                request.META.pop(name, None)
        elif told:
            request.META["REMOTE_ADDR"] = _browser(told, request.META["REMOTE_ADDR"])
        return get_response(request)

    return answer


def _browser(told: str, nearest: str) -> str:
    """The address nearest to us that is not a proxy of ours; what stands left of it anybody may have written."""
    for word in reversed(told.split(",")):
        found = _read(word)
        if found is None:
            return nearest
        nearest = str(found)
        if not _is_ours(found):
            return nearest
    return nearest


def _read(word: str) -> IPv4Address | IPv6Address | None:
    try:
        found = ip_address(word.strip())
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found


def _is_ours(address: IPv4Address | IPv6Address | None) -> bool:
    return address is not None and any(address in network for network in settings.ANJU_PROXIES)
