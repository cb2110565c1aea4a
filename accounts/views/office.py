"""The front office: confirming in person where somebody lives."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from accounts import residence
from accounts.forms import OfficerResidenceForm
from accounts.policy import proves_residence_somewhere
from accounts.selectors import actor_of


@never_cache
@sensitive_post_parameters("iin")
@login_required
def confirm_residence(request: HttpRequest) -> HttpResponse:
    """One form: whose IIN, which district, since when, documents seen. The IIN is posted, never in an address."""
    at = timezone.now()
    actor = actor_of(request.user, at)
    if not proves_residence_somewhere(actor):
        raise PermissionDenied
    form = OfficerResidenceForm(request.POST or None)
    if form.is_valid() and form.carry_out(lambda: residence.confirm_present(form.cleaned_data, actor=actor, at=at)):
        messages.success(request, _("The residence is confirmed. The person gets a letter about it."))
        return redirect("office:residence")
    return render(request, "accounts/office_residence.html", {"form": form})
