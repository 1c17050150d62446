"""What this process believes of what it has read."""

from chalicelib.store.recent import MOST, Recent


def test_what_is_young_is_recalled_and_what_is_old_is_made_anew() -> None:
    recent, made = Recent(), iter(range(10))

    def recall(now: float, within: float = 60) -> int:
        return recent.recall("x", lambda: next(made), now=now, within=within)

    assert [recall(0), recall(59), recall(60), recall(61, within=0)] == [0, 0, 1, 2]
    assert recall(10) == 3, "a clock that was set back: nothing is believed from the future"


def test_it_stays_small_and_forgets_the_oldest() -> None:
    recent = Recent()
    for number in range(MOST + 1):
        recent.recall(number, lambda: "first", now=number, within=1)
    assert recent.recall(0, lambda: "again", now=0, within=1e9) == "again"
    assert recent.recall(MOST, lambda: "again", now=MOST, within=1e9) == "first"
