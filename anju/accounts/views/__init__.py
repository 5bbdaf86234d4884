"""Pages of accounts: the log-in, one's own account, the administrator's, approvals."""

from anju.accounts.views.own import LARGE, TEXT_COOKIE

__all__ = ["LARGE", "TEXT_COOKIE"]
