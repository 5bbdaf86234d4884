"""The one anticipated error."""


class Refused(Exception):
    """A wish that the ledger cannot grant, with a sentence that says what is wrong, where, and the way out.

    The text is in the reader's language and is shown as it is; views and commands catch only this class.
    """
