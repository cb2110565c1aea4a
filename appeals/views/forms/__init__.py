from appeals.views.forms.acts import ObjectForm, RateForm, ReopenForm, ReplyForm, ReviewForm, WithdrawForm
from appeals.views.forms.filters import ListForm
from appeals.views.forms.follow import FollowForm
from appeals.views.forms.steps import CategoryForm, CheckForm, ContactForm, WhatForm, WhereForm

__all__ = [
    "CategoryForm",
    "CheckForm",
    "ContactForm",
    "FollowForm",
    "ListForm",
    "ObjectForm",
    "RateForm",
    "ReopenForm",
    "ReplyForm",
    "ReviewForm",
    "WhatForm",
    "WhereForm",
    "WithdrawForm",
]
