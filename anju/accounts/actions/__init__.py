"""The only writer of accounts: users, log-in, sessions, second factor, lent duties, approvals, sums of the day."""

from anju.accounts.actions.administering import forget_factor, give_password, move, open_account
from anju.accounts.actions.approvals import agreed, ask_approval, decide, opened, use_approval
from anju.accounts.actions.counting import count, counted
from anju.accounts.actions.desks import begin_desk, end_desk, end_desks, leave_desk, move_desk, see_desk
from anju.accounts.actions.entry import prove_factor, prove_step, sign_in, sign_in_as
from anju.accounts.actions.factors import begin_factor, check_factor, new_secret, provisioning, reset_factor
from anju.accounts.actions.lending import lend, put_on, take_back, take_off
from anju.accounts.actions.users import (
    change_password,
    change_post,
    check_post,
    create_user,
    one_time_password,
    password_is_old,
    reset_password,
    set_active,
    unlock,
    unlock_address,
)

__all__ = [
    "agreed", "ask_approval", "begin_desk", "begin_factor", "change_password", "change_post", "check_factor",
    "check_post", "count", "counted", "create_user", "decide", "end_desk", "end_desks", "forget_factor",
    "give_password", "leave_desk", "lend", "move", "move_desk", "new_secret", "one_time_password", "open_account",
    "opened", "password_is_old", "prove_factor", "prove_step", "provisioning", "put_on", "reset_factor",
    "reset_password", "see_desk", "set_active", "sign_in", "sign_in_as", "take_back", "take_off", "unlock",
    "unlock_address", "use_approval",
]  # fmt: skip
