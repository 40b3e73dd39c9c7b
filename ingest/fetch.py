"""Fetching a text over https, carefully.

Official texts come over https only; an address that the user gives may be http. No credentials in
the address, only hosts whose every address is global, unless the configuration names them;
redirects are followed by us, at most three, each checked anew; time and size are bounded. The
connection is made to the address that was checked, so that a second look-up can't lead elsewhere.
"""

import ipaddress
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urljoin

import httpx

from kb.errors import HostUnreachable, OriginError

MAX_REDIRECTS = 3
MAX_BYTES = 50_000_000
CONNECT_SECONDS = 5.0
READ_SECONDS = 30.0
WHOLE_SECONDS = 180.0
# EUR-Lex answers 202, or 200 with a page that runs a challenge script, in place of the text.
CHALLENGE_MARKS = (b"awsWafCookieDomainList", b"challenge.js", b"AwsWafIntegration")

Resolve = Callable[[str], list[str]]


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address gave."""

    url: str  # the last one, after redirects
    content: bytes
    media_type: str


def resolve(host: str) -> list[str]:
    """Every address of a host. Raises OriginError if it has none."""
    try:
        found = socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)
    except OSError as e:
        raise HostUnreachable(f"{host} can't be found on the network.") from e
    return [str(entry[4][0]) for entry in found]


def is_global(address: str) -> bool:
    """Whether an IP address is public; an IPv4 one inside IPv6 counts as itself."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    return ip.is_global and not ip.is_multicast


def fetch(
    url: str,
    accept: str = "*/*",
    *,
    plain: bool = False,
    allowed: frozenset[str] = frozenset(),
    resolver: Resolve = resolve,
    transport: httpx.BaseTransport | None = None,
) -> Fetched:
    """The content of an https address; of an http one if `plain`, and of a host that is not on
    the public network if it is among those allowed. Raises OriginError for whatever is not that.
    """
    limits = httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS)
    with httpx.Client(
        transport=transport, timeout=limits, follow_redirects=False, trust_env=False
    ) as client:
        for _ in range(MAX_REDIRECTS + 1):
            target = _checked(url, resolver, plain, allowed)
            try:
                with client.stream(
                    "GET",
                    target.connect,
                    headers={"Accept": accept, "Accept-Language": "en", "Host": target.netloc},
                    extensions={"sni_hostname": target.host},
                ) as response:
                    if response.is_redirect:
                        url = urljoin(url, response.headers.get("location", ""))
                        continue
                    return _read(url, response)
            except (httpx.ConnectError, httpx.ConnectTimeout) as e:
                raise HostUnreachable(f"{target.host} can't be reached ({e}).") from e
            except httpx.HTTPError as e:
                raise OriginError(f"{url} can't be fetched ({type(e).__name__}).") from e
    raise OriginError(f"{url}: more than {MAX_REDIRECTS} redirects.")


@dataclass(frozen=True, slots=True)
class _Target:
    netloc: str  # the host, and its port if one is named
    host: str
    connect: httpx.URL  # the same address with the checked IP in place of the host


def _checked(url: str, resolver: Resolve, plain: bool, allowed: frozenset[str]) -> _Target:
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL as e:
        raise OriginError(f"{url[:200]} is not an address.") from e
    official = parsed.scheme == "http" and _is_official(parsed.host)
    if parsed.scheme != "https" and not official and not (plain and parsed.scheme == "http"):
        raise OriginError(f"{url}: only {'http and ' if plain else ''}https addresses are fetched.")
    if not parsed.host:
        raise OriginError(f"{url} names no host.")
    if parsed.userinfo:
        raise OriginError(f"{parsed.host}: addresses with a name or password are refused.")
    addresses = resolver(parsed.host)
    public = bool(addresses) and all(is_global(a) for a in addresses)
    if not addresses or not (public or parsed.host.lower() in allowed):
        raise OriginError(f"{parsed.host} is not on the public network; it is not fetched from.")
    # The Publications Office's identifiers are http; they are asked for over https.
    scheme = "https" if official else parsed.scheme
    return _Target(parsed.netloc.decode("ascii"), parsed.host,
                   parsed.copy_with(scheme=scheme, host=addresses[0]))  # fmt: skip


def _is_official(host: str) -> bool:
    return host == "publications.europa.eu"


def _read(url: str, response: httpx.Response) -> Fetched:
    if response.status_code != 200:
        raise OriginError(f"{url} answered with status {response.status_code}.")
    content, started = bytearray(), time.monotonic()
    for chunk in response.iter_bytes():
        content += chunk
        if len(content) > MAX_BYTES:
            raise OriginError(f"{url} is larger than {MAX_BYTES} bytes.")
        if time.monotonic() - started > WHOLE_SECONDS:
            raise OriginError(f"{url} took over {WHOLE_SECONDS:.0f} seconds.")
    if any(mark in content[:20_000] for mark in CHALLENGE_MARKS):
        raise OriginError(f"{url} answered with a challenge page for browsers, not the text.")
    media_type = response.headers.get("content-type", "").partition(";")[0].strip()
    return Fetched(url, bytes(content), media_type)
