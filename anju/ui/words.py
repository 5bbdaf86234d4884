"""Labels of code lists in the page's language. Code lists hold Chinese, for workbooks hold it too; the English
catalogue has every label, which a test checks."""

from django.utils.translation import gettext


def said(label: object) -> str:
    """The label of a code in the page's language; empty stays empty (gettext would answer its own header)."""
    text = str(label)
    return gettext(text) if text else ""
