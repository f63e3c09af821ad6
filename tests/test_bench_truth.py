"""Litters of known truth: the truth is in them, and in what was written down about them."""

import pytest

from bench.truth import litters
from bench.truth.litters import KITTENS, PUPPIES_LB, PUPPIES_OZ, SHEETS, STORIES, litter
from bench.truth.scales import DAY
from feedings.growth.readings import in_order

SOME = range(12)


def some(story, sheet=KITTENS):
    return [litter(1, story, sheet, number, days=30) for number in SOME]


def by_id(life):
    return {reading.entry_id: reading for reading in life.readings}


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
@pytest.mark.parametrize("story", STORIES)
def test_a_seed_gives_one_litter_and_another_seed_another(story, sheet):
    one = litter(1, story, sheet)
    assert one == litter(1, story, sheet)
    assert one != litter(2, story, sheet)
    for life in one.lives:
        assert life.readings == in_order(life.readings)
        assert len({reading.entry_id for reading in life.readings}) == len(life.readings)
        assert all(reading.at > one.born_at for reading in life.readings)


def test_weights_have_the_step_of_their_scale():
    weights = [r for life in litter(1, "healthy", PUPPIES_OZ).lives for r in life.readings]
    assert {reading.precision_g for reading in weights} == {14.17}
    assert all(round(reading.grams / 28.349523, 2) % 1 in (0, 1) for reading in weights)


def test_puppies_on_pounds_are_weighed_weekly():
    for life in litter(1, "healthy", PUPPIES_LB).lives:
        gaps = [b.at - a.at for a, b in zip(life.readings, life.readings[1:], strict=False)]
        assert all(gap > 6.5 * DAY for gap in gaps)


def test_healthy_ones_live_and_about_double_in_a_fortnight():
    lives = [life for one in some("healthy") for life in one.lives]
    assert all(life.end is None and not life.wrong for life in lives)
    times = sorted(life.course.at(14) / life.course.at(0) for life in lives)
    assert 2 < times[len(times) // 2] < 3.5


def test_a_thriving_runt_is_the_smallest_and_lives():
    for one in some("runt_thrives"):
        (runt,) = (life for life in one.lives if life.is_runt)
        assert runt.end is None
        assert runt.course.at(28) > 2 * runt.course.at(0)


def test_one_fades_by_one_to_six_per_cent_a_day_over_two_days_or_more_and_dies():
    with_signs = 0
    for one in some("fades"):
        (fading,) = (life for life in one.lives if life.end)
        end = fading.end
        assert 2 <= end.dies_at - end.loses_from <= 5
        assert all(0.01 <= loss <= 0.06 for loss in end.losses)
        lost = 1 - fading.course.at(end.dies_at) / fading.course.at(end.loses_from)
        assert 0.015 < lost < 0.3
        assert fading.readings[-1].at < fading.dies_at
        signs = [one.vigour for one in fading.sightings if one.vigour]
        signs += [feed.vigour for feed in fading.feeds if feed.vigour]
        assert bool(signs) <= fading.has_signs
        with_signs += fading.has_signs
    assert 0 < with_signs < len(SOME)


def test_swapped_weights_name_each_other():
    for one in some("swapped"):
        wrong = {
            (life.pk, entry_id): mistake
            for life in one.lives
            for entry_id, mistake in life.wrong.items()
        }
        assert wrong
        for (pk, entry_id), mistake in wrong.items():
            number = entry_id.rsplit("-", 1)[1]
            other = next(life for life in one.lives if life.pk == mistake.with_)
            theirs = other.wrong[f"{other.name}-{number}"]
            mine = by_id(one.lives[pk - 1])[entry_id]
            assert (mine.grams, theirs.with_) == (theirs.true_g, pk)


@pytest.mark.parametrize("story", ["unit", "digit", "tare"])
def test_a_slip_is_the_weight_that_was_written_and_the_true_one_is_known(story):
    cases = [
        (by_id(life)[entry_id], mistake)
        for one in some(story)
        for life in one.lives
        for entry_id, mistake in life.wrong.items()
    ]
    assert len(cases) > len(SOME)
    for written, mistake in cases:
        assert mistake.reason == story
        assert written.grams != mistake.true_g
        if story == "unit":
            assert mistake.differs > 5


def test_a_jump_is_of_the_whole_litter_and_of_one_to_three_sittings():
    for one in some("litter_jump"):
        assert 1 <= len(one.jumps) <= 3
        for life in one.lives:
            during = {
                reading.entry_id
                for reading in life.readings
                if any(abs(reading.at - at) < DAY / 24 for at in one.jumps)
            }
            assert set(life.wrong) == during


def test_while_nobody_feeds_there_is_no_feed():
    for one in some("missed_feeds"):
        start, end = one.unfed
        for life in one.lives:
            given = [feed for feed in life.feeds if start <= feed.at < end and feed.given]
            assert bool(given) is (one.refuser not in (None, life.pk))


def test_a_weaning_plateau_stalls_for_days_and_ends():
    one = litter(1, "plateau", KITTENS)
    for life in one.lives:
        gains = [life.course.at(day + 1) / life.course.at(day) - 1 for day in range(24, 42)]
        assert min(gains) < 0.01
        assert gains[-1] > 0.005


def test_the_reference_rows_are_the_shipped_ones():
    assert litters.typical("cat", "domestic_shorthair").at(7) == 180
    assert {row.model for row in litters.multiple_rows("dog")} >= {"sacn_low", "sacn_typical"}
