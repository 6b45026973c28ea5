"""What the environment may choose about log-in, and what a start says of files that cannot be used."""

from pathlib import Path

import pytest

from adapters.settings import SettingsError, settings
from tests.adapters.cli.command_line import exitspor

ISSUER = {
    "EXITSPOR_OIDC_ISSUER": "https://login.example/realms/kommune",
    "EXITSPOR_OIDC_CLIENT_ID": "exitspor",
    "EXITSPOR_OIDC_MAPPING": "/etc/exitspor/mapping.toml",
}


@pytest.mark.parametrize(
    "url", ["https://exitspor.example", "https://exitspor.example:8443/", "http://127.0.0.1:8717"]
)
def test_the_pages_address_is_one_of_https_or_of_this_machine(url: str) -> None:
    assert settings({"EXITSPOR_PUBLIC_URL": url}).public_url == url.rstrip("/")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("EXITSPOR_PUBLIC_URL", "http://hemmeligt.example"),
        ("EXITSPOR_PUBLIC_URL", "https://hemmeligt.example/path"),
        ("EXITSPOR_PUBLIC_URL", "https://user@hemmeligt.example"),
        ("EXITSPOR_PUBLIC_URL", "https://hemmeligt.example?x"),
        ("EXITSPOR_PUBLIC_URL", "https://hemmeligt.example:70000"),
        ("EXITSPOR_PUBLIC_URL", "hemmeligt"),
        ("EXITSPOR_OIDC_ISSUER", "http://hemmeligt.example"),
        ("EXITSPOR_OIDC_ISSUER", "https://hemmeligt.example/?x=1"),
        ("EXITSPOR_OIDC_ISSUER", "https://"),
    ],
)
def test_an_address_that_is_not_guarded_is_refused_and_not_shown(name: str, value: str) -> None:
    with pytest.raises(SettingsError) as refusal:
        settings({**ISSUER, name: value})
    assert refusal.value.danish.startswith(name)
    assert "hemmeligt" not in str(refusal.value)


@pytest.mark.parametrize("name", ["EXITSPOR_OIDC_CLIENT_ID", "EXITSPOR_OIDC_MAPPING"])
def test_an_issuer_comes_with_a_client_and_a_mapping(name: str) -> None:
    with pytest.raises(SettingsError, match=name):
        settings({key: value for key, value in ISSUER.items() if key != name})
    assert settings(ISSUER).oidc_issuer == ISSUER["EXITSPOR_OIDC_ISSUER"]


@pytest.mark.parametrize("name", ["EXITSPOR_OIDC_MAPPING", "EXITSPOR_OIDC_SECRET_FILE"])
def test_a_start_with_a_file_that_cannot_be_read_says_which_and_starts_nothing(tmp_path: Path, name: str) -> None:
    mapping = tmp_path / "mapping.toml"
    mapping.write_text('[worker.codes]\n"x" = "BB7"\n')
    state = {"EXITSPOR_STATE": str(tmp_path / "state"), "EXITSPOR_OIDC_MAPPING": str(mapping)}
    said = exitspor("up", environment={**ISSUER, **state, name: str(tmp_path / "none")})
    assert said.code == 2
    assert name in said.err
    assert not (tmp_path / "state").exists()
