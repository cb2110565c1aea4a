"""All the tags that the words of a letter may use. Nothing here reads files, settings or other templates."""

from django.template import Library, defaulttags

register = Library()
for _name in ("comment", "firstof", "for", "if", "spaceless", "with"):
    register.tag(_name, defaulttags.register.tags[_name])
