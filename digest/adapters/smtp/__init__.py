"""Mail over SMTP: `SmtpOffice` carries mails to one or more `Server`s."""

from digest.adapters.smtp.line import Server
from digest.adapters.smtp.office import SmtpOffice

__all__ = ["Server", "SmtpOffice"]
