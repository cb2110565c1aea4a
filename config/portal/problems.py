"""Refusals for programs: RFC 9457 problem details."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import exception_handler

from geo.refusals import PlaceRefused
from workflow.refusals import Refused

CONTENT_TYPE = "application/problem+json"


def _fields(detail, path: str = "") -> list[dict]:
    if isinstance(detail, dict):
        return [row for name, inner in detail.items() for row in _fields(inner, f"{path}.{name}" if path else name)]
    if isinstance(detail, list):
        return [row for inner in detail for row in _fields(inner, path)]
    return [{"field": path, "code": getattr(detail, "code", "invalid"), "detail": str(detail)}]


def problem(*, code: str, title: str, detail: str, status_code: int, errors: list[dict] | None = None) -> Response:
    """Build a problem document: ``type``, ``title``, ``status``, ``detail``, ``code`` and, per field, ``errors``."""
    body = {"type": f"about:blank#{code}", "title": title, "status": status_code, "detail": detail, "code": code}
    if errors:
        body["errors"] = errors
    return Response(body, status=status_code, content_type=CONTENT_TYPE)


def problem_response(exc: Exception, context: dict) -> Response | None:
    """DRF's exception handler: every refusal leaves as ``application/problem+json``."""
    if isinstance(exc, Refused):
        code = status.HTTP_409_CONFLICT if exc.conflict else status.HTTP_422_UNPROCESSABLE_ENTITY
        errors = [{"field": exc.field, "code": exc.code, "detail": str(exc.sentence)}] if exc.field else None
        return problem(
            code=exc.code, title=str(exc.sentence), detail=str(exc.sentence), status_code=code, errors=errors
        )
    if isinstance(exc, PlaceRefused):
        row = {"field": "point", "code": exc.code, "detail": str(exc.sentence)}
        return problem(code=exc.code, title=str(exc.sentence), detail=str(exc.sentence), status_code=422, errors=[row])
    response = exception_handler(exc, context)
    if response is None:
        return None
    if isinstance(exc, Http404):
        exc = exceptions.NotFound()
    elif isinstance(exc, PermissionDenied):
        exc = exceptions.PermissionDenied()
    errors = _fields(exc.detail) if isinstance(exc, exceptions.ValidationError) else None
    detail = errors[0]["detail"] if errors else str(getattr(exc, "detail", ""))
    told = problem(
        code=getattr(exc, "default_code", "error"),
        title=str(getattr(exc, "default_detail", detail)),
        detail=detail,
        status_code=response.status_code,
        errors=errors,
    )
    for header in ("Retry-After", "WWW-Authenticate", "Allow"):
        if header in response:
            told[header] = response[header]
    return told
