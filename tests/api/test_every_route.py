"""What holds on every route alike."""

import pytest

from tests.support.document import Operation, operations
from world import ADMIN, World

CALLBACK = "/v1/sso/{tenant}/callback"
"""What a provider sends here is of its own choosing, and counts once: the contract exempts it."""
ROUTES = [route for route in operations() if route.path != CALLBACK]
GUARDED = [route for route in ROUTES if route.access != "anyone"]
SOMEBODY = "usr_00000000000000000000000000"


@pytest.mark.parametrize("route", GUARDED, ids=str)
def test_without_a_session_nothing_else_is_said_of_a_request(quiet: World, route: Operation) -> None:
    for path, body in (
        (route.at(SOMEBODY), route.body),
        (route.at("nothing"), route.body),
        (route.at(SOMEBODY) + "?x=1", route.body),
        (route.at(SOMEBODY), b"{"),
        (route.at(SOMEBODY), b" " * 2_000_000),
    ):
        answer = quiet.call(route.method, path, body)
        assert (answer.status, answer.code) == (401, "not_signed_in"), (path, body)


@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_unknown_and_repeated_query_parameters_are_refused_on_every_route(quiet: World, route: Operation) -> None:
    token = quiet.login().token
    kind = {"Content_Type": route.media_type} if route.media_type else {}
    for query, flaws in (("unknown=1", ["unknown_field"]), ("limit=1&limit=1", ["repeated"])):
        answer = quiet.call(route.method, f"{route.at(SOMEBODY)}?{query}", route.body, token=token, **kind)
        assert (answer.status, answer.code) == (422, "invalid_request")
        assert [flaw["code"] for flaw in answer.body["errors"]][: len(flaws)] == flaws


@pytest.mark.parametrize("route", [route for route in ROUTES if route.method == "GET"], ids=str)
def test_head_goes_where_get_goes(quiet: World, route: Operation) -> None:
    token = quiet.login().token
    path = route.at(quiet.stored(ADMIN).id)
    get, head = (quiet.call(method, path, token=token) for method in ("GET", "HEAD"))
    assert (head.status, head.text) == (get.status, "")
    assert get.status == 200
    changing = {"X-Request-Id"}
    assert {name: value for name, value in head.headers.items() if name not in changing} == {
        name: value for name, value in get.headers.items() if name not in changing
    }


def test_the_callback_of_single_sign_on_is_exempt(quiet: World) -> None:
    path = CALLBACK.replace("{tenant}", "acme")
    assert quiet.call("HEAD", path).status == 405
    answer = quiet.call("GET", f"{path}?iss=x&iss=y&unknown=1")
    assert answer.status == 302
