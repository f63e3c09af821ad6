"""E-mails: plain text and a subject from templates/emails/, sent once what they tell is stored."""

import logging
from collections.abc import Iterable

from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string

logger = logging.getLogger(__name__)


def send_on_commit(name: str, *, to: Iterable[str], **context) -> list[str]:
    """Send `emails/<name>.txt` to each on their own; rendered now, in the reader's time zone.

    A mail server that does not answer is logged and undoes nothing: what was stored stands. The
    answer is a list to which the addresses are added that could not be reached.
    """
    subject = " ".join(render_to_string(f"emails/{name}.subject.txt", context).split())
    body = render_to_string(f"emails/{name}.txt", context)
    unreached: list[str] = []

    def send(address: str) -> None:
        try:
            send_mail(subject, body, None, [address])
        except Exception:
            logger.exception("An e-mail (%s) could not be sent.", name)
            unreached.append(address)

    for address in to:
        transaction.on_commit(lambda address=address: send(address), robust=True)
    return unreached
