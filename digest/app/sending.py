"""The way out for mails by the home's settings, and what the sender's domain publishes."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from digest import config, ports
from digest import model as m
from digest.app.going import crew
from digest.app.home import Home
from digest.delivery import pace
from digest.delivery.published import Published, Sends, look


def office(home: Home, newsletter: m.Newsletter) -> ports.PostOffice:
    """Return the way out for mails by the home's settings."""
    from digest.adapters.smtp import Server, SmtpOffice

    how, service = home.settings.smtp, home.settings.mail_api
    if service.endpoint:
        from digest.adapters.mail_api import MailApi

        return MailApi(service.endpoint, service.key, connections=how.connections)
    named = (
        Server(one.host, one.port, one.user, one.password, one.tls, one.connections, one.weight)
        for one in servers(home)
    )
    return SmtpOffice(*named, helo=urlsplit(home.public(newsletter.id)).hostname or "")


def servers(home: Home) -> tuple[config.Smtp | config.SmtpServer, ...]:
    """Return the mail servers of the settings, that of [smtp] first."""
    return (home.settings.smtp, *home.settings.smtp_server)


def rates(how: config.Smtp) -> pace.Rates:
    """Return how many mails a second may leave, in all and for a domain."""
    return pace.Rates(how.rate, how.domain_rate, config.checks.rates(how.domain_rates))


def published(home: Home, name: str | None, name_server: str) -> Iterator[Published]:
    """Yield what the domain that a newsletter is sent from publishes in the name service, against what it should."""
    from digest.adapters import keys, names
    from digest.delivery import addresses

    newsletter = home.newsletter(name)
    sender = newsletter.sender.address
    domain = addresses.domain(sender)
    returns = addresses.domain(home.settings.return_path) or domain
    own = keys.read(home.path(home.settings.keys, newsletter.id), domain)
    hosts = tuple(dict.fromkeys(one.host for one in servers(home)))
    with crew(home, newsletter) as going:

        def fetch(address: str) -> m.Response | m.Failure:
            return next(going.run([_page(address)]))

        yield from look(names.asker(name_server), Sends(domain, returns, hosts, own, sender), fetch)


def _page(address: str) -> ports.Visit[m.Response | m.Failure]:
    answer = yield m.Request(address)
    assert isinstance(answer, m.Response | m.Failure), "that is what a request is answered by"  # noqa: S101 - for the type checker
    return answer
