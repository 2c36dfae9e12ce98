"""`digest returns` as an operator uses it: a folder of mails, a pipe, twice."""

from __future__ import annotations

import subprocess

from tests.features.conftest import Home


def test_a_bounce_by_pipe_ends_a_subscription(home: Home) -> None:
    home.approve()
    home.run("send")
    sent = home.mailbox.to("tom.adeyemi@example.com")[0].body.decode()
    message_id = next(line for line in sent.splitlines() if line.startswith("Message-ID:")).partition(": ")[2]
    bounce = (
        "From: MAILER-DAEMON@example.com\nSubject: Undelivered mail\n\nThe address tom.adeyemi@example.com is unknown.\n\n"
        f"--- Below this line is a copy of the message ---\n\nMessage-ID: {message_id}\nTo: tom.adeyemi@example.com\n"
    )
    for kinds in ("1 hard", "nothing new; 1 known already"):
        done = subprocess.run(
            home.command("returns", "-"), input=bounce, capture_output=True, text=True, check=True, env=home.environ()
        )
        assert kinds in done.stdout
    folder = home.folder / "back"
    folder.mkdir()
    (folder / "1.eml").write_text(bounce)
    assert "1 known already" in home.run("returns", str(folder)).stdout
    assert "4 sent, 1 bounced" in home.run("send").stdout
