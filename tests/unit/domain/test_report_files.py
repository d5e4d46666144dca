from __future__ import annotations

import pytest

from bookbridge.domain.report_files import MAX_PARTS, PART_BYTES, SAME_SIZE, FilePart, UnfinishedFile

pytestmark = [pytest.mark.unit, pytest.mark.requirement("A5")]


def with_parts(count: int) -> UnfinishedFile:
    return UnfinishedFile("key", "upload", tuple(FilePart(number, "etag") for number in range(1, count + 1)))


def test_parts_are_as_small_as_they_may_be_for_as_long_as_that_will_do() -> None:
    assert {with_parts(count).part_bytes for count in range(SAME_SIZE)} == {PART_BYTES}
    assert with_parts(SAME_SIZE).part_bytes == 2 * PART_BYTES


def test_ten_thousand_parts_hold_more_than_a_terabyte_and_none_is_larger_than_a_function_can_hold() -> None:
    sizes = [PART_BYTES * (1 + count // SAME_SIZE) for count in range(MAX_PARTS)]
    assert sum(sizes) > 1024**4
    assert max(sizes) < 256 * 1024**2
    assert sizes[:3] == [with_parts(count).part_bytes for count in range(3)]


def test_no_two_turns_give_the_same_number_to_a_part_and_numbers_rise_in_the_order_of_the_file() -> None:
    """Each turn stores some parts, and may leave one more behind that counts for nothing."""
    file, given = UnfinishedFile(), list[int]()
    for turn in range(1, 50):
        for _ in range(turn % 4):
            number = file.next_number(turn)
            given.append(number)
            file = file.with_part(FilePart(number, "etag"), "cursor")
        given.append(file.next_number(turn))

    assert given == sorted(set(given))
    assert [part.number for part in file.parts] == sorted({part.number for part in file.parts})


def test_a_part_takes_in_the_rest_that_was_left_over() -> None:
    file = UnfinishedFile().with_rest("rest", "page-1").with_part(FilePart(1, "etag"), "page-2")
    assert (file.rest_key, file.cursor) == ("", "page-2")


def test_a_file_that_is_begun_anew_keeps_nothing_but_how_often_that_was() -> None:
    assert with_parts(3).begun_anew().begun_anew() == UnfinishedFile(restarts=2)
