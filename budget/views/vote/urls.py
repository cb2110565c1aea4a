"""Addresses of the vote of an edition, under ``/budget/<edition>/``."""

from django.urls import path

from budget.views.vote import casting, choosing, opening, paper, proving

app_name = "vote"

urlpatterns = [
    path("<slug:code>/vote/", choosing.choose, name="choose"),
    path("<slug:code>/vote/compare/", choosing.compare, name="compare"),
    path("<slug:code>/vote/check/", casting.check, name="check"),
    path("<slug:code>/vote/code/", casting.code, name="code"),
    path("<slug:code>/vote/cast/", casting.cast, name="cast"),
    path("<slug:code>/vote/signature/", casting.signature, name="signature"),
    path("<slug:code>/vote/receipt/<str:leaf>/", proving.receipt, name="receipt"),
    path("<slug:code>/vote/proof/", proving.proof, name="proof"),
    path("<slug:code>/vote/box/", proving.box, name="box"),
    path("<slug:code>/vote/turnout/", proving.turnout, name="turnout"),
    path("<slug:code>/paper/", paper.offices, name="paper"),
    path("<slug:code>/paper/<int:pk>/", paper.office, name="paper_office"),
    path("<slug:code>/paper/batch/<int:pk>/", paper.batch, name="paper_batch"),
    path("<slug:code>/vote/opening/", opening.ceremony, name="opening"),
]
