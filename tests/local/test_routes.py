"""The routes for tests, the front end, and who may speak to the service."""

import gzip
import re
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from local import mailpage
from local.mailbox import Mailbox
from tests.support.service import Service


def invite(service: Service, slug: str, email: str, name: str = "Nina") -> str:
    """A new tenant; answers the token of its admin's invitation."""
    body = {"slug": slug, "name": "New Company", "admin": {"email": email, "name": name}}
    made = service.call("POST", "/_local/tenants", body)
    assert (made.status, made.json["slug"]) == (201, slug)
    mails = service.call("GET", f"/_local/mail?to={email}").json["items"]
    return str(mails[0]["tokens"][0])


def test_an_invitation_from_the_mailbox_opens_the_tenant(service: Service) -> None:
    token = invite(service, "opens", "Opens@Example.com")
    password = {"token": token, "password": "a long enough password"}
    assert service.call("POST", "/v1/password/reset", password).status == 204
    login = {"tenant": "opens", "email": "opens@example.com", "password": password["password"]}
    assert service.call("POST", "/v1/login", login).json["next"] == "none"


def test_a_mail_carries_its_links_and_their_tokens(service: Service) -> None:
    token = invite(service, "links", "links@example.com")
    [mail] = service.call("GET", "/_local/mail?to=LINKS@example.com").json["items"]
    assert mail["links"] == [f"{service.url}/links/invitation#{token}"]
    assert mail["links"][0] in mail["text"]
    assert mail["sent_at"].endswith("Z")
    assert set(mail) == {"id", "to", "subject", "text", "links", "tokens", "sent_at"}


def test_a_plus_in_an_address_is_a_plus(service: Service) -> None:
    invite(service, "plus", "anna+new@example.com")
    assert len(service.call("GET", "/_local/mail?to=anna%2bnew@example.com").json["items"]) == 1


def test_nothing_is_sent_to_who_is_unknown(service: Service) -> None:
    before = service.call("GET", "/_local/mail").json
    forgot = {"tenant": "demo", "email": "nobody@example.com"}
    assert service.call("POST", "/v1/password/forgot", forgot).status == 202
    assert service.call("GET", "/_local/mail").json == before


def test_mail_is_newest_first(service: Service) -> None:
    for slug in ("first", "second"):
        invite(service, slug, f"{slug}@example.com")
    sent = [mail["to"] for mail in service.call("GET", "/_local/mail").json["items"]]
    assert sent.index("second@example.com") < sent.index("first@example.com")


def test_the_mail_page_has_links_to_click_on_and_runs_nothing(service: Service) -> None:
    invite(service, "paged", "paged@example.com")
    page = service.call("GET", "/_local/mail?to=paged@example.com", Accept="text/html,*/*")
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert f'<a href="{service.url}/paged/invitation#'.encode() in page.body


def test_the_mail_page_shows_markup_as_text(tmp_path: Path) -> None:
    mailbox = Mailbox(tmp_path / "mail.jsonl", time.time)
    markup = "<script>alert(1)</script> & co"
    mailbox.send(to=f'"{markup}"@example.com', subject=markup, text=f"{markup} https://example.com/?a=<b>")
    page = mailpage.render(mailbox.newest_first())
    assert page.count(b"&lt;script&gt;alert(1)&lt;/script&gt; &amp; co") == 3
    assert b"<script" not in page


def test_the_clock_lets_a_link_expire(service: Service) -> None:
    token = invite(service, "expires", "expires@example.com")
    body = {"token": token, "password": "a long enough password"}
    try:
        assert service.call("PUT", "/_local/clock", {"offset_seconds": 8 * 86400}).status == 204
        assert service.call("POST", "/v1/password/reset", body).json["code"] == "invalid_token"
    finally:
        assert service.call("PUT", "/_local/clock", {"offset_seconds": 0}).status == 204
    assert service.call("POST", "/v1/password/reset", body).status == 204


def test_the_clock_tells_how_far_it_is_ahead(service: Service) -> None:
    assert service.call("GET", "/_local/clock").json == {"offset_seconds": 0}
    try:
        service.call("PUT", "/_local/clock", {"offset_seconds": -30})
        assert service.call("GET", "/_local/clock").json == {"offset_seconds": -30}
    finally:
        service.call("PUT", "/_local/clock", {"offset_seconds": 0})


@pytest.mark.parametrize("domain", ["example.test", "app.localhost"])
def test_addresses_for_tests_are_accepted(service: Service, domain: str) -> None:
    token = invite(service, domain.replace(".", "-"), f"ada@{domain}")
    body = {"token": token, "password": "a long enough password"}
    assert service.call("POST", "/v1/password/reset", body).status == 204
    login = {"tenant": domain.replace(".", "-"), "email": f"ADA@{domain}", "password": body["password"]}
    assert service.call("POST", "/v1/login", login).json["next"] == "none"


def test_a_taken_slug_is_a_conflict(service: Service) -> None:
    invite(service, "taken", "taken@example.com")
    again = {"slug": "taken", "name": "Other", "admin": {"email": "other@example.com", "name": "Otto"}}
    reply = service.call("POST", "/_local/tenants", again)
    assert (reply.status, reply.json["code"]) == (409, "conflict")
    assert reply.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"\xff\xfe",
        {"slug": "UPPER", "name": "N", "admin": {"email": "a@example.com", "name": "A"}},
        {"slug": "fine", "name": "N", "admin": {"email": "nobody", "name": "A"}},
        {"slug": "fine", "name": "N", "admin": {"email": "a@example.com"}},
        {"slug": "fine", "name": "N", "admin": {"email": "a@example.com", "name": "A"}, "more": 1},
    ],
)
def test_a_malformed_tenant_is_refused(service: Service, body: object) -> None:
    headers = {"Content-Type": "application/json"}
    reply = service.call("POST", "/_local/tenants", body, **headers)
    assert (reply.status, reply.json["code"]) == (422, "invalid_request")


@pytest.mark.parametrize("offset", ["60", 1.5, True, None, 10**12, -(10**12)])
def test_a_malformed_offset_is_refused(service: Service, offset: object) -> None:
    assert service.call("PUT", "/_local/clock", {"offset_seconds": offset}).status == 422


def test_a_page_elsewhere_cannot_send_what_needs_no_asking(service: Service) -> None:
    """`text/plain` crosses origins without a preflight."""
    reply = service.call("POST", "/_local/tenants", b'{"slug": "evil"}', **{"Content-Type": "text/plain"})
    assert (reply.status, reply.json["code"]) == (415, "unsupported_media_type")


@pytest.mark.parametrize("host", ["rebound.example:8000", "127.0.0.1.example", "192.0.2.1", "", "[::1]:8000"])
@pytest.mark.parametrize("path", ["/", "/_local/mail", "/v1/health"])
def test_another_hosts_name_is_refused(service: Service, host: str, path: str) -> None:
    reply = service.call("GET", path, Host=host)
    assert (reply.status, reply.json["code"]) == (403, "forbidden")


def test_localhost_is_this_machine(service: Service) -> None:
    assert service.call("GET", "/v1/health", Host="localhost:8000").status == 200


def test_unknown_local_paths_and_methods(service: Service) -> None:
    assert service.call("GET", "/_local").json["code"] == "not_found"
    assert service.call("GET", "/_local/nothing").json["code"] == "not_found"
    reply = service.call("DELETE", "/_local/clock")
    assert (reply.status, reply.headers["Allow"]) == (405, "GET, PUT")


def test_of_many_at_once_one_uses_a_link(service: Service) -> None:
    body = {"token": invite(service, "race", "race@example.com"), "password": "a long enough password"}
    with ThreadPoolExecutor(16) as pool:
        replies = list(pool.map(lambda _: service.call("POST", "/v1/password/reset", body), range(16)))
    assert sorted(reply.status for reply in replies) == [204, *[400] * 15]


def test_requests_in_parallel_get_their_own_answers(service: Service) -> None:
    def look_up(number: int) -> tuple[int, str]:
        reply = service.call("GET", f"/v1/tenants/{'demo' if number % 2 else 'nobody'}")
        return reply.status, reply.json.get("slug", reply.json.get("code"))

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(look_up, range(200)))
    assert answers == [(200, "demo") if number % 2 else (404, "not_found") for number in range(200)]


def test_a_kept_connection_does_not_wait_for_acknowledgements(service: Service) -> None:
    connection = HTTPConnection(urlsplit(service.url).netloc, timeout=30)
    started = time.perf_counter()
    for _ in range(50):
        connection.request("GET", "/v1/health")
        connection.getresponse().read()
    connection.close()
    assert (time.perf_counter() - started) / 50 < 0.02


@pytest.mark.parametrize(
    "path", ["/", "/demo", "/demo/invitation", "/..%2f..%2fpyproject.toml", "/%00", "/" + "a" * 5000]
)
def test_every_page_is_the_single_page(service: Service, path: str) -> None:
    page = service.call("GET", path)
    assert page.body.lower().startswith(b"<!doctype html>")
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    head = service.call("HEAD", path)
    assert (head.status, head.body) == (page.status, b"")
    assert head.headers["Content-Length"] == page.headers["Content-Length"]


def test_what_is_named_by_its_content_is_kept_and_the_rest_is_asked_for(service: Service) -> None:
    page = service.call("GET", "/")
    assert page.headers["Cache-Control"] == "no-cache"
    assert service.call("GET", "/demo", **{"If-None-Match": page.headers["ETag"]}).status == 304
    for script in re.findall(rb"/assets/[^\"]+", page.body):
        asset = service.call("GET", script.decode(), **{"Accept-Encoding": "gzip"})
        assert "immutable" in asset.headers["Cache-Control"]
        assert asset.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(asset.body) == service.call("GET", script.decode()).body


def test_the_site_takes_no_posts(service: Service) -> None:
    reply = service.call("POST", "/", {})
    assert (reply.status, reply.headers["Allow"]) == (405, "GET, HEAD")
