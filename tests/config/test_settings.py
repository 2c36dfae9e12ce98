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


SERVERS = """
[smtp]
host = "one.example.org"
user = "us"
tls = "starttls"
[[smtp_server]]
host = "two.example.org"
port = 465
tls = "tls"
user = "us"
weight = 2
[[smtp_server]]
host = "three.example.org"
"""


def test_several_mail_servers_each_with_its_share_and_password():
    environ = {"DIGEST_SMTP_SERVER_1_PASSWORD": "pass-two", "DIGEST_SMTP_PASSWORD": "pass-one"}
    settings = config.read_settings(SERVERS, "digest.toml", environ)
    two, three = settings.smtp_server
    assert (settings.smtp.host, settings.smtp.weight, settings.smtp.password) == ("one.example.org", 1.0, "pass-one")
    assert (two.host, two.port, two.tls, two.weight, two.password) == ("two.example.org", 465, "tls", 2.0, "pass-two")
    assert (three.host, three.weight, three.password) == ("three.example.org", 1.0, "")
    assert "pass-two" not in repr(settings)


def test_every_mistake_of_the_mail_servers_is_said_with_its_line():
    text = SERVERS.replace("weight = 2", "weight = 0").replace("three.example.org", "one.example.org")
    text = text.replace('tls = "tls"', 'password = "open"') + "[[smtp_server]]\nport = 25\nwieght = 1\n"
    exposed = "is a secret in a file, expected in the environment as"
    assert mistakes(text) == [
        f"digest.toml:9: password of smtp_server 1 {exposed} DIGEST_SMTP_SERVER_1_PASSWORD",
        'digest.toml:10: user of smtp_server 1 would be sent unprotected with its password, expected tls = "starttls" or "tls"',
        "digest.toml:11: weight of smtp_server 1 is 0, expected a number over 0, up to 1000",
        "digest.toml:13: host of smtp_server 2 is named twice, expected each server once",
        'digest.toml:14: smtp_server 3 has no host, expected a host such as "mail.example.org"',
        'digest.toml:16: smtp_server 3 has an unknown setting "wieght", did you mean "weight"?',
    ]
    assert mistakes("smtp_server = 3\n") == [
        "digest.toml:1: smtp_server is 3, expected tables [[smtp_server]], each with a host"
    ]


def test_whatever_stands_for_a_mail_server_is_told_in_words():
    assert mistakes("smtp_server = [3]\n") == [
        "digest.toml:1: smtp_server 1 is 3, expected tables [[smtp_server]], each with a host"
    ]
    assert mistakes('[smtp]\nhost = ["mail.example.org"]\nuser = "us"\nport = {a = 25}\n') == [
        'digest.toml:2: smtp.host is ["mail.example.org"], expected a host such as "mail.example.org"',
        'digest.toml:3: smtp.user would be sent unprotected with its password, expected tls = "starttls" or "tls"',
        "digest.toml:4: smtp.port is a table, expected a whole number from 1 to 65535",
    ]


def test_what_is_looked_back_at_is_kept_so_long():
    assert mistakes("[keep]\nposts = 399\ndrafts = 91\n") == [
        "digest.toml:2: keep.posts is 399, expected a whole number of days from 400 on, 0 for ever",
        "digest.toml:3: keep.drafts is 91, expected a whole number of days from 92 on, 0 for ever",
    ]
    kept = config.read_settings("[keep]\nposts = 0\ndrafts = 92\n", "digest.toml", {}).keep
    assert (kept.posts, kept.drafts) == (0, 92)


@pytest.mark.parametrize(
    "rates", ["example.org", "example.org fast", "example.org -1", "example 20", "example.org 200000"]
)
def test_rates_that_are_none_are_told(rates):
    (said,) = mistakes(f'[smtp]\ndomain_rates = "{rates}"\n')
    assert said.startswith(f'digest.toml:2: smtp.domain_rates is "{rates}", expected')


def test_a_password_is_not_sent_unprotected():
    assert mistakes('[smtp]\nhost = "mail.example.org"\nuser = "us"\n') == [
        'digest.toml:3: smtp.user would be sent unprotected with its password, expected tls = "starttls" or "tls"'
    ]
    inside = config.read_settings('[smtp]\nuser = "us"\n', "digest.toml", {})
    over = {"DIGEST_SMTP_TLS": "tls"}
    protected = config.read_settings('[smtp]\nhost = "mail.example.org"\nuser = "us"\n', "digest.toml", over)
    assert (inside.smtp.user, protected.smtp.tls) == ("us", "tls")
