"""`make run SSO=1`: a newcomer signs in through the provider that runs beside the service."""

import json
import re
import signal
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from tests.support.front_end import Company, SharedClock
from tests.support.node_provider import Visitor
from tests.support.service import ROOT, Reply, Service, start


def sign_in(service: Service, person: str) -> Reply:
    """There and back, with the cookie that only this browser has."""
    origin = {"X-Requested-With": "x", "Origin": service.url}
    started = service.call("POST", "/v1/sso/demo-sso/start", {"transport": "cookie"}, **origin)
    assert started.status == 200, started.body
    callback = "/v1/sso/demo-sso/callback"
    brought = Visitor().come_back(started.json["location"], person, until=f"{service.url}{callback}")
    cookie = str(started.headers["Set-Cookie"]).partition(";")[0]
    return service.call("GET", f"{callback}?{urlencode(brought)}", Cookie=cookie)


def test_two_people_sign_in_also_after_a_restart_and_hours_later(tmp_path: Path) -> None:
    service = start(tmp_path, SSO="1")
    assert service.call("GET", "/v1/tenants/demo-sso").json["sso_domains"] == ["sso.example.com"]
    for person in ("grace", "linus"):
        landed = sign_in(service, person)
        assert (landed.status, landed.headers["Location"]) == (302, f"{service.url}/demo-sso")
        cookies = landed.headers.get_all("Set-Cookie") or []
        assert any(each.startswith("__Host-session=") for each in cookies)
    assert service.call("PUT", "/_local/clock", {"offset_seconds": 7200}).status == 204
    assert sign_in(service, "grace").headers["Location"] == f"{service.url}/demo-sso"
    assert service.stop(signal.SIGINT) == 0
    service = start(tmp_path, SSO="1")
    assert sign_in(service, "linus").headers["Location"] == f"{service.url}/demo-sso"
    assert json.loads(service.call("GET", "/v1/health").body)["status"] == "ok"
    assert service.stop() == 0


def test_another_tenant_sets_it_up_with_the_values_of_the_guide(tmp_path: Path) -> None:
    guide = (ROOT / "docs/single-sign-on.md").read_text("utf-8")
    [(client_id, client_secret)] = re.findall(r"client id `(.+?)`, the client secret `(.+?)`", guide)
    service = start(tmp_path, SSO="1")
    origin = {"X-Requested-With": "x", "Origin": service.url}
    begun = service.call("POST", "/v1/sso/demo-sso/start", {"transport": "cookie"}, **origin)
    issuer = urlsplit(begun.json["location"])._replace(path="", query="").geturl()
    company = Company(service, SharedClock(service))
    draft = {"issuer": issuer, "client_id": client_id, "client_secret": client_secret}
    saved = company.admin.call("PUT", "/v1/sso", draft, **{"If-Match": '"0"'})
    assert saved.status == 200, saved.body
    tried = company.admin.call("POST", "/v1/sso/test", {})
    callback = f"/v1/sso/{company.slug}/callback"
    brought = Visitor().come_back(tried.json["location"], "grace", until=f"{service.url}{callback}")
    cookie = str(tried.headers["Set-Cookie"]).partition(";")[0]
    service.call("GET", f"{callback}?{urlencode(brought)}", Cookie=cookie)
    assert company.admin.call("GET", "/v1/sso/test").json["state"] == "passed"
    etag = company.admin.call("GET", "/v1/sso").headers["ETag"]
    assert company.admin.call("POST", "/v1/sso/activate", **{"If-Match": etag}).json["state"] == "on"
    assert service.stop() == 0
