"""A few of the random walks that `make chaos` takes by the hundred."""

import pytest

from tests.tools import chaos

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("seed", [11, 12, 13])
def test_a_random_walk_loses_and_doubles_nothing(playwright, stage, tmp_path, seed):
    tally = chaos.Walk(playwright, stage, tmp_path, seed).run(10)
    assert tally.troubles == []
    assert tally.entries > 0
