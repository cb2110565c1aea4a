"""Who acts: built at a door, carried down to the journal."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Post:
    """An appointment in force: a role in an organisation, over a district or (``None``) over the whole city.

    ``parts``: ids of the bodies below the organisation and of those that it came from, at any depth: it answers for
    them too.
    """

    role: str
    organisation_id: int
    district: str | None = None
    parts: frozenset[int] = field(default=frozenset(), compare=False)

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

    @property
    def roles(self) -> frozenset[str]:
        """Roles held anywhere. What they allow on one thing is for that app's policy to say."""
        return frozenset(post.role for post in self.posts)


SYSTEM = Actor(name="system", is_system=True)
NOBODY = Actor()
