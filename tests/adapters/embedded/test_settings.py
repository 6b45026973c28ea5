"""What the environment may choose, and what it is told when it chooses wrongly."""

from pathlib import Path

import pytest

from adapters.embedded.errors import ServerError
from adapters.embedded.ports import web_socket
from adapters.settings import Settings, SettingsError, settings

DSN = "postgresql://exitspor:hemmeligt@db.example/exitspor"


def test_an_empty_environment_means_an_embedded_run_on_this_machine() -> None:
    chosen = settings({})
    assert (chosen.postgres, chosen.temporal, chosen.host, chosen.port) == (None, None, "127.0.0.1", 8717)
    assert (chosen.municipality, chosen.temporal_namespace, chosen.embeds) == ("101", "default", True)


def test_the_state_lies_in_the_checkout_wherever_the_command_is_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("/")
    assert settings({}).state == Path(__file__).parents[3] / ".exitspor"


def test_a_relative_state_is_taken_from_where_we_stand(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert settings({"EXITSPOR_STATE": "data"}).state == tmp_path / "data"


def test_an_empty_variable_counts_as_unset() -> None:
    assert settings({"EXITSPOR_POSTGRES": "", "EXITSPOR_PORT": ""}) == settings({})


@pytest.mark.parametrize("host", ["0.0.0.0", "10.0.0.5", "::", "example.org"])
def test_the_embedded_run_is_refused_to_others_than_this_machine(host: str) -> None:
    with pytest.raises(SettingsError, match=r"EXITSPOR_HOST skal være 127\.0\.0\.1"):
        settings({"EXITSPOR_HOST": host})


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_every_name_of_this_machine_is_taken(host: str) -> None:
    assert settings({"EXITSPOR_HOST": host}).host == host


HTTPS = {"EXITSPOR_PUBLIC_URL": "https://exitspor.example"}


def test_with_a_database_of_its_own_and_behind_https_a_run_may_be_reached_by_others() -> None:
    assert settings({"EXITSPOR_HOST": "0.0.0.0", "EXITSPOR_POSTGRES": DSN, **HTTPS}).host == "0.0.0.0"


@pytest.mark.parametrize(
    "others",
    [{"EXITSPOR_POSTGRES": DSN}, HTTPS, {"EXITSPOR_POSTGRES": DSN, "EXITSPOR_PUBLIC_URL": "http://127.0.0.1:8717"}],
)
def test_what_lacks_a_database_of_its_own_or_https_before_it_is_for_this_machine_only(others: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match="EXITSPOR_HOST must be 127"):
        settings({"EXITSPOR_HOST": "0.0.0.0", **others})


@pytest.mark.parametrize("target", ["0.0.0.0:9464", "10.0.0.5:9464", "[::]:9464"])
def test_metrics_are_told_to_this_machine_alone_even_with_a_database_of_its_own(target: str) -> None:
    with pytest.raises(SettingsError, match="EXITSPOR_METRICS must be this machine's address"):
        settings({"EXITSPOR_METRICS": target, "EXITSPOR_POSTGRES": DSN})


@pytest.mark.parametrize("target", ["127.0.0.1:9464", "[::1]:9464", "localhost:9464"])
def test_metrics_are_told_where_they_are_asked_for_and_else_nowhere(target: str) -> None:
    assert settings({"EXITSPOR_METRICS": target}).metrics == target
    assert settings({}).metrics is None


def test_with_both_servers_given_nothing_is_embedded() -> None:
    assert not settings({"EXITSPOR_POSTGRES": DSN, "EXITSPOR_TEMPORAL": "temporal:7233"}).embeds


@pytest.mark.parametrize("host", ["db", "u:p%40@db:5432", "one:1,two:2", "[::1]:5432", "[::1]", "%2Frun%2Fpg", ""])
def test_every_way_to_name_a_database_is_taken(host: str) -> None:
    dsn = f"postgresql://{host}/x?sslmode=require"
    taken = settings({"EXITSPOR_POSTGRES": dsn}).postgres
    assert taken is not None
    assert taken.get_secret_value() == dsn


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("EXITSPOR_STATE", "~hemmeligt-ingen/x"),
        ("EXITSPOR_STATE", "/hemmeligt/\udcff"),
        ("EXITSPOR_POSTGRES", "mysql://hemmeligt@db/x"),
        ("EXITSPOR_POSTGRES", "postgresql://[hemmeligt"),
        ("EXITSPOR_POSTGRES", "postgresql://hemmeligt@db:port/x"),
        ("EXITSPOR_POSTGRES", "postgresql://hemmeligt@db:70000/x"),
        ("EXITSPOR_POSTGRES", "postgresql://hemmeligt@db:1,db:x/x"),
        ("EXITSPOR_TEMPORAL", "hemmeligt"),
        ("EXITSPOR_TEMPORAL", "hemmeligt:70000"),
        ("EXITSPOR_TEMPORAL_NAMESPACE", "hemmeligt sted"),
        ("EXITSPOR_MUNICIPALITY", "hemmeligt"),
        ("EXITSPOR_PORT", "hemmeligt"),
        ("EXITSPOR_PORT", "70000"),
        ("EXITSPOR_METRICS", "hemmeligt"),
        ("EXITSPOR_METRICS", "hemmeligt:9464"),
        ("EXITSPOR_METRICS", "127.0.0.1:0"),
        ("EXITSPOR_METRICS", "127.0.0.1:70000"),
    ],
)
def test_a_wrong_value_is_named_in_both_languages_and_never_shown(name: str, value: str) -> None:
    with pytest.raises(SettingsError) as refusal:
        settings({name: value})
    danish, english = str(refusal.value).splitlines()
    assert danish.startswith(f"{name} ")
    assert english.startswith(f"{name} m")
    assert "hemmeligt" not in str(refusal.value)


def test_every_wrong_value_is_told_at_once() -> None:
    with pytest.raises(SettingsError) as refusal:
        settings({"EXITSPOR_PORT": "0", "EXITSPOR_MUNICIPALITY": "1"})
    for text in (refusal.value.danish, refusal.value.english):
        assert "EXITSPOR_MUNICIPALITY" in text
        assert "EXITSPOR_PORT" in text


def test_the_password_of_a_database_is_never_shown() -> None:
    assert "hemmeligt" not in repr(settings({"EXITSPOR_POSTGRES": DSN}))


def test_a_taken_port_gives_way_to_the_next_free_one() -> None:
    with web_socket(Settings()) as first, web_socket(Settings()) as second:
        assert first.getsockname()[1] < second.getsockname()[1]


def test_a_port_that_was_set_never_gives_way() -> None:
    with web_socket(Settings()) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ServerError, match=f"Port {port} .* er optaget"):
            web_socket(Settings(port=port))
