"""What is read out of a key that somebody sent."""

import pytest

from animals.words import key_in


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("7", 7),
        ("9" * 18, int("9" * 18)),
        ("9" * 19, 0),
        ("", 0),
        (None, 0),
        ("0", 0),
        ("-1", 0),
        ("1.5", 0),
        (" 7", 0),
        ("7\0", 0),
        ("²", 0),
        ("٣", 0),
    ],
)
def test_anything_that_is_no_key_is_one_that_no_row_has(text, key):
    assert key_in(text) == key
