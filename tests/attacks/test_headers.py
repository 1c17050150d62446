"""Headers that a client writes are no more than what a client says."""

import pytest

from world import World, settings


@pytest.mark.parametrize("header", ["X_Forwarded_For", "Forwarded", "X_Real_IP", "True_Client_IP", "CF_Connecting_IP"])
def test_no_header_changes_the_source_address(world: World, header: str) -> None:
    world.reinstall(settings=settings(address_attempts=3))
    for number in range(3):
        body = {"tenant": "acme", "email": f"user{number}@example.com", "password": "wrong"}
        assert world.call("POST", "/v1/login", body, **{header: f"198.51.100.{number}"}).code == "invalid_credentials"
    body = {"tenant": "acme", "email": "user50@example.com", "password": "wrong"}
    assert world.call("POST", "/v1/login", body, **{header: "203.0.113.1"}).code == "too_many_attempts"


def test_a_request_id_is_the_gateways(world: World) -> None:
    answer = world.call("GET", "/v1/health", X_Request_Id="chosen\r\nSet-Cookie: a=b")
    assert answer.headers["X-Request-Id"].startswith("req-")


def test_a_mailed_link_leads_to_the_front_end_whatever_the_host(world: World) -> None:
    body = {"tenant": "acme", "email": "ann@example.com"}
    headers = {"Host": "evil.example", "X_Forwarded_Host": "evil.example", "Origin": "https://evil.example"}
    world.call("POST", "/v1/password/forgot", body, **headers)
    assert "evil" not in world.mailbox.sent[-1]["text"]
    assert "https://app.example.com/acme/password-reset#" in world.mailbox.sent[-1]["text"]
