"""Pages for what went wrong."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

# What is short is typed again sooner than copied; what is secret is not shown.
WORTH_COPYING = 20
SECRET = ("password", "code", "token", "credential")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's proof of origin is missing or old: say so, and give back what was written, to be sent again."""
    typed = [
        text
        for name, texts in request.POST.lists()
        for text in texts
        if len(text) > WORTH_COPYING and not any(word in name for word in SECRET)
    ]
    response = render(request, "403_csrf.html", {"typed": typed}, status=403)
    response["Cache-Control"] = "no-store"
    return response
