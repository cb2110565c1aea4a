"""Celery: an impatient messenger between the outbox and its workers. Losing a message loses nothing."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("birge")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
