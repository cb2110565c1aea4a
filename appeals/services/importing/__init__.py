"""Appeals from another system: read row by row, compared with what is here, written once."""

from appeals.services.importing.diff import Change, Difference, Importer
from appeals.services.importing.mapping import Mapping, MappingRefused, mapping_for
from appeals.services.importing.tables import TableRefused, table

__all__ = ["Change", "Difference", "Importer", "Mapping", "MappingRefused", "TableRefused", "mapping_for", "table"]
