"""The only writer of accounts: users, log-in, sessions, second factor, lent duties, approvals."""

from anju.accounts.actions.approvals import ask_approval, decide, use_approval
from anju.accounts.actions.desks import begin_desk, end_desk, end_desks, leave_desk, move_desk, see_desk
from anju.accounts.actions.entry import prove_factor, sign_in, sign_in_as
from anju.accounts.actions.factors import begin_factor, check_factor, new_secret, provisioning, reset_factor
from anju.accounts.actions.lending import lend, take_back
from anju.accounts.actions.users import (
    change_password,
    change_post,
    create_user,
    one_time_password,
    password_is_old,
    reset_password,
    set_active,
    unlock,
)

__all__ = [
    "ask_approval", "begin_desk", "begin_factor", "change_password", "change_post", "check_factor", "create_user", "decide",
    "end_desk", "end_desks", "leave_desk", "lend", "move_desk", "new_secret", "one_time_password", "password_is_old", "prove_factor", "provisioning", "reset_factor",
    "reset_password", "see_desk", "set_active", "sign_in", "sign_in_as", "take_back", "unlock", "use_approval",
]  # fmt: skip
