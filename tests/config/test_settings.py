"""digest.toml and the environment over it."""

import pytest

from digest import config
from digest.errors import SettingsError


def mistakes(text: str, environ: dict[str, str] | None = None) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        config.read_settings(text, "digest.toml", environ or {})
    return list(caught.value.mistakes)


def test_nothing_at_all_is_a_working_deployment():
    settings = config.read_settings("", "digest.toml", {})
    assert settings == config.Settings()
    assert (settings.database, settings.public) == ("sqlite:///digest.db", "http://127.0.0.1:8400")
    assert (settings.smtp.host, settings.smtp.port, settings.fetch.at_once) == ("127.0.0.1", 25, 32)


def test_the_file_is_read():
    text = 'public = "https://news.example.org/"\n[smtp]\nport = 587\ntls = "starttls"\n[fetch]\nrobots = false\n'
    settings = config.read_settings(text, "digest.toml", {})
    assert settings.public == "https://news.example.org"
    assert (settings.smtp.port, settings.smtp.tls, settings.fetch.robots) == (587, "starttls", False)


def test_every_mistake_of_the_file_is_said_at_once():
    text = 'databse = "x"\ndatabase = "mysql://x"\n[smtp]\nport = 0\ntls = "ssl"\n[fetch]\ntimeout_seconds = inf\n'
    assert mistakes(text) == [
        'digest.toml:1: the file has an unknown setting "databse", did you mean "database"?',
        'digest.toml:2: database is "mysql://x", expected "sqlite:///FILE" or "postgresql://HOST/NAME"',
        "digest.toml:4: smtp.port is 0, expected a whole number from 1 to 65535",
        'digest.toml:5: smtp.tls is "ssl", expected "none", "starttls" or "tls"',
        "digest.toml:7: fetch.timeout_seconds is Infinity, expected a number of seconds from 1 to 600",
    ]


def test_a_table_of_the_wrong_kind_is_a_mistake_even_with_the_environment():
    assert mistakes("smtp = 3\n", {"DIGEST_SMTP_PORT": "25"}) == ["digest.toml:1: smtp is 3, expected a table [smtp]"]


def test_secrets_come_from_the_environment_and_are_never_shown():
    environ = {"DIGEST_SMTP_PASSWORD": "pass-word", "DIGEST_SECRET": "hush-hush"}
    settings = config.read_settings("", "digest.toml", environ)
    assert (settings.smtp.password, settings.secret) == ("pass-word", "hush-hush")
    assert "pass-word" not in repr(settings)
    assert "hush-hush" not in repr(settings)


def test_a_secret_in_the_file_is_a_mistake():
    assert mistakes('secret = "hush-hush"\n[smtp]\npassword = "pass-word"\n') == [
        "digest.toml:1: secret is a secret in a file, expected in the environment as DIGEST_SECRET",
        "digest.toml:3: smtp.password is a secret in a file, expected in the environment as DIGEST_SMTP_PASSWORD",
    ]


def test_the_environment_goes_before_the_file():
    environ = {
        "DIGEST_DATABASE": "postgresql://db.example/digest",
        "DIGEST_SMTP_PORT": "2525",
        "DIGEST_FETCH_PAUSE_SECONDS": "0.5",
        "DIGEST_FETCH_ALLOW_PRIVATE": "Yes",
        "DIGEST_OUTBOX": "",
        "DIGEST_DEBUG": "not ours",
    }
    settings = config.read_settings('outbox = "out"\n[smtp]\nport = 25\nuser = "u"\n', "digest.toml", environ)
    assert settings.database == "postgresql://db.example/digest"
    assert (settings.smtp.port, settings.smtp.user, settings.outbox) == (2525, "u", "out")
    assert (settings.fetch.pause_seconds, settings.fetch.allow_private) == (0.5, True)


def test_a_mistake_of_the_environment_is_said_by_its_variable():
    assert mistakes("", {"DIGEST_SMTP_PORT": "many", "DIGEST_FETCH_ROBOTS": "maybe", "DIGEST_PUBLIC": "here"}) == [
        'environment: DIGEST_FETCH_ROBOTS is "maybe", expected true or false',
        'environment: DIGEST_PUBLIC is "here", expected an address such as "https://news.example.org"',
        'environment: DIGEST_SMTP_PORT is "many", expected a whole number from 1 to 65535',
    ]
