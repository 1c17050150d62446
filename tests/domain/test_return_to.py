"""Where a browser may go after a sign-in."""

import pytest

from chalicelib.domain import return_to

ORIGINS = frozenset({"https://shop.example.com"})


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("/", "/"),
        ("/acme/settings", "/acme/settings"),
        ("/acme?x=1&y=//2#part", "/acme?x=1&y=//2#part"),
        ("/a/./b/../c", "/a/c"),
        ("/a/%2E%2e/c", "/c"),
        ("/a/..", "/"),
        ("/v10/x", "/v10/x"),
        ("/acme/v1/x", "/acme/v1/x"),
        ("https://shop.example.com/basket?x=1", "https://shop.example.com/basket?x=1"),
        ("https://shop.example.com", "https://shop.example.com"),
    ],
)
def test_pages_of_ours_and_of_allowed_origins_are_kept(given: str, kept: str) -> None:
    assert return_to.judged(given, origins=ORIGINS) == kept


@pytest.mark.parametrize(
    "given",
    [
        None,
        "",
        "acme",
        "//evil.example",
        "/\\evil.example",
        "/acme\\x",
        "\\/evil.example",
        "/./" + "/evil.example",
        "/x/..//evil.example",
        "/%2e//evil.example",
        "/%2fevil.example",
        "/%5cevil.example",
        "/v1/session",
        "/v1",
        "/x/../v1/session",
        "/%761/session",
        "/V1/session",
        "/_local/mail",
        "/.well-known/x",
        "/acme\r\nSet-Cookie: x",
        "/acme\t",
        "/ä",
        "/ x",
        "/" + "x" * 512,
        "javascript:alert(1)",
        "https://evil.example/",
        "http://shop.example.com/",
        "https://shop.example.com.evil.example/",
        "https://shop.example.com@evil.example/",
        "https://ann@shop.example.com/",
        "https://shop.example.com:8443/",
        "https:/shop.example.com/",
        "https:shop.example.com",
    ],
)
def test_what_leads_away_or_into_the_service_is_not(given: str | None) -> None:
    assert return_to.judged(given, origins=ORIGINS) is None


def test_an_address_may_be_as_long_as_512_characters() -> None:
    longest = "/" + "x" * 511
    assert return_to.judged(longest, origins=ORIGINS) == longest
