"""Erasing at the command line: what is to come, the night's work at once, and certificates, of an installation."""

from tests.adapters.cli.conftest import Run

OPEN = ("trajectory", "open", "--programme", "exit-prostitution", "--centre", "hjemloeseenheden")
FORM = ("--handled-by", "cti-worker", "--way-in", "kc", "--form", "meeting")


def test_the_night_s_work_can_be_done_at_once_and_looked_at(run: Run) -> None:
    assert "Slettes inden for 30 dage: intet" in run("erasing", "due").out
    said = run("erasing", "run")
    assert (said.code, said.out) == (0, "Nattens sletterutine er kørt.\n")
    status = run("erasing", "status")
    assert status.code == 0
    for told in ("Sletninger, der ikke er endelige: intet", "gemmes i 35 dage", "rummer 0 sletninger", "ikke sat"):
        assert told in status.out
    assert "0 sletninger er gentaget" in run("erasing", "redo").out


def test_a_certificate_is_printed_in_danish_and_english(run: Run) -> None:
    trajectory = run(*OPEN, *FORM).value("Forløb")
    said = run("erasing", "certificate", trajectory)
    assert said.code == 0
    assert "Attest for sletning / Certificate of erasing" in said.out
    assert "Intet er slettet i boksen. / Nothing was erased in the vault." in said.out
    assert run("erasing", "certificate", "5f0c9f3e-7d62-4b0e-9d0a-1f9d0a6b7c21").code == 3
    assert run("erasing", "certificate", "Ane").code == 2
