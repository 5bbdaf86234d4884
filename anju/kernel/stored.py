"""Sentences that the ledger keeps: task titles, reasons, outcomes, titles of jobs.

They stand in Chinese, the language of the ledger, whatever language the person who acts reads in: a colleague or the
auditor opens them later. A page shows one that has no values in its reader's language (`ui.words.said`).
"""


def stored(sentence: str) -> str:
    """A sentence that is kept, never translated when it is written; the catalogue learns of it here."""
    return sentence
