"""The only writer of the registry: sheets line by line, and changes one by one, each with day, reason and evidence.

A change is recorded for a household whose version the clerk saw (`About`); it locks the household, keeps the old
state, checks what must hold, and is written as a `Change` with one act in the chain. `revert` takes back the last.
"""

from anju.registry.actions.case import ALONE, About, Followers
from anju.registry.actions.evidence import Evidence
from anju.registry.actions.households import change_head, merge, rehouse, split
from anju.registry.actions.members import (
    NEWBORN,
    State,
    marry_in,
    marry_out,
    move_in,
    move_out,
    register_birth,
    register_death,
)
from anju.registry.actions.people import Correction, NewPerson
from anju.registry.actions.sheets import (
    record_communities,
    record_flats,
    record_papers,
    record_places,
    record_roster,
    record_sites,
)
from anju.registry.actions.states import change_state, correct, revert

__all__ = [
    "ALONE", "NEWBORN", "About", "Correction", "Evidence", "Followers", "NewPerson", "State", "change_head",
    "change_state", "correct", "marry_in", "marry_out", "merge", "move_in", "move_out", "record_communities",
    "record_flats", "record_papers", "record_places", "record_roster", "record_sites", "register_birth",
    "register_death", "rehouse", "revert", "split",
]  # fmt: skip
