"""Names in the three languages of the city."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Named(models.Model):
    """A thing with a name in Kazakh, Russian and English; Kazakh stands in where another is missing."""

    name_kk = models.CharField(_("name in Kazakh"), max_length=200)
    name_ru = models.CharField(_("name in Russian"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the active language."""
        return self.name_in(get_language() or "kk")

    def name_in(self, language: str) -> str:
        """The name in ``language`` (kk, ru or en)."""
        return getattr(self, f"name_{language[:2]}", "") or self.name_kk
