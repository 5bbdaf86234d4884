"""The only writer of the registry: sheets line by line, and changes one by one, each with day, reason and evidence.

A change is recorded for a household whose version the clerk saw (`About`); it locks the household, keeps the old
state, checks what must hold, and is written as a `Change` with one act in the chain: with its reason, and its document
where the evidence policy asks for one. `revert` takes back the last.
"""

from anju.registry.actions.accounts import link_account
from anju.registry.actions.case import ALONE, About, Followers
from anju.registry.actions.certificates import end_certificate, register_certificate, transfer_certificate
from anju.registry.actions.days import correct_day
from anju.registry.actions.evidence import Evidence
from anju.registry.actions.flats import hand_over, record_occupation, record_reclamation
from anju.registry.actions.grids import assign_grid, make_grid
from anju.registry.actions.households import change_head, merge, rehouse, split
from anju.registry.actions.imported import (
    keep_past,
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
from anju.registry.actions.numbers import record_old_number
from anju.registry.actions.people import Correction, NewPerson
from anju.registry.actions.population import lock_population
from anju.registry.actions.standing import HouseholdCorrection, amend_household, change_household
from anju.registry.actions.states import change_state, correct, revert, supply_evidence

__all__ = [
    "ALONE", "NEWBORN", "About", "Correction", "Evidence", "Followers", "HouseholdCorrection", "NewPerson", "State",
    "amend_household", "assign_grid", "change_head", "change_household", "change_state", "correct", "correct_day",
    "end_certificate", "hand_over", "keep_past", "link_account", "lock_population", "make_grid", "marry_in", "marry_out",
    "merge", "move_in", "move_out", "record_communities", "record_flats", "record_grids", "record_occupation",
    "record_old_number", "record_papers", "record_places", "record_reclamation", "record_roster", "record_sites",
    "register_birth", "register_certificate", "register_death", "rehouse", "revert", "split", "supply_evidence",
    "transfer_certificate",
]  # fmt: skip
