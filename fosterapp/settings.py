"""All settings, read from the environment; with nothing set Pouch is safe on this machine.

Nothing set means: DEBUG on, answering to localhost only, SQLite and a self-made secret key in
POUCH_DATA. With DEBUG off a weak or missing secret or an empty ALLOWED_HOSTS refuses to start.
"""

import sys
import warnings
import zoneinfo
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

import django
import environ
from django.contrib.messages import constants as message_levels

from fosterapp.secret import kept_secret

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.FileAwareEnv()

LOOPBACK_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
SHORTEST_SECRET = 40

DEBUG = env.bool("DEBUG", default=True)
DATA_DIR = Path(env.str("POUCH_DATA", default=str(BASE_DIR / ".data"))).expanduser().resolve()


def refuse_to_start(sentence: str) -> NoReturn:
    """One sentence instead of a traceback, also in a server's worker."""
    sys.stderr.write(f"Pouch does not start: {sentence}\n")
    raise SystemExit(1)


if DEBUG:
    SECRET_KEY = (
        env.str("SECRET_KEY", default="")
        or kept_secret(DATA_DIR / "secret_key").read_text().strip()
    )
    ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=LOOPBACK_HOSTS)
else:
    SECRET_KEY = env.str("SECRET_KEY", default="").strip()
    if len(SECRET_KEY) < SHORTEST_SECRET or len(set(SECRET_KEY)) < 8:
        refuse_to_start(
            f"With DEBUG off, set SECRET_KEY (or SECRET_KEY_FILE) to at least {SHORTEST_SECRET} "
            "random characters."
        )
    ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
    if not ALLOWED_HOSTS:
        refuse_to_start(
            "With DEBUG off, set ALLOWED_HOSTS to the host names that Pouch answers to, "
            "separated by commas."
        )

# HTTPS=off is for one machine or a trusted local network; the default follows DEBUG.
HTTPS = env.bool("HTTPS", default=not DEBUG)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS and env.bool("HTTPS_REDIRECT", default=True)
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", default=False) else None
)
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# Whether the other names under this domain are served by HTTPS only, and belong on browsers'
# preload lists, is for the domain's owner to say.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 60  # a carer's phone stays signed in for two months
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"

INSTALLED_APPS = [
    "fosterapp",
    "feedings",
    "animals",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "axes",
    "crispy_forms",
    "crispy_bootstrap5",
    "simple_history",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "fosterapp.middleware.PersonalPagesMiddleware",
    "fosterapp.middleware.ReaderTimeZoneMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "fosterapp.urls"
WSGI_APPLICATION = "fosterapp.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"
MESSAGE_TAGS = {message_levels.ERROR: "danger"}

ENGINES = {"django.db.backends.sqlite3", "django.db.backends.postgresql"}


def named_database() -> dict[str, Any]:
    with warnings.catch_warnings(), suppress(ValueError):
        warnings.simplefilter("ignore")  # of what the sentence below says better
        found: dict[str, Any] = env.db(
            "DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'pouch.sqlite3'}"
        )
        if found.get("ENGINE") in ENGINES:
            return found
    refuse_to_start(
        "DATABASE_URL does not name a database; it looks like postgres://user:password@host/name "
        "or sqlite:////path/to/file."
    )


DATABASES = {"default": named_database()}
DATABASES["default"]["CONN_MAX_AGE"] = 60
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATA_DIR.mkdir(parents=True, exist_ok=True)
    # docs/decisions/0002-sqlite.md has the measurements: IMMEDIATE loses no write to a lock, and
    # FULL keeps what was acknowledged when the power goes.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
        "PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "animals.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "animals.access.RoleBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
    )
]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "start"
LOGOUT_REDIRECT_URL = "sign-in"

AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "username"
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_LOCKOUT_CALLABLE = "animals.views.people.locked_out"
AXES_VERBOSE = False

LANGUAGE_CODE = "en"
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.str("TIME_ZONE", default="UTC")  # of the organisation; each person may set another
if TIME_ZONE not in zoneinfo.available_timezones():
    refuse_to_start(
        f"TIME_ZONE is {TIME_ZONE!r}, which is no time zone; write it as Europe/Berlin."
    )

STATIC_URL = "static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(DATA_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "fosterapp.static_storage.HashedStaticStorage"
    },
}
MEDIA_ROOT = DATA_DIR / "photos"

EMAIL = env.email_url("EMAIL_URL", default="consolemail://")
# A page that sends an e-mail waits for the mail server, and some never answer.
EMAIL.setdefault("EMAIL_TIMEOUT", 10)
if django.VERSION < (6, 1):
    globals().update({name: value for name, value in EMAIL.items() if name.startswith("EMAIL_")})
else:  # one setting replaces the ten that Django then drops
    MAIL_OPTIONS = {
        "smtp": ["host", "port", "host_user", "host_password", "use_tls", "use_ssl", "timeout"],
        "filebased": ["file_path"],
    }
    MAILERS = {
        "default": {
            "BACKEND": EMAIL["EMAIL_BACKEND"],
            "OPTIONS": {
                option.replace("host_user", "username").replace("host_", ""): value
                for option in MAIL_OPTIONS.get(EMAIL["EMAIL_BACKEND"].split(".")[-2], [])
                if (value := EMAIL.get(f"EMAIL_{option.upper()}"))
            },
        }
    }
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Pouch <pouch@localhost>")

DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000  # a round of 200 animals has a dozen fields each

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{levelname} {name}: {message}", "style": "{"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "stream": sys.stderr, "formatter": "plain"}
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
