"""A Django project with django-allauth, set up as its documents say: headless, MFA, a shared cache."""

import os
from pathlib import Path

FOLDER = Path(os.environ["PEER_FOLDER"])
EQUAL_COST = os.environ["PEER_COST"] == "equal"

SECRET_KEY = (FOLDER / "key").read_text()
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "urls"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.headless",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]

# What Django's documents advise for SQLite under several processes.
SQLITE = {"transaction_mode": "IMMEDIATE", "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL"}
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": FOLDER / "db.sqlite3",
        "OPTIONS": SQLITE,
        "CONN_MAX_AGE": None,
    }
}

# allauth's rate limits and used codes need a cache that all processes share.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}

if EQUAL_COST:
    PASSWORD_HASHERS = ["hashers.Argon2id"]

ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
# The limits of one account are the defaults; those of a source address would stop every load from one machine.
ACCOUNT_RATE_LIMITS = {"login": "1000000/m/ip", "login_failed": "1000000/m/ip,5/300s/key"}
HEADLESS_ONLY = True
HEADLESS_CLIENTS = ["app"]
HEADLESS_FRONTEND_URLS = {}
