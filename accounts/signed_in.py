"""Requests whose person is known, for the type checker: behind ``login_required`` and ``IsAuthenticated``."""

from django.http import HttpRequest
from rest_framework.request import Request

from accounts.models import User


class SignedInRequest(HttpRequest):
    user: User


class SignedInApiRequest(Request):
    user: User
