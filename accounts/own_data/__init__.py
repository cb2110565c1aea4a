"""A person's rights over the own data (Law No 94-V, art. 24): a copy of it, and its removal."""

from accounts.own_data.sections import Part, Section, register

__all__ = ["Part", "Section", "register"]
