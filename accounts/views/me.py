"""Pages about oneself: data, residence, IIN, consents, letters, security."""

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts import consents, people, residence, selectors
from accounts.enums import ResidenceProof
from accounts.forms import BirthForm, IinForm, LettersForm, NameForm, ResidenceForm
from accounts.identity import masked, store_iin
from accounts.models import Identity, Residence
from accounts.signed_in import SignedInRequest
from workflow.refusals import Refused


@never_cache
@login_required
def profile(request: SignedInRequest) -> HttpResponse:
    """Everything that the platform holds of the person, each with the way to change it."""
    user = request.user
    context = {
        "masked_iin": masked(user),
        "identity": Identity.objects.filter(user=user).first(),
        "residence": Residence.objects.select_related("district").filter(user=user).first(),
        "posts": selectors.posts(user, timezone.localdate()).select_related("district"),
        "letters": selectors.letter_channels(user),
    }
    return render(request, "accounts/profile.html", context)


@login_required
def name(request: SignedInRequest) -> HttpResponse:
    form = NameForm(request.POST or None, initial={"full_name": request.user.full_name})
    if form.is_valid() and form.carry_out(lambda: people.change_name(request.user, form.cleaned_data["full_name"])):
        messages.success(request, _("Your name is saved."))
        return redirect("me:profile")
    return render(request, "accounts/name.html", {"form": form})


@never_cache
@sensitive_post_parameters("iin")
@login_required
def iin(request: SignedInRequest) -> HttpResponse:
    """The number is only ever posted: it stands in no address, so in no log of a server and no history of a browser."""
    if Identity.objects.filter(user=request.user).exists():
        return redirect("me:profile")
    form = IinForm(request.POST or None)
    if form.is_valid() and form.carry_out(lambda: store_iin(request.user, form.cleaned_data["iin"], timezone.now())):
        messages.success(request, _("Your IIN is saved, encrypted."))
        return redirect("me:profile")
    return render(request, "accounts/iin.html", {"form": form})


@login_required
def place(request: SignedInRequest) -> HttpResponse:
    held = Residence.objects.select_related("district").filter(user=request.user).first()
    if held and held.proof != ResidenceProof.DECLARED:
        return _birth(request, held)
    columns = ("district_id", "registered_on", "born_on")
    initial = {name.removesuffix("_id"): getattr(held, name) for name in columns} if held else {}
    form = ResidenceForm(request.POST or None, initial=initial)
    if form.is_valid() and form.carry_out(
        lambda: residence.declare(request.user, at=timezone.now(), **form.cleaned_data)
    ):
        messages.success(request, _("Your district is saved."))
        return redirect("me:profile")
    return render(request, "accounts/residence.html", {"form": form, "residence": held})


def _birth(request: SignedInRequest, held: Residence) -> HttpResponse:
    """A confirmed residence is read; only a date of birth that is missing may be added."""
    form = None
    if held.born_on is None:
        form = BirthForm(request.POST or None)
        if form.is_valid() and form.carry_out(
            lambda: residence.declare_birth(request.user, at=timezone.now(), **form.cleaned_data)
        ):
            messages.success(request, _("Your date of birth is saved."))
            return redirect("me:profile")
    return render(request, "accounts/residence.html", {"form": form, "residence": held})


@login_required
def letters(request: SignedInRequest) -> HttpResponse:
    chosen = selectors.letter_channels(request.user)
    initial = {"language": request.user.language, "channels": [c for c, on in chosen.items() if on]}
    form = LettersForm(request.POST or None, initial=initial)
    if form.is_valid() and form.carry_out(lambda: people.choose_letters(request.user, **form.cleaned_data)):
        messages.success(request, _("Your choice is saved."))
        return redirect("me:profile")
    context = {"form": form, "browsers": request.user.push_devices.count()}
    return render(request, "accounts/notifications.html", context)


@never_cache
@login_required
def agreements(request: SignedInRequest) -> HttpResponse:
    """Consents in force with their texts, and those that are not given."""
    held = {purpose: consents.in_force(request.user, purpose) for purpose in consents.PURPOSES}
    rows = [
        {
            "text": consents.text_of(consent) if consent else consents.current(purpose),
            "newest": consents.current(purpose),
            "consent": consent,
            "required": purpose in consents.REQUIRED,
        }
        for purpose, consent in held.items()
    ]
    return render(request, "accounts/consents.html", {"rows": rows})


@require_POST
@login_required
def give_consent(request: SignedInRequest, purpose: str) -> HttpResponse:
    if purpose not in consents.PURPOSES:
        return redirect("me:consents")
    consents.give(request.user, purpose, at=timezone.now())
    messages.success(request, _("Your consent is saved."))
    return redirect("me:consents")


@require_POST
@login_required
def withdraw_consent(request: SignedInRequest, purpose: str) -> HttpResponse:
    """Withdrawing what an account cannot be kept without leads to the question whether to close it."""
    if purpose in consents.REQUIRED:
        return redirect("me:leave")
    try:
        consents.withdraw(request.user, purpose, at=timezone.now())
        messages.success(request, _("Your consent is withdrawn."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("me:consents")


@login_required
def leave(request: SignedInRequest) -> HttpResponse:
    """Asks first; then closes the account and ends all its sessions."""
    if request.method != "POST":
        return render(request, "accounts/leave.html")
    try:
        people.leave(request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("me:consents")
    logout(request)
    messages.success(request, _("Your account is closed."))
    return redirect("home")


@never_cache
@login_required
def security(request: SignedInRequest) -> HttpResponse:
    """Password, second factors and sessions: where each is looked after."""
    context = {"factors": selectors.second_factors(request.user), "sessions": selectors.session_count(request.user)}
    return render(request, "accounts/security.html", context)
