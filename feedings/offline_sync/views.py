"""The door for phones: JSON in, JSON out, whatever comes."""

import logging
from http import HTTPStatus
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.http import is_same_domain
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from .apply import Result, receive
from .payload import BadBody, TooMany, id_of, read_call

logger = logging.getLogger(__name__)

MOST_BYTES = 1024 * 1024
# A server that answers and hangs up while a phone still sends is a broken line to the phone, and no
# answer. So the body is read before anything is said, and one that is too large is thrown away.
MOST_DRAINED = 32 * 1024 * 1024
CHUNK = 64 * 1024


class Refused(Exception):
    """No call of a phone; with the status and a sentence to answer with."""

    def __init__(self, status: HTTPStatus, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


# What a CSRF token keeps out, the checks of `judge` do: docs/decisions/0012-wire-format.md.
@csrf_exempt
@login_not_required
@never_cache
def sync_entries(request: HttpRequest) -> JsonResponse:
    """Take in the entries of a phone and answer for each of them."""
    try:
        body = body_of(request)
        judge(request)
        call = read_call(not_too_large(body))
        judge_person(request, call.person)
        at = timezone.now()
        agent = request.headers.get("User-Agent", "")
        results = receive(call, person=request.user, user_agent=agent, at=at)
    except Refused as refused:
        return problem(refused.status, str(refused))
    except TooMany as many:
        return problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, str(many))
    except BadBody as bad:
        return problem(HTTPStatus.BAD_REQUEST, str(bad))
    except DatabaseError:
        logger.exception("What a phone sent could not be stored.")
        sentence = "Pouch is busy. The entries wait on the phone."
        return problem(HTTPStatus.SERVICE_UNAVAILABLE, sentence)
    answers = [answer(raw, result) for raw, result in zip(call.entries, results, strict=True)]
    clock_off_s = call.clock_off_s(at=at)
    return JsonResponse({"results": answers, "received_at": at, "clock_off_s": clock_off_s})


def judge(request: HttpRequest) -> None:
    """Refuse what no phone of ours would send."""
    if request.method != "POST":
        raise Refused(HTTPStatus.METHOD_NOT_ALLOWED, "Phones send their entries here by POST.")
    if not request.user.is_authenticated:
        raise Refused(HTTPStatus.UNAUTHORIZED, "Sign in again. The entries wait on the phone.")
    if request.content_type != "application/json":
        raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "The body must be application/json.")
    if not is_our_own(request, request.headers.get("Origin")):
        raise Refused(HTTPStatus.FORBIDDEN, "Entries are taken from Pouch's own pages only.")


def judge_person(request: HttpRequest, person: str | None) -> None:
    """Entries of who was signed in before are not those of who is signed in now."""
    if person is not None and person != str(request.user.pk):
        sentence = "Somebody else is signed in. The entries wait on the phone."
        raise Refused(HTTPStatus.UNAUTHORIZED, sentence)


def is_our_own(request: HttpRequest, origin: str | None) -> bool:
    """No Origin is none; else this host by this scheme, or one that the settings trust."""
    if origin is None or origin == f"{request.scheme}://{request.get_host()}":
        return True
    if origin in settings.CSRF_TRUSTED_ORIGINS:
        return True
    try:
        theirs = urlsplit(origin)
    except ValueError:
        return False
    return any(
        theirs.scheme == trusted.scheme and is_same_domain(theirs.netloc, trusted.netloc[1:])
        for trusted in map(urlsplit, settings.CSRF_TRUSTED_ORIGINS)
        if trusted.netloc.startswith("*.")
    )


def body_of(request: HttpRequest) -> bytes:
    """The body; of one that is too large its beginning, one byte more than is taken."""
    try:
        body = request.read(MOST_BYTES + 1)
        left = MOST_DRAINED if len(body) > MOST_BYTES else 0
        while left > 0 and (chunk := request.read(CHUNK)):
            left -= len(chunk)
    except OSError:
        raise BadBody("The body broke off.") from None
    return body


def not_too_large(body: bytes) -> bytes:
    if len(body) > MOST_BYTES:
        sentence = "One call takes at most 1 MiB. Send the entries in several."
        raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, sentence)
    return body


def answer(raw: object, result: Result) -> dict[str, object]:
    """What became of one entry, by the id that it was sent with."""
    told: dict[str, object] = {"id": id_of(raw), "status": result.status}
    if result.errors:
        told["errors"] = result.errors
    if result.said:
        told["said"] = result.said
    return told


def problem(status: HTTPStatus, sentence: str) -> JsonResponse:
    response = JsonResponse({"error": sentence}, status=status)
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        response["Allow"] = "POST"
    return response
