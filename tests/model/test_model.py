"""A state machine over two tenants, their people, policies and the clock: what is promised holds after every step."""

from contextlib import ExitStack
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from chalicelib.domain import totp
from chalicelib.domain.visitor import Mandate
from chalicelib.flows import recount
from tests.model.expected import ADMIN, MEMBER, Account, Company
from tests.support.people import everybody
from world import Answer, World, aws, founded

TENANTS = ("acme", "other")
PEOPLE = st.integers(0, 5)
MODES = st.sampled_from(["off", "admins", "all", "individual"])


class Service(RuleBasedStateMachine):
    """Every rule is a request of somebody; the model says what it must come to."""

    @initialize()
    def begin(self) -> None:
        self.stack = ExitStack()
        self.world: World = self.stack.enter_context(founded())
        self.companies = {slug: Company() for slug in TENANTS}
        self.world.found("other", "ann@example.com")
        for slug, company in self.companies.items():
            for email, role in (("ann@example.com", ADMIN), ("bea@example.com", ADMIN), ("cid@example.com", MEMBER)):
                user = (
                    self.world.stored(email, slug)
                    if email.startswith("ann")
                    else self.world.user(email, role=role, tenant=slug)  # type: ignore[arg-type]
                )
                company.accounts[email] = Account(slug, email, role, user.id)

    def teardown(self) -> None:
        if hasattr(self, "stack"):
            self.stack.close()

    def _pick(self, number: int) -> tuple[Company, Account]:
        company = self.companies[TENANTS[number % 2]]
        return company, list(company.accounts.values())[number // 2]

    def _call(self, account: Account, method: str, path: str, body: Any = None, **more: str) -> Answer:
        return self.world.call(method, path, body, token=account.tokens[-1], **more)

    def _login(self, account: Account) -> Answer:
        answer = self.world.login(account.email, tenant=account.tenant)
        assert answer.status == 200, answer.text
        return answer

    def _opened(self, account: Account, answer: Answer, *, ends_others: bool = False) -> None:
        account.tokens = [] if ends_others else account.tokens
        account.tokens.append(answer.token)
        account.proofs += 1

    def _enrol(self, account: Account, challenge: str) -> None:
        secret = self.world.call("POST", "/v1/enrolment", {"challenge": challenge}).body["secret"]
        body = {"challenge": challenge, "code": self.world.code(secret)}
        answer = self.world.call("POST", "/v1/enrolment/confirm", body)
        assert answer.status == 200, answer.text
        account.secret, account.recovery = secret, answer.body["recovery_code"]
        account.last_step = totp.step_at(self.world.clock.now)
        self._opened(account, answer, ends_others=True)

    @rule(number=PEOPLE)
    def sign_in(self, number: int) -> None:
        """All the way, with a code that was never used; the model says which way that is."""
        company, account = self._pick(number)
        self.world.pass_time(totp.PERIOD)
        answer = self._login(account)
        assert answer.body["next"] == company.next_step(account)
        if answer.body["next"] == "none":
            self._opened(account, answer)
        elif answer.body["next"] == "enrol":
            self._enrol(account, answer.challenge)
        else:
            self._verify(account, answer.challenge)

    def _verify(self, account: Account, challenge: str) -> None:
        assert account.secret
        code = self.world.code(account.secret)
        answer = self.world.verify(challenge, code)
        assert answer.status == 200, answer.text
        account.last_step = totp.step_at(self.world.clock.now)
        self._opened(account, answer)
        again = self.world.verify(self._login(account).challenge, code)
        assert again.code == "code_already_used"

    @rule(number=PEOPLE)
    def guess(self, number: int) -> None:
        """A wrong code opens nothing; five minutes later nobody counts it any more."""
        company, account = self._pick(number)
        answer = self._login(account)
        if answer.body["next"] == "verify" and account.secret:
            assert self.world.verify(answer.challenge, self.world.wrong_code(account.secret)).status in {401, 429}
            self.world.pass_time(3600)
        elif answer.body["next"] == "none":
            self._opened(account, answer)
        assert answer.body["next"] == company.next_step(account)

    @rule(number=PEOPLE)
    def recover(self, number: int) -> None:
        """A lost phone: the recovery code leads to a new authenticator, and is worth nothing after that."""
        company, account = self._pick(number)
        if not account.recovery or company.next_step(account) != "verify":
            return
        old = account.recovery
        body = {"challenge": self._login(account).challenge, "recovery_code": old}
        answer = self.world.call("POST", "/v1/recovery", body)
        assert (answer.status, answer.body["reason"]) == (200, "recovery")
        self._enrol(account, answer.challenge)
        body = {"challenge": self._login(account).challenge, "recovery_code": old}
        assert self.world.call("POST", "/v1/recovery", body).code == "invalid_recovery_code"

    @rule(tenant=st.sampled_from(TENANTS), mode=MODES, who=st.integers(0, 1))
    def save_policy(self, tenant: str, mode: str, who: int) -> None:
        account = self._fresh_admin(tenant, who)
        etag = self._call(account, "GET", "/v1/policy").headers["ETag"]
        answer = self._call(account, "PUT", "/v1/policy", {"mode": mode}, If_Match=etag)
        assert answer.status == 200, answer.text
        self.companies[tenant].save(mode)

    @rule(tenant=st.sampled_from(TENANTS), who=st.integers(0, 1), number=st.integers(0, 2))
    def reset(self, tenant: str, who: int, number: int) -> None:
        admin = self._fresh_admin(tenant, who)
        account = list(self.companies[tenant].accounts.values())[number]
        answer = self._call(admin, "POST", f"/v1/users/{account.id}/reset", {"reason": "a lost phone"})
        if account is admin or not account.secret:
            assert answer.code == "conflict"
            return
        assert answer.status == 204, answer.text
        account.secret = account.recovery = None
        account.tokens = []

    @rule(tenant=st.sampled_from(TENANTS), who=st.integers(0, 1), number=st.integers(0, 2), is_on=st.booleans())
    def toggle(self, tenant: str, who: int, number: int, is_on: bool) -> None:
        admin = self._fresh_admin(tenant, who)
        company = self.companies[tenant]
        account = list(company.accounts.values())[number]
        answer = self._call(admin, "PATCH", f"/v1/users/{account.id}", {"mfa_required": is_on})
        if company.mode != "individual":
            assert answer.code == "conflict"
            return
        assert answer.body["mfa"]["required"] is is_on
        account.toggle = is_on

    @rule(tenant=st.sampled_from(TENANTS), number=st.integers(0, 2))
    def reach_across(self, tenant: str, number: int) -> None:
        """Whatever an admin does with an id of the other tenant, nobody of that name is there."""
        admin = self._fresh_admin(tenant, 0)
        other = self.companies[TENANTS[1 - TENANTS.index(tenant)]]
        path = f"/v1/users/{list(other.accounts.values())[number].id}"
        answers = [
            self._call(admin, "GET", path),
            self._call(admin, "PATCH", path, {"name": "Mallory"}),
            self._call(admin, "DELETE", path),
            self._call(admin, "POST", f"{path}/reset", {"reason": "a lost phone"}),
            self._call(admin, "DELETE", f"{path}/sessions"),
        ]
        assert [answer.code for answer in answers] == ["not_found"] * 5

    @rule(number=PEOPLE)
    def sign_out(self, number: int) -> None:
        _, account = self._pick(number)
        if account.tokens:
            token = account.tokens.pop()
            self.world.call("DELETE", "/v1/session", token=token)
            assert self.world.call("GET", "/v1/session", token=token).code == "not_signed_in"

    @rule(seconds=st.sampled_from([30, 301, 700, 4000]))
    def wait(self, seconds: int) -> None:
        self.world.pass_time(seconds)

    def _fresh_admin(self, tenant: str, who: int) -> Account:
        self.sign_in(TENANTS.index(tenant) + 2 * who)
        return list(self.companies[tenant].accounts.values())[who]

    @invariant()
    def nobody_has_more_sessions_than_proofs(self) -> None:
        rows = aws.rows()
        for company in self.companies.values():
            for account in company.accounts.values():
                held = rows.get(f"SESSION#{account.tenant}#{account.id}", {})
                assert len(held) <= account.proofs

    @invariant()
    def nobody_is_served_below_what_the_policy_asks(self) -> None:
        for company in self.companies.values():
            for account in company.accounts.values():
                if account.tokens and company.asks(account):
                    token = account.tokens[-1]
                    served = self.world.call("GET", "/v1/me/sessions", token=token).status == 200
                    assert not served or self.world.call("GET", "/v1/session", token=token).body["aal"] == 2

    @invariant()
    def the_rows_are_what_the_model_says(self) -> None:
        """One recovery code for whoever is enrolled; counts that a recount confirms; everybody required as asked."""
        for slug, company in self.companies.items():
            people = everybody(self.world, slug)
            assert {user.email for user in people} == set(company.accounts)
            for user in people:
                account = company.accounts[user.email]
                assert (user.authenticator is not None) is (account.secret is not None)
                assert (user.recovery_digest is not None) is (account.secret is not None)
                assert user.authenticator is None or user.authenticator.last_step == account.last_step
            tenant, visitor = self.world.tenant(slug), self.world.visitor()
            mandate = Mandate(visitor=visitor, tenant=tenant, actor="operator:test")
            assert recount.difference(self.world.deps, mandate) == {}


TestService = Service.TestCase
TestService.settings = settings(
    max_examples=25,
    stateful_step_count=12,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
