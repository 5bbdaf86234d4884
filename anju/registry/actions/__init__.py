"""The only writer of the registry: sheets line by line, and changes one by one, each with day, reason and evidence.

A change is recorded for a household whose version the clerk saw (`About`); it locks the household, keeps the old
state, checks what must hold, and is written as a `Change` with one act in the chain. `revert` takes back the last.
"""

from anju.registry.actions.accounts import link_account
from anju.registry.actions.case import ALONE, About, Followers
from anju.registry.actions.evidence import Evidence
from anju.registry.actions.flats import hand_over, record_occupation, record_reclamation
from anju.registry.actions.grids import assign_grid, make_grid
from anju.registry.actions.households import change_head, merge, rehouse, split
from anju.registry.actions.imported import (
    record_communities,
    record_flats,
    record_grids,
    record_papers,
    record_places,
    record_roster,
    record_sites,
)
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
from anju.registry.actions.population import lock_population
from anju.registry.actions.states import change_state, correct, revert

__all__ = [
    "ALONE", "NEWBORN", "About", "Correction", "Evidence", "Followers", "NewPerson", "State", "assign_grid",
    "change_head", "change_state", "correct", "hand_over", "link_account", "lock_population", "make_grid", "marry_in",
    "marry_out", "merge", "move_in", "move_out", "record_communities", "record_flats", "record_grids",
    "record_occupation", "record_papers", "record_places", "record_reclamation", "record_roster",
    "record_sites", "register_birth", "register_death", "rehouse", "revert", "split",
]  # fmt: skip
