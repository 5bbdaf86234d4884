"""Who attacks: each role at its place, administrators and auditors of towns, and those who wear a colleague's post."""

from dataclasses import dataclass

from django.test import Client

from anju.accounts.codes import ROLES, Field, Right, RoleName
from anju.accounts.hats import HAT
from tests import builders
from tests.hostile import world as worlds
from tests.hostile.world import World


@dataclass(frozen=True)
class Actor:
    """A user with the post that counts: the own one, or the one that is worn."""

    name: str
    user: str
    role: str
    place: str
    hat: str = ""

    @property
    def both(self) -> tuple[str, str]:
        """The names of the own post and of the one that was lent."""
        return self.user, str(worlds.LENT[self.user])

    @property
    def scoped(self) -> bool:
        """Whether the far side is out of reach."""
        return self.place != builders.COUNTY

    @property
    def desk(self) -> tuple[frozenset[Right], frozenset[Field], str]:
        """What decides on everything that the actor may do and see."""
        return ROLES[self.role].rights, ROLES[self.role].fields, self.place

    def may(self, right: Right) -> bool:
        """Whether the post carries the right."""
        return right in ROLES[self.role].rights

    def enter(self, world: World) -> Client:
        """A browser in which the actor is logged in, and has switched where a hat is worn."""
        client = Client()
        client.force_login(world.users[self.user])
        if self.hat:
            session = client.session
            session[HAT] = world.lent[self.hat].pk
            session.save()
        return client


def _own(name: str, role: str, place: str) -> Actor:
    return Actor(str(name), str(name), str(role), place)


def _worn(name: str, owner: str) -> Actor:
    return Actor(f"{name}-in-the-hat", name, str(owner), worlds.PLACES.get(owner, worlds.NEAR), name)


ROLES_AT_THEIR_PLACES: tuple[Actor, ...] = (
    *(_own(role, role, worlds.PLACES.get(role, worlds.NEAR)) for role in RoleName.values),
    *(_own(name, *post) for name, post in worlds.MORE.items() if name not in worlds.LENT),
)


def others() -> tuple[Actor, ...]:
    """Those to whom a post was lent, before the switch and after it."""
    return tuple(
        actor
        for name, owner in worlds.LENT.items()
        for actor in (_own(name, *worlds.MORE[name]), _worn(name, owner))
    )


def one_of_each_desk(*, scoped: bool = True) -> tuple[Actor, ...]:
    """Actors whose rights, fields and places differ (others may and see the same); only those with a far side, or all."""
    held = {actor.desk: actor for actor in reversed(ROLES_AT_THEIR_PLACES) if actor.scoped or not scoped}
    return tuple(sorted(held.values(), key=lambda actor: actor.name))
