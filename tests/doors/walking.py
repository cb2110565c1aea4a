"""Every address that the house answers, read from the resolver itself, and how a test fills its parameters."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import translation
from django.utils.regex_helper import normalize

Values = dict[str, object]


@dataclass(frozen=True)
class Door:
    """One pattern. ``name`` with its namespaces (empty for an unnamed one), ``route`` as the code writes it."""

    name: str
    route: str
    template: str
    parameters: tuple[str, ...]

    def path(self, values: Values) -> str:
        """The path with these values. Raises ``KeyError`` with the parameter that they do not have."""
        return self.template % {parameter: str(values[parameter]) for parameter in self.parameters}

    @property
    def model(self) -> tuple[str, str] | None:
        """App and model of a page of Django's admin, else ``None``."""
        parts = self.route.split("/")
        return (
            (parts[1], parts[2]) if parts[0] == "admin" and len(parts) > 3 and "<" not in "".join(parts[:3]) else None
        )


def doors(language: str) -> list[Door]:
    """All patterns, those of pages with this language in front."""
    with translation.override(language):
        return list(_under(get_resolver(), (), ()))


def _under(resolver: URLResolver, above: tuple, spaces: tuple[str, ...]) -> Iterator[Door]:
    for entry in resolver.url_patterns:
        way = (*above, entry.pattern)
        if isinstance(entry, URLPattern):
            yield _door(":".join((*spaces, entry.name or "")), way)
        else:
            yield from _under(entry, way, (*spaces, entry.namespace) if entry.namespace else spaces)


def _door(name: str, way: tuple) -> Door:
    pieces = [normalize(part.regex.pattern.removeprefix("^"))[0] for part in way]
    route = "".join(str(part).replace("^", "").replace("$", "") for part in way)
    parameters = tuple(parameter for _text, found in pieces for parameter in found)
    return Door(name, route, "/" + "".join(text for text, _found in pieces), parameters)


def walked(found: Iterable[Door], fill: Callable[[Door], list[Values]]) -> tuple[dict[Door, list[str]], dict[str, str]]:
    """The paths of every door, and the routes that cannot be filled, each with the parameter that nobody knows."""
    paths: dict[Door, list[str]] = {}
    unknown: dict[str, str] = {}
    for door in found:
        try:
            paths[door] = [door.path(values) for values in fill(door)]
        except KeyError as parameter:
            unknown[door.route] = parameter.args[0]
    return paths, unknown
