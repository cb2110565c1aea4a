"""Pages and the API."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

# What is loaded now stays: walking it again and again for garbage stopped every hundredth request for 120 ms.
gc.collect()
gc.freeze()
