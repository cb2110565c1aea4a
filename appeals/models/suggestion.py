from django.db import models
from django.utils.translation import gettext_lazy as _


class SuggestionModel(models.Model):
    """A fitted model that suggests categories from words. Rows are never changed, except for which one is in use.

    ``taxonomy``: digest of the leaves and their topics that it was fitted for; another tree needs another fit.
    ``sources``: how many texts it learned from, by origin (``examples``, ``corrections``).
    ``figures``: what it reached on held-out texts that it never saw (shares from 0 to 1; see
    ``appeals.rules.suggestion.measure``). ``coefficients``: arrays in NumPy's npz form, read without pickle.
    """

    version = models.PositiveIntegerField(_("version"), unique=True, editable=False)
    taxonomy = models.CharField(_("digest of the tree"), max_length=64, editable=False)
    fitted_at = models.DateTimeField(_("fitted at"), editable=False)
    sources = models.JSONField(_("learned from"), default=dict, editable=False)
    figures = models.JSONField(_("figures"), default=dict, editable=False)
    coefficients = models.BinaryField(editable=False)
    in_use = models.BooleanField(_("in use"), default=False, editable=False)
    refused = models.CharField(_("why it is not used"), max_length=200, blank=True, editable=False)

    class Meta:
        ordering = ["-version"]
        verbose_name = _("model of suggestions")
        verbose_name_plural = _("models of suggestions")
        constraints = [
            models.UniqueConstraint(
                fields=["in_use"], condition=models.Q(in_use=True), name="one_suggestion_model_in_use"
            ),
        ]

    def __str__(self) -> str:
        return f"v{self.version}"
