"""Where the archive may lie: outside the state directory, whose copies would keep what was erased."""

from pathlib import Path

import pytest

from adapters.settings import SettingsError, settings


def test_the_archive_lies_where_its_setting_says(tmp_path: Path) -> None:
    chosen = settings({"EXITSPOR_STATE": str(tmp_path / "state"), "EXITSPOR_ARCHIVE": str(tmp_path / "archive")})
    assert chosen.archive == tmp_path / "archive"


@pytest.mark.parametrize("place", ["state", "state/archive", "state/../state/archive"])
def test_the_archive_does_not_lie_in_the_state_directory(tmp_path: Path, place: str) -> None:
    with pytest.raises(SettingsError, match="outside the state directory"):
        settings({"EXITSPOR_STATE": str(tmp_path / "state"), "EXITSPOR_ARCHIVE": str(tmp_path / place)})
