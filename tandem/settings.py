"""Settings of a Tandem installation.

Everything a company changes comes from the environment (`TANDEM_HOME`, `DATABASE_URL`, `TANDEM_*`) or from the
company settings in the browser; this file reads the former once. Reading it never touches a database.
"""

import os
from pathlib import Path

from csp.constants import NONCE, SELF
from django.utils.translation import gettext_lazy as _

from tandem import home, smtp

PACKAGE = Path(__file__).resolve().parent

SECRET_KEY = home.secret_key()
DEBUG = os.environ.get("TANDEM_DEBUG") == "1"
PUBLIC_URL = os.environ.get("TANDEM_URL", "").rstrip("/")
ALLOWED_HOSTS = [host for host in os.environ.get("TANDEM_HOSTS", "").split(",") if host] or [
    "127.0.0.1",
    "localhost",
    "[::1]",
    "testserver",
]
if PUBLIC_URL:
    ALLOWED_HOSTS.append(PUBLIC_URL.split("://", 1)[-1].split("/", 1)[0].rsplit(":", 1)[0])
    CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
_https = PUBLIC_URL.startswith("https://")

INSTALLED_APPS = [
    # The order is the dependency order of the house; see docs/house.md.
    "tandem.base.tools",
    "tandem.base.design",
    "tandem.base.files",
    "tandem.base.journal",
    "tandem.base.links",
    "tandem.base.places",
    "tandem.base.post",
    "tandem.essentials.people",
    "tandem.essentials.customers",
    "tandem.essentials.products",
    "tandem.essentials.calendar",
    "tandem.essentials.playbook",
    "tandem.essentials.consent",
    "tandem.essentials.teamwork",
    "tandem.essentials.coordination",
    "tandem.journey.leads",
    "tandem.journey.calls",
    "tandem.journey.visits",
    "tandem.journey.quotes",
    "tandem.journey.orders",
    "tandem.journey.care",
    "tandem.steering.reviews",
    "tandem.surfaces.desk",
    "tandem.surfaces.exchange",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_htmx",
    "allauth",
    "allauth.account",
    "csp",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "tandem.essentials.people.web.PersonMiddleware",
]

ROOT_URLCONF = "tandem.urls"
WSGI_APPLICATION = "tandem.wsgi.application"
ASGI_APPLICATION = "tandem.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "csp.context_processors.nonce",
                "tandem.surfaces.desk.frame.frame",
            ],
        },
    }
]

DATABASES = {"default": home.database_settings()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "tools_cache"}}

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["tandem.essentials.people.sessions.Backend"]
SESSION_ENGINE = "tandem.essentials.people.sessions"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/heute"
ACCOUNT_ADAPTER = "tandem.essentials.people.sign_in.Adapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key", "change_password": "5/m/user"}

# Behind the proxy that brings TLS every request comes from its address: whoever fails to sign in would lock all
# others out. Without one the header is anybody's to write, so it is not read.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if _https else 0

SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _https else None
# Half a year; the host alone, since what else the company runs beside it is not ours to say.
SECURE_HSTS_SECONDS = 180 * 24 * 3600 if _https else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": [SELF],
        "frame-ancestors": ["'none'"],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
# A list of an ERP's quotes comes with its documents.
DATA_UPLOAD_MAX_NUMBER_FILES = 600
# A customer list of 100,000 rows is some 20 MB; more than this is refused with a sentence before it is read.
IMPORT_MAX_BYTES = 100 * 1024 * 1024
FILE_UPLOAD_TEMP_DIR = None
# Hosts in the company's own network that addresses entered by people may lead to, all the same (base/tools/outgoing).
# A routing server of the company's own (OSRM); without it ways are estimated.
ROUTING_URL = os.environ.get("TANDEM_ROUTING_URL", "")
PRIVATE_HOSTS = frozenset(host for host in os.environ.get("TANDEM_PRIVATE_HOSTS", "").split(",") if host)

LANGUAGE_CODE = "de"
LANGUAGES = [("de", _("German")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = "Europe/Berlin"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = PACKAGE / "static_build"
# Built assets are served by their hashed names. A checkout that has not collected them yet serves them as they lie.
_collected = (STATIC_ROOT / "staticfiles.json").exists() and not DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if _collected
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not _collected

# Mail goes out by TANDEM_SMTP_URL (smtp://user:password@host:587/?starttls=1); without it into a folder of files
# below the data folder, so that nothing is lost and nobody is written to by accident.
_smtp = smtp.from_environment()
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if _smtp
    else "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = str(home.folder() / "mail")
EMAIL_HOST = _smtp.get("host", "")
EMAIL_PORT = _smtp.get("port", 0)
EMAIL_HOST_USER = _smtp.get("user", "")
EMAIL_HOST_PASSWORD = _smtp.get("password", "")
EMAIL_USE_TLS = _smtp.get("starttls", False)
EMAIL_USE_SSL = _smtp.get("tls", False)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("TANDEM_MAIL_FROM", "tandem@localhost")

# Each room's background work is in its jobs.py; what keeps the queue itself going is in tandem/worker.py.
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PROCRASTINATE_IMPORT_PATHS = ["tandem.worker"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"tandem": {"level": "INFO"}, "procrastinate": {"level": "WARNING"}},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
