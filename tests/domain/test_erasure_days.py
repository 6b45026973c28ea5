"""The day on which an erasing is final."""

from datetime import date

import pytest

from domain.erasure_days import final_day


@pytest.mark.parametrize(
    ("ordered", "backup_days", "final"),
    [
        (date(2026, 3, 2), 35, date(2026, 4, 7)),
        (date(2026, 12, 31), 1, date(2027, 1, 2)),
        (date(2028, 2, 28), 1, date(2028, 3, 1)),
    ],
)
def test_an_erasing_is_final_when_backups_of_the_next_nights_key_have_run_out(
    ordered: date, backup_days: int, final: date
) -> None:
    assert final_day(ordered, backup_days) == final
