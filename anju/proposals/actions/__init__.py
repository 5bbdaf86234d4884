"""The only writer of proposals: their register, and the reply to one."""

from anju.proposals.actions.register import record_proposals, record_suggestions
from anju.proposals.actions.replies import Reply, reply

__all__ = ["Reply", "record_proposals", "record_suggestions", "reply"]
