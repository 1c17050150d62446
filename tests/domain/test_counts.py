"""A preview's numbers: reckoned from counts, they are those of asking everybody in turn."""

from collections import Counter
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain import policy as rules
from chalicelib.domain.counts import Tally, cells, tally
from chalicelib.domain.records import Mode, Policy, Role, SignInMethod, User
from tests.support.people import authenticator, census

EPOCH = 3
MODES = st.sampled_from(get_args(Mode))


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    mode = draw(MODES)
    kept = draw(st.none() | MODES.filter(lambda each: each != "individual")) if mode == "individual" else None
    return Policy(mode=mode, epoch=EPOCH, kept=kept, changed_at=1, changed_by="usr")


people = st.lists(
    st.builds(
        User,
        id=st.just("usr"),
        tenant=st.just("acme"),
        email=st.just("bo@example.com"),
        name=st.just("Bo"),
        role=st.sampled_from(get_args(Role)),
        sign_in=st.sampled_from(get_args(SignInMethod)),
        disabled=st.booleans(),
        authenticator=st.none() | st.just(authenticator()),
        toggle=st.booleans(),
        toggle_epoch=st.sampled_from([None, EPOCH - 1, EPOCH]),
        created_at=st.just(1),
    ),
    max_size=12,
)


@given(people, policies(), MODES, st.booleans())
def test_counts_say_what_asking_everybody_says(
    crowd: list[User], before: Policy, mode: Mode, keep_required: bool
) -> None:
    if before.mode != "individual":
        crowd = [user.model_copy(update={"toggle_epoch": None}) for user in crowd if user.toggle_epoch == EPOCH] + [
            user for user in crowd if user.toggle_epoch != EPOCH
        ]
    keep = keep_required and mode == "individual"
    after = rules.changed(before, mode=mode, keep_required=keep, enforce_from=None, now=2, actor="usr")
    counts: Counter[str] = Counter()
    for user in crowd:
        counts.update(cells(user))
    assert vars(tally(counts, before, after)) == census(crowd, before, after)


def test_nobody_is_nobody() -> None:
    policy = Policy(mode="all", changed_at=1, changed_by="usr")
    assert tally({}, policy, policy) == Tally(0, 0, 0, 0, 0)


def test_toggles_of_an_epoch_gone_by_count_for_nothing() -> None:
    before = Policy(mode="individual", epoch=5, changed_at=1, changed_by="usr")
    after = rules.changed(before, mode="off", keep_required=False, enforce_from=None, now=2, actor="usr")
    found = tally({"member_bare": 2, "3_member_bare_on": 1, "5_member_bare_off": 1}, before, after)
    assert (found.released, found.individual_settings_discarded) == (0, 0)


def test_a_user_counts_by_the_row_alone_whatever_the_policy() -> None:
    user = User(
        id="usr",
        tenant="acme",
        email="bo@example.com",
        name="Bo",
        role="admin",
        sign_in="password",
        toggle=True,
        toggle_epoch=4,
        created_at=1,
    )
    assert cells(user) == {"admin_bare": 1, "4_admin_bare_on": 1}
    assert cells(user.model_copy(update={"disabled": True})) == {"admin_disabled": 1}
