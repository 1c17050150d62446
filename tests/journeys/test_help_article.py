"""The help article, sentence by sentence, over HTTP: each test is named after what it says."""

import base64
import io
from typing import Any
from urllib.parse import parse_qs, urlsplit

from chalicelib.domain.times import rfc3339
from tests.support.front_end import App, Company

# 1. How MFA works


def test_once_enabled_signing_in_requires_both_your_password_and_a_one_time_code(company: Company) -> None:
    company.set_policy("all")
    answer = company.admin.enter_password()
    assert answer["next"] == "verify"
    assert "session" not in answer
    assert company.admin.enter_code(answer["challenge"]["token"])["session"]["aal"] == 2


def test_an_exposed_password_alone_is_no_longer_enough_to_access_an_account(company: Company) -> None:
    company.set_policy("all")
    challenge = company.admin.enter_password()["challenge"]["token"]
    thief = company.service.call("GET", "/v1/session", Authorization=f"Bearer {challenge}")
    assert (thief.status, thief.json["code"]) == (401, "not_signed_in")
    guess = company.service.call("POST", "/v1/verification", {"challenge": challenge, "code": "000000"})
    assert (guess.status, guess.json["code"]) == (401, "invalid_code")


def test_enter_a_six_digit_code_from_any_totp_compatible_app(company: Company) -> None:
    company.set_policy("off")
    person = company.hire("totp@example.com")
    company.set_policy("all")
    shown = person.scan(person.enter_password()["challenge"]["token"])
    assert (shown["digits"], shown["period"], shown["algorithm"]) == (6, 30, "SHA1")
    uri = urlsplit(shown["otpauth_uri"])
    query = parse_qs(uri.query)
    assert (uri.scheme, uri.netloc) == ("otpauth", "totp")
    assert query["secret"] == [shown["secret"]]
    assert query["issuer"] == ["Example Co"] == [shown["issuer"]]


# 2. Enable MFA (admins)


def test_administrators_can_activate_mfa_for_their_environment(company: Company) -> None:
    assert company.admin.call("GET", "/v1/policy").json["mode"] == "off"
    company.set_policy("admins")
    assert company.admin.call("GET", "/v1/policy").json["mode"] == "admins"
    member = company.hire("nosy@example.com")
    member.sign_in()
    refused = member.call("GET", "/v1/policy")
    assert (refused.status, refused.json["code"]) == (403, "forbidden")


def test_do_not_require_mfa_all_users_can_login_using_their_email_address_and_password(company: Company) -> None:
    member = company.hire("plain@example.com")
    assert company.admin.enter_password()["next"] == "none"
    assert member.enter_password()["next"] == "none"


def test_require_mfa_for_admins_admins_need_the_two_step_process_and_regular_users_do_not(company: Company) -> None:
    member = company.hire("regular@example.com")
    company.set_policy("admins")
    assert member.enter_password()["next"] == "none"
    assert company.admin.enter_password()["next"] == "verify"


def test_require_mfa_for_all_users_every_user_needs_the_two_step_process(company: Company) -> None:
    member = company.hire("everyone@example.com")
    company.set_policy("all")
    assert member.enter_password()["next"] == "enrol"
    assert company.admin.enter_password()["next"] == "verify"


def test_require_mfa_for_individual_users_is_controlled_via_the_toggle_on_create_and_edit(company: Company) -> None:
    company.set_policy("individual")
    created_on = company.hire("on@example.com", mfa_required=True)
    edited_on = company.hire("edited@example.com")
    left_off = company.hire("off@example.com")
    company.admin.step_up()
    edited = company.admin.call("PATCH", f"/v1/users/{edited_on.id}", {"mfa_required": True})
    assert edited.json["mfa"]["required"] is True
    steps = [person.enter_password()["next"] for person in (created_on, edited_on, left_off)]
    assert steps == ["enrol", "enrol", "none"]


def test_in_the_user_overview_you_see_for_which_users_mfa_is_enabled(company: Company) -> None:
    company.set_policy("individual")
    person = company.hire("seen@example.com", mfa_required=True)
    company.hire("unseen@example.com")
    person.sign_in()
    users = company.admin.call("GET", "/v1/users").json["items"]
    seen = {user["email"]: (user["mfa"]["required"], user["mfa"]["enrolled"], user["mfa"]["state"]) for user in users}
    assert seen["seen@example.com"] == (True, True, "on")
    assert seen["unseen@example.com"] == (False, False, "off")
    required = company.admin.call("GET", "/v1/users?mfa=required").json["items"]
    assert [user["email"] for user in required] == ["seen@example.com"]


def test_switching_from_admins_to_individual_you_must_enable_mfa_again_for_each_admin(company: Company) -> None:
    company.set_policy("admins")
    second = company.hire("second@example.com", role="admin")
    company.set_policy("individual")
    assert company.overview(second)["required"] is False
    assert second.enter_password()["next"] == "none"
    company.admin.step_up()
    company.admin.call("PATCH", f"/v1/users/{second.id}", {"mfa_required": True})
    assert second.enter_password()["next"] == "enrol"


def test_switching_away_from_individual_and_back_does_not_preserve_your_previous_settings(company: Company) -> None:
    company.set_policy("individual")
    person = company.hire("lost@example.com", mfa_required=True)
    preview = company.admin.call("POST", "/v1/policy/preview", {"mode": "all"}).json
    assert preview["individual_settings_discarded"] == 1
    company.set_policy("all")
    company.set_policy("individual")
    assert company.overview(person)["required"] is False


def test_users_can_be_told_in_advance_before_it_is_enforced(company: Company) -> None:
    person = company.hire("advance@example.com")
    soon = company.clock.now() + 86400
    company.set_policy("all", enforce_from=rfc3339(int(soon)))
    answer = person.enter_password()
    assert (answer["next"], answer["session"]["mfa_required_from"]) == ("none", rfc3339(int(soon)))
    company.clock.pass_time(2 * 86400)
    assert person.enter_password()["next"] == "enrol"


# 3. Login with MFA


def test_the_first_time_scan_the_qr_code_confirm_a_code_and_a_recovery_code_is_shown(company: Company) -> None:
    person = company.hire("first@example.com")
    company.set_policy("all")
    challenge = person.enter_password()["challenge"]["token"]
    shown = person.scan(challenge)
    assert shown["qr_svg"].startswith("<svg")
    png = base64.b64decode(shown["qr_png"].removeprefix("data:image/png;base64,"))
    assert io.BytesIO(png).read(4) == b"\x89PNG"
    answer = person.confirm(challenge)
    assert answer["next"] == "none"
    assert answer["session"]["amr"] == ["pwd", "otp"]
    assert len(answer["recovery_code"].replace("-", "")) == 25


def test_the_recovery_code_is_shown_once(company: Company) -> None:
    company.set_policy("all")
    company.admin.sign_in()
    assert "recovery_code" not in company.admin.call("GET", "/v1/session").json
    assert "recovery_code" not in company.admin.sign_in()


def test_afterwards_signing_in_takes_one_extra_step_the_current_code(company: Company) -> None:
    person = company.hire("again@example.com")
    company.set_policy("all")
    person.sign_in()
    answer = person.enter_password()
    assert answer["next"] == "verify"
    assert person.enter_code(answer["challenge"]["token"])["next"] == "none"


def test_a_code_pasted_with_a_space_is_accepted(company: Company) -> None:
    company.set_policy("all")
    challenge = company.admin.enter_password()["challenge"]["token"]
    company.clock.pass_time(30)
    assert company.admin.app
    code = company.admin.app.code(company.clock.now())
    body = {"challenge": challenge, "code": f"{code[:3]} {code[3:]}"}
    assert company.service.call("POST", "/v1/verification", body).status == 200


# 4. Frequently asked questions


def test_any_totp_compatible_app_is_supported_and_the_key_can_be_typed_in(company: Company) -> None:
    person = company.hire("typed@example.com")
    company.set_policy("all")
    challenge = person.enter_password()["challenge"]["token"]
    typed = person.scan(challenge)["secret"]
    person.app = App(typed.lower().upper())
    assert person.confirm(challenge)["next"] == "none"


def test_sms_is_not_offered(company: Company) -> None:
    document = company.service.call("GET", "/v1/openapi.json")
    assert "sms" not in document.body.decode().lower()
    second_steps = {"/v1/verification", "/v1/recovery", "/v1/enrolment/confirm"}
    asked = {
        path: set(document.json["components"]["schemas"][name]["properties"])
        for path, name in _bodies(document.json, second_steps)
    }
    assert set().union(*asked.values()) == {"challenge", "code", "recovery_code"}


def _bodies(document: Any, paths: set[str]) -> list[tuple[str, str]]:
    content = {path: document["paths"][path]["post"]["requestBody"]["content"] for path in paths}
    return [(path, each["application/json"]["schema"]["$ref"].rsplit("/", 1)[-1]) for path, each in content.items()]


def test_sso_users_get_no_second_step_from_us_and_no_way_in_by_password(company: Company) -> None:
    company.admin.step_up()
    body = {"email": "sso@example.com", "name": "S", "role": "member", "sign_in": "sso"}
    refused = company.admin.call("POST", "/v1/users", body)
    assert (refused.status, refused.json["code"]) == (409, "conflict")


def test_lost_phone_use_the_recovery_code(company: Company) -> None:
    person = company.hire("lost-phone@example.com")
    company.set_policy("all")
    person.sign_in()
    old_code, old_app = person.recovery_code, person.app
    challenge = person.enter_password()["challenge"]["token"]
    answer = company.service.call(
        "POST", "/v1/recovery", {"challenge": challenge, "recovery_code": old_code.lower().replace("-", " ")}
    ).json
    assert (answer["next"], answer["reason"]) == ("enrol", "recovery")
    person.scan(answer["challenge"]["token"])
    assert person.confirm(answer["challenge"]["token"])["recovery_code"] != old_code
    assert person.app != old_app
    assert person.sign_in()["session"]["aal"] == 2


def test_lost_phone_and_recovery_code_the_admin_resets(company: Company) -> None:
    person = company.hire("lost-both@example.com")
    company.set_policy("all")
    person.sign_in()
    company.admin.step_up()
    reset = company.admin.call("POST", f"/v1/users/{person.id}/reset", {"reason": "lost phone"})
    assert reset.status == 204
    assert person.call("GET", "/v1/session").status == 401
    assert company.overview(person)["state"] == "reset"
    answer = person.enter_password()
    assert (answer["next"], answer["reason"]) == ("enrol", "reset")


def test_if_you_no_longer_have_this_code_contact_support(company: Company) -> None:
    company.admin.step_up()
    company.admin.call("PATCH", "/v1/tenant", {"support_contact": "support@example.com"})
    page = company.service.call("GET", f"/v1/tenants/{company.slug}").json
    assert page["support_contact"] == "support@example.com"
