"""Fetching: what is not fetched, and what is not taken for a text."""

import httpx
import pytest

from ingest.fetch import MAX_BYTES, fetch, is_global
from kb.errors import HostUnreachable, OriginError

PUBLIC = "93.184.216.34"


def serving(**pages: httpx.Response) -> httpx.MockTransport:
    return httpx.MockTransport(lambda request: pages[request.url.path.strip("/") or "root"])


def test_a_page_is_fetched_from_the_address_that_was_checked() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, content=b"law", headers={"content-type": "text/html; x"})

    got = fetch(
        "https://example.org/a",
        resolver=lambda _: [PUBLIC],
        transport=httpx.MockTransport(answer),
    )
    assert (got.content, got.media_type) == (b"law", "text/html")
    assert seen[0].url.host == PUBLIC
    assert seen[0].headers["host"] == "example.org"
    assert seen[0].extensions["sni_hostname"] == "example.org"


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/",
        "ftp://example.org/",
        "file:///etc/passwd",
        "https://user:secret@example.org/",
        "https://",
        "not an address",
    ],
)
def test_addresses_that_are_refused(url: str) -> None:
    with pytest.raises(OriginError):
        fetch(url, resolver=lambda _: [PUBLIC], transport=serving(root=httpx.Response(200)))


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "::1",
        "fe80::1", "fc00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "224.0.0.1",
    ],
)  # fmt: skip
def test_hosts_that_are_not_public_are_refused(address: str) -> None:
    assert not is_global(address)
    with pytest.raises(OriginError, match="public network"):
        fetch("https://example.org/", resolver=lambda _: [PUBLIC, address])


def test_each_redirect_is_checked() -> None:
    pages = serving(
        start=httpx.Response(302, headers={"location": "https://inner.example/x"}),
        x=httpx.Response(200, content=b"secret"),
    )
    hosts = {"example.org": [PUBLIC], "inner.example": ["127.0.0.1"]}
    with pytest.raises(OriginError, match=r"inner\.example"):
        fetch("https://example.org/start", resolver=hosts.__getitem__, transport=pages)


def test_redirects_end() -> None:
    pages = serving(loop=httpx.Response(302, headers={"location": "https://example.org/loop"}))
    with pytest.raises(OriginError, match="redirects"):
        fetch("https://example.org/loop", resolver=lambda _: [PUBLIC], transport=pages)


def test_a_challenge_page_is_not_the_law() -> None:
    page = httpx.Response(200, content=b"<html><script src='challenge.js'></script></html>")
    with pytest.raises(OriginError, match="challenge"):
        fetch("https://example.org/", resolver=lambda _: [PUBLIC], transport=serving(root=page))


@pytest.mark.parametrize("status", [202, 204, 404, 500])
def test_other_answers_are_not_the_law(status: int) -> None:
    with pytest.raises(OriginError, match=str(status)):
        fetch(
            "https://example.org/",
            resolver=lambda _: [PUBLIC],
            transport=serving(root=httpx.Response(status, content=b"x")),
        )


def test_size_is_bounded() -> None:
    page = httpx.Response(200, content=iter([b"x" * 1_000_000] * (MAX_BYTES // 1_000_000 + 2)))
    with pytest.raises(OriginError, match="larger"):
        fetch("https://example.org/", resolver=lambda _: [PUBLIC], transport=serving(root=page))


def test_a_host_that_is_not_there() -> None:
    def gone(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused")

    with pytest.raises(HostUnreachable):
        fetch(
            "https://example.org/",
            resolver=lambda _: [PUBLIC],
            transport=httpx.MockTransport(gone),
        )
