"""Where alerts go: always to the terminal, and by e-mail or webhook where the settings name one."""

from __future__ import annotations

import http.client
import json
import smtplib
import ssl
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from email.message import EmailMessage
from typing import Any
from urllib.parse import urlsplit

from crawler.monitoring.monitors import Alert
from crawler.printable import printable

_SECONDS = 20
_SUBJECT_PORTALS = 4
_LINE_LENGTH = 1000


def announce(alerts: Sequence[Alert], settings: Mapping[str, Any], say: Callable[[str], object] = print) -> bool:
    """Prints every alert with `say`, and sends them; False where a channel failed, which `say` tells in one line.

    Without alerts nothing is printed or sent. Settings: `ALERT_EMAIL_TO` (addresses with commas), `ALERT_EMAIL_FROM`,
    `ALERT_SMTP_HOST`, `ALERT_SMTP_PORT`, `ALERT_SMTP_SECURITY` (starttls, tls, none), `ALERT_SMTP_USER`,
    `ALERT_SMTP_PASSWORD`; `ALERT_WEBHOOK_URL`.
    """
    if not alerts:
        return True
    for alert in alerts:
        say(told(alert))
    sent = True
    for name, wanted, send in (
        ("e-mail", settings.get("ALERT_EMAIL_TO"), send_email),
        ("webhook", settings.get("ALERT_WEBHOOK_URL"), send_webhook),
    ):
        if wanted:
            try:
                send(alerts, settings)
            except (OSError, smtplib.SMTPException, http.client.HTTPException, ValueError) as error:
                sent = False
                say(f"alerts were not sent by {name}: {_one_line(_why(error))}: check the ALERT_ settings")
    return sent


def told(alert: Alert) -> str:
    """An alert in one line."""
    if alert.recovered:
        return _one_line(f"RECOVERED {alert.portal}: {alert.evidence}")
    return _one_line(f"ALERT {alert.portal}: {alert.cause}: {alert.evidence}. To do: {alert.advice}")


def send_email(alerts: Sequence[Alert], settings: Mapping[str, Any]) -> None:
    """One message for all alerts. Raises OSError, smtplib.SMTPException or ValueError where it could not be sent."""
    host = str(settings.get("ALERT_SMTP_HOST") or "localhost")
    security = str(settings.get("ALERT_SMTP_SECURITY") or "starttls")
    if security not in ("starttls", "tls", "none"):
        raise ValueError(f"ALERT_SMTP_SECURITY={security} is none of starttls, tls, none")
    port = int(settings.get("ALERT_SMTP_PORT") or (465 if security == "tls" else 587))
    context = ssl.create_default_context()
    connect = (
        smtplib.SMTP_SSL(host, port, timeout=_SECONDS, context=context)
        if security == "tls"
        else smtplib.SMTP(host, port, timeout=_SECONDS)
    )
    with connect as server:
        if security == "starttls":
            server.starttls(context=context)
        if user := settings.get("ALERT_SMTP_USER"):
            server.login(str(user), str(settings.get("ALERT_SMTP_PASSWORD") or ""))
        server.send_message(email(alerts, settings))


def email(alerts: Sequence[Alert], settings: Mapping[str, Any]) -> EmailMessage:
    """The message: subject with the portals in trouble, a paragraph an alert."""
    message = EmailMessage()
    message["Subject"] = _subject(alerts)
    message["To"] = _one_line(str(settings.get("ALERT_EMAIL_TO") or ""))
    message["From"] = _one_line(str(settings.get("ALERT_EMAIL_FROM") or "gongkai@localhost"))
    message["Auto-Submitted"] = "auto-generated"
    message.set_content("\n\n".join(told(alert) for alert in alerts) + "\n", cte="base64")
    return message


def send_webhook(alerts: Sequence[Alert], settings: Mapping[str, Any]) -> None:
    """POSTs `{"text": …, "alerts": […]}` as JSON. Raises OSError or ValueError where no 2xx status came back.

    `text` is what chat products that take a plain webhook show; `alerts` holds the fields of each alert.
    """
    url = str(settings["ALERT_WEBHOOK_URL"])
    if urlsplit(url).scheme not in ("http", "https"):
        raise ValueError("ALERT_WEBHOOK_URL is no http or https address")
    body = {"text": "\n".join([_subject(alerts), *map(told, alerts)]), "alerts": [asdict(alert) for alert in alerts]}
    data = json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
    headers = {"Content-Type": "application/json; charset=utf-8"}
    request = urllib.request.Request(url, data=data, headers=headers, method="POST")  # noqa: S310 - scheme checked
    with urllib.request.urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310
        answer.read(_LINE_LENGTH)


def _subject(alerts: Sequence[Alert]) -> str:
    ill = list(dict.fromkeys(alert.portal for alert in alerts if not alert.recovered))
    if not ill:
        return _one_line("Gongkai: recovered: " + _some(list(dict.fromkeys(alert.portal for alert in alerts))))
    return _one_line(f"Gongkai: {len(ill)} in trouble: {_some(ill)}")


def _some(portals: Sequence[str]) -> str:
    more = f" and {len(portals) - _SUBJECT_PORTALS} more" if len(portals) > _SUBJECT_PORTALS else ""
    return ", ".join(portals[:_SUBJECT_PORTALS]) + more


def _why(error: Exception) -> str:
    """What failed, without the address: a webhook's address is its password."""
    if isinstance(error, urllib.error.HTTPError):
        return f"HTTP status {error.code}"
    if isinstance(error, urllib.error.URLError):
        return str(error.reason)
    return str(error) or type(error).__name__


def _one_line(text: str) -> str:
    """What portals wrote into titles and addresses must not break a header, a log line or the terminal."""
    return printable(text)[:_LINE_LENGTH]
