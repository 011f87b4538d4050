"""Settings as the environment gives them, and the secret that is made when none is given."""

from __future__ import annotations

import os
import resource
import stat
from pathlib import Path

import pytest

from spectrum import settings as module
from spectrum.errors import InvalidSetting, OneServerOnly, SecretNotKept, SettingNeeded
from spectrum.settings import Settings, check_for_serving, read_settings, signing_secret, workers_asked

SECRET = "correct horse battery"


def test_defaults():
    settings = read_settings({})
    assert settings.database == str(module.ROOT / "data" / "votes.duckdb")
    assert settings.board == "ai-filmmaking"
    assert settings.demo is False
    assert settings.secret is None


def test_empty_values_are_as_good_as_none():
    names = ("SPECTRUM_DATABASE", "SPECTRUM_BOARD", "SPECTRUM_DEMO", "SPECTRUM_SECRET")
    assert read_settings(dict.fromkeys(names, "")) == read_settings({})


def test_every_setting_is_read():
    env = {
        "SPECTRUM_DATABASE": "/srv/v.duckdb",
        "SPECTRUM_BOARD": "talk",
        "SPECTRUM_SECRET": SECRET,
        "SPECTRUM_ORGANISER_PASSWORD": "open sesame",
        "SPECTRUM_PUBLIC_URL": "https://vote.example.org/",
        "SPECTRUM_TRUSTED_PROXIES": "10.0.0.1, 10.0.0.2",
        "SPECTRUM_TICK": "0.5",
        "SPECTRUM_VOTER_RATE": "2",
        "SPECTRUM_VOTER_BURST": "7",
        "SPECTRUM_ADDRESS_RATE": "900",
        "SPECTRUM_ADDRESS_STREAMS": "300",
        "SPECTRUM_ADDRESS_VOTERS": "400",
    }
    assert read_settings(env) == Settings(
        "/srv/v.duckdb",
        "talk",
        demo=False,
        secret=SECRET,
        organiser_password="open sesame",
        public_url="https://vote.example.org",
        trusted_proxies=("10.0.0.1", "10.0.0.2"),
        tick=0.5,
        voter_rate=2.0,
        voter_burst=7.0,
        address_rate=900.0,
        address_streams=300,
        address_voters=400,
    )


@pytest.mark.parametrize("value", ["soon", "0", "-1", "nan", "inf", "11"])
def test_tick_that_cannot_be_is_refused_with_what_is_allowed(value):
    with pytest.raises(InvalidSetting, match=r"SPECTRUM_TICK .* a number from 0.02 to 10"):
        read_settings({"SPECTRUM_TICK": value})


@pytest.mark.parametrize("value", ["vote.example.org", "ftp://vote.example.org", "https://"])
def test_public_address_must_be_one_of_the_web(value):
    with pytest.raises(InvalidSetting, match="SPECTRUM_PUBLIC_URL"):
        read_settings({"SPECTRUM_PUBLIC_URL": value})


def test_settings_come_from_the_process_environment(monkeypatch):
    monkeypatch.setenv("SPECTRUM_BOARD", "from-the-environment")
    assert read_settings().board == "from-the-environment"


@pytest.mark.parametrize(("value", "demo"), [("1", True), ("0", False), (" 1 ", True)])
def test_demo_is_a_switch(value, demo):
    assert read_settings({"SPECTRUM_DEMO": value}).demo is demo


@pytest.mark.parametrize("value", ["yes", "true", "2", "-1"])
def test_other_values_of_the_switch_are_refused_with_what_is_allowed(value):
    with pytest.raises(InvalidSetting, match=f"SPECTRUM_DEMO is '{value}', but must be 0 or 1"):
        read_settings({"SPECTRUM_DEMO": value})


def test_demo_has_a_database_of_its_own():
    settings = read_settings({"SPECTRUM_DEMO": "1", "SPECTRUM_DATABASE": "/srv/votes.duckdb"})
    assert settings.database == str(module.DEMO_DATABASE)
    assert module.DEMO_DATABASE == module.ROOT / "data" / "demo.duckdb"


def test_address_of_another_kind_of_server_is_refused_without_its_password():
    with pytest.raises(InvalidSetting, match="SPECTRUM_DATABASE .* path of a DuckDB file") as refused:
        read_settings({"SPECTRUM_DATABASE": "mysql://ann:hunter2@db/votes"})
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize("scheme", ["postgresql", "postgres"])
def test_address_of_a_postgresql_server_is_taken_and_kept_off_the_screen(scheme):
    address = f"{scheme}://ann:hunter2@db/votes"
    settings = read_settings({"SPECTRUM_DATABASE": address})
    assert settings.database == address
    assert "hunter2" not in repr(settings)


SHARED = {"SPECTRUM_SECRET": SECRET, "SPECTRUM_ORGANISER_PASSWORD": "open sesame"}


@pytest.mark.parametrize("missing", SHARED)
def test_server_on_postgresql_needs_what_all_servers_share(missing):
    env = {"SPECTRUM_DATABASE": "postgresql://db/votes", **SHARED}
    check_for_serving(read_settings(env))
    with pytest.raises(SettingNeeded, match=f"{missing} is not set.* on every server"):
        check_for_serving(read_settings(env | {missing: ""}))


def test_server_on_postgresql_names_all_that_it_needs_at_once():
    with pytest.raises(SettingNeeded, match="SPECTRUM_SECRET and SPECTRUM_ORGANISER_PASSWORD are not set"):
        check_for_serving(read_settings({"SPECTRUM_DATABASE": "postgresql://db/votes"}))


def test_server_on_a_file_and_the_demo_need_nothing():
    check_for_serving(read_settings({}))
    check_for_serving(read_settings({"SPECTRUM_DEMO": "1", "SPECTRUM_DATABASE": "postgresql://db/votes"}))


def test_short_secret_is_refused_without_repeating_it():
    with pytest.raises(InvalidSetting, match="SPECTRUM_SECRET .* at least 16 characters") as refused:
        read_settings({"SPECTRUM_SECRET": "short-secret-15"})
    assert "short-secret-15" not in str(refused.value)
    assert read_settings({"SPECTRUM_SECRET": "long-enough-16--"}).secret == "long-enough-16--"


def test_secret_cannot_be_read_from_the_settings_on_a_screen():
    settings = read_settings({"SPECTRUM_SECRET": SECRET})
    assert SECRET not in repr(settings)
    assert SECRET not in str(settings)


@pytest.fixture
def unset(tmp_path: Path) -> Settings:
    return read_settings({"SPECTRUM_DATABASE": str(tmp_path / "new" / "votes.duckdb")})


def test_given_secret_is_used_and_no_file_is_made(tmp_path):
    settings = Settings(str(tmp_path / "votes.duckdb"), "board", demo=False, secret=SECRET)
    assert signing_secret(settings) == SECRET
    assert list(tmp_path.iterdir()) == []


def test_secret_is_made_once_beside_the_database(unset):
    made = signing_secret(unset)
    file = Path(unset.database).parent / "votes.secret"
    assert len(made) >= 32
    assert file.read_text() == made
    assert signing_secret(unset) == made
    assert [path.name for path in file.parent.iterdir()] == ["votes.secret"]


def test_each_database_gets_a_secret_of_its_own(unset, tmp_path):
    other = read_settings({"SPECTRUM_DATABASE": str(tmp_path / "other.duckdb")})
    assert signing_secret(unset) != signing_secret(other)


def test_only_the_owner_can_read_the_secret_file(unset):
    earlier = os.umask(0)
    try:
        signing_secret(unset)
    finally:
        os.umask(earlier)
    assert stat.S_IMODE(unset.secret_file.stat().st_mode) == 0o600


def test_secret_of_an_earlier_start_is_kept_whatever_white_space_follows(unset):
    unset.secret_file.parent.mkdir()
    unset.secret_file.write_text(f"{SECRET}\n")
    assert signing_secret(unset) == SECRET


@pytest.mark.parametrize("content", ["", "short", "\n"])
def test_file_that_holds_no_whole_secret_is_not_taken_for_one(unset, content):
    unset.secret_file.parent.mkdir()
    unset.secret_file.write_text(content)
    with pytest.raises(InvalidSetting, match=r"votes\.secret.*delete the file") as refused:
        signing_secret(unset)
    assert "short" not in str(refused.value)


def test_secret_that_cannot_be_read_is_refused_in_words(unset):
    unset.secret_file.mkdir(parents=True)
    with pytest.raises(SecretNotKept, match=r"votes\.secret"):
        signing_secret(unset)


@pytest.mark.parametrize(
    ("arguments", "environment", "workers"),
    [
        (["uvicorn", "dashboard:app"], {}, 1),
        (["uvicorn", "dashboard:app", "--workers", "3"], {}, 3),
        (["uvicorn", "--workers=4", "dashboard:app"], {"WEB_CONCURRENCY": "2"}, 4),
        (["uvicorn", "dashboard:app"], {"WEB_CONCURRENCY": "2"}, 2),
        (["uvicorn", "dashboard:app", "--workers", "1"], {"WEB_CONCURRENCY": "2"}, 1),
        (["uvicorn", "dashboard:app", "--workers"], {"WEB_CONCURRENCY": "many"}, 1),
    ],
)
def test_workers_that_are_asked_for(arguments, environment, workers):
    assert workers_asked(arguments, environment) == workers


def test_several_servers_are_for_postgresql_alone():
    check_for_serving(read_settings({"SPECTRUM_DATABASE": "votes.duckdb"}))
    with pytest.raises(
        OneServerOnly, match=r"2 server processes .* copy --from votes.duckdb --to postgresql"
    ):
        check_for_serving(read_settings({"SPECTRUM_DATABASE": "votes.duckdb"}), workers=2)
    shared = {
        "SPECTRUM_DATABASE": "postgresql://ann@db/votes",
        "SPECTRUM_SECRET": SECRET,
        "SPECTRUM_ORGANISER_PASSWORD": "x",
    }
    check_for_serving(read_settings(shared), workers=2)


def test_secret_that_finds_no_room_is_refused_in_words_and_leaves_no_half(tmp_path):
    settings = read_settings({"SPECTRUM_DATABASE": str(tmp_path / "votes.duckdb")})
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, hard))
    try:
        with pytest.raises(
            SecretNotKept, match="cannot be kept in .*: File too large. See that the disk has room"
        ):
            signing_secret(settings)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    assert list(tmp_path.iterdir()) == []
    assert len(signing_secret(settings)) == 64
