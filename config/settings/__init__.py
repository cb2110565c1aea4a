"""Settings, one small module per topic. Everything that differs between places comes from the environment."""

from config.settings.env import *  # noqa: F403
from config.settings.apps import *  # noqa: F403  isort: skip
from config.settings.database import *  # noqa: F403  isort: skip
from config.settings.redis import *  # noqa: F403  isort: skip
from config.settings.people import *  # noqa: F403  isort: skip
from config.settings.languages import *  # noqa: F403  isort: skip
from config.settings.files import *  # noqa: F403  isort: skip
from config.settings.security import *  # noqa: F403  isort: skip
from config.settings.api import *  # noqa: F403  isort: skip
from config.settings.admin import *  # noqa: F403  isort: skip
from config.settings.logs import *  # noqa: F403  isort: skip
from config.settings.city import *  # noqa: F403  isort: skip
