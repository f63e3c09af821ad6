"""Pouch as an app on a phone: manifest, service worker, the page for no signal. All public."""

import hashlib
import json

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe
from rjsmin import jsmin

STATIC_SOURCES = settings.BASE_DIR / "static"
INK = "#16130f"  # --paper of static/css/tokens.css in the dark
A_DAY = 60 * 60 * 24


@login_not_required
@require_safe
@cache_control(public=True, max_age=A_DAY)
def manifest(request: HttpRequest) -> JsonResponse:
    today = reverse("today")
    said = {
        "id": "/",
        "name": "Pouch",
        "short_name": "Pouch",
        "description": "Feeds, weights and homes of rescued newborns",
        "lang": "en",
        "start_url": f"{today}?from=home",
        "scope": "/",
        "display": "standalone",
        "background_color": INK,
        "theme_color": INK,
        "categories": ["health", "lifestyle", "productivity"],
        "icons": [
            icon("pouch-192.png", 192, "any"),
            icon("pouch-512.png", 512, "any"),
            icon("maskable-192.png", 192, "maskable"),
            icon("maskable-512.png", 512, "maskable"),
        ],
        "shortcuts": [
            shortcut("Round", reverse("round")),
            shortcut("Waiting", reverse("waiting")),
            shortcut("When one is fading", reverse("fading")),
        ],
    }
    return JsonResponse(said, content_type="application/manifest+json")


def icon(name: str, size: int, purpose: str) -> dict[str, str]:
    source = static(f"icons/{name}")
    return {"src": source, "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}


def shortcut(name: str, url: str) -> dict[str, object]:
    return {"name": name, "url": f"{url}?from=home", "icons": [icon("pouch-192.png", 192, "any")]}


@login_not_required
@require_safe
@cache_control(public=True, no_cache=True)
@conditional_page
def service_worker(request: HttpRequest) -> HttpResponse:
    """At the root, because a worker may only serve what lies below its own address.

    A file that changed makes its text another one, by which phones see that there is a new Pouch.
    """
    files = json.dumps(shell_files())
    version = hashlib.sha256((files + render_to_string("offline.html")).encode()).hexdigest()
    context = {"files": files, "version": version[:12]}
    script = jsmin(render_to_string("pwa/service_worker.js", context))
    return HttpResponse(script, content_type="text/javascript")


def shell_files() -> list[str]:
    """What pages need besides their HTML, by the address that pages use."""
    scripts = sorted((STATIC_SOURCES / "js").rglob("*.js"))
    names = [str(path.relative_to(STATIC_SOURCES)) for path in scripts]
    return [static(name) for name in ["css/app.css", "icons/pouch.svg", *names]]


@login_not_required
@require_safe
@cache_control(public=True, no_cache=True)
def offline(request: HttpRequest) -> HttpResponse:
    return render(None, "offline.html")
