"""What the service has answered is there after a `kill -9` of all of it; `make survival` tries it a hundred times."""

from pathlib import Path

import pytest

from emulator import dynoxide
from tests.local import survival


@pytest.mark.skipif(not dynoxide.SUITS_THIS_MACHINE, reason="elsewhere the state is written when the service stops")
def test_nothing_that_was_answered_is_lost_or_doubled(tmp_path: Path) -> None:
    assert survival.rounds(tmp_path, 5, lambda _: None) == []
