from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Upper
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.enums import IdentityProof, ResidenceProof
from geo.models import District


class UserManager(BaseUserManager["User"]):
    def create_user(self, email=None, password=None, **fields):
        user = self.model(email=self.normalize_email(email) if email else None, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, value):
        return self.get(email__iexact=value)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who can sign in: by e-mail or by phone (E.164, ``+77012345678``); at least one of them is set."""

    email = models.EmailField(_("e-mail"), null=True, blank=True, unique=True)
    phone = models.CharField(_("phone"), max_length=16, null=True, blank=True, unique=True)
    phone_verified = models.BooleanField(_("phone confirmed"), default=False)
    full_name = models.CharField(_("full name"), max_length=200, blank=True)
    language = models.CharField(_("language of letters"), max_length=2, choices=settings.LANGUAGES, default="kk")
    is_staff = models.BooleanField(_("may open the admin"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        # Upper and not Lower: the look-up without regard to case compares UPPER(email), and this index serves it.
        constraints = [models.UniqueConstraint(Upper("email"), name="one_person_per_email")]

    def __str__(self) -> str:
        return self.full_name or self.email or self.phone or f"#{self.pk}"

    def get_full_name(self) -> str:
        """How Django and the admin ask for the name."""
        return self.full_name


class Identity(models.Model):
    """The IIN of a person: readable only through ``accounts.identity``, found by a keyed hash, one person each."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="identity")
    iin_hash = models.CharField(max_length=64, unique=True, editable=False)
    iin_sealed = models.BinaryField(editable=False)
    proof = models.CharField(_("proof"), max_length=20, choices=IdentityProof, default=IdentityProof.DECLARED)
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("identity number")
        verbose_name_plural = _("identity numbers")

    def __str__(self) -> str:
        return f"IIN #{self.pk}"


class Residence(models.Model):
    """Where a person is registered, since when, and how far that is proven.

    ``born_on``: the date of birth, as proven as the rest. It is never read out of the IIN.
    """

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="residence")
    district = models.ForeignKey(District, verbose_name=_("district"), on_delete=models.PROTECT, related_name="+")
    registered_on = models.DateField(_("registered at this address since"), null=True, blank=True)
    born_on = models.DateField(_("date of birth"), null=True, blank=True)
    proof = models.CharField(_("proof"), max_length=20, choices=ResidenceProof, default=ResidenceProof.DECLARED)
    proven_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    proven_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("residence")
        verbose_name_plural = _("residences")

    def __str__(self) -> str:
        return f"{self.district} ({self.get_proof_display()})"


class Consent(models.Model):
    """A consent to the processing of personal data, as given: purpose, version of the text, time; may be withdrawn."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(_("purpose"), max_length=60)
    version = models.CharField(_("version of the text"), max_length=20)
    given_at = models.DateTimeField(_("given at"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    class Meta:
        ordering = ["-given_at"]
        verbose_name = _("consent")
        verbose_name_plural = _("consents")

    def __str__(self) -> str:
        return f"{self.purpose} {self.version}"
