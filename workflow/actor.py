"""Who acts: built at a door, carried down to the journal."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Post:
    """An appointment in force: a role in an organisation, over a district or (``None``) over the whole city.

    ``parts``: ids of the bodies below the organisation and of those that it came from, at any depth: it answers for
    them too. ``stands_for``: the name of the absent person whose post it is; empty for an own post. ``body``: the
    organisation's code, for logs.
    """

    role: str
    organisation_id: int
    district: str | None = None
    parts: frozenset[int] = field(default=frozenset(), compare=False)
    stands_for: str = field(default="", compare=False)
    body: str = field(default="", compare=False)

    @property
    def bodies(self) -> frozenset[int]:
        """The organisation with all that it answers for."""
        return self.parts | {self.organisation_id}


@dataclass(frozen=True)
class Actor:
    """A person with the posts held at this moment, an unnamed resident, or the system itself.

    ``name`` goes into the journal and is read by officials only.
    """

    user_id: int | None = None
    name: str = ""
    posts: tuple[Post, ...] = ()
    is_system: bool = False

    def named(self, role: str) -> str:
        """The name for the journal of an act done by this role: a deputy's tells for whom."""
        held = [post for post in self.posts if post.role == role]
        if not held or any(not post.stands_for for post in held):
            return self.name
        return f"{self.name} ({held[0].stands_for})"

    @property
    def roles(self) -> frozenset[str]:
        """Roles held anywhere. What they allow on one thing is for that app's policy to say."""
        return frozenset(post.role for post in self.posts)


SYSTEM = Actor(name="system", is_system=True)
NOBODY = Actor()
