"""`accounts.py PASSWORD`: reads names and secrets as JSON, and makes an account with an authenticator for each."""

import json
import sys

import django

django.setup()

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import encrypt
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import transaction

call_command("migrate", verbosity=0)
call_command("createcachetable", verbosity=0)
password = make_password(sys.argv[1])
with transaction.atomic():
    for name, secret in json.load(sys.stdin):
        user = User.objects.create(username=name, email=name, password=password)
        EmailAddress.objects.create(user=user, email=name, verified=True, primary=True)
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": encrypt(secret)})
