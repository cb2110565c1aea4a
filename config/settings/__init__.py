"""Settings, one small module per topic. Everything that differs between places comes from the environment."""

from config.settings.admin import *
from config.settings.api import *
from config.settings.apps import *
from config.settings.city import *
from config.settings.database import *
from config.settings.env import *
from config.settings.files import *
from config.settings.languages import *
from config.settings.logs import *
from config.settings.people import *
from config.settings.push import *
from config.settings.redis import *
from config.settings.security import *
