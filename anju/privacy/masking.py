"""How personal data looks to those who may not read it (domain.md §12, masking conventions)."""


def name(text: str) -> str:
    """张三 becomes 张**, 欧阳某某 becomes 欧**: the first character stays, and the stars say nothing of the length."""
    return f"{text[:1]}**" if text else ""


def id_number(text: str) -> str:
    """First six and last four stay, the birth date is hidden: 610926********1234."""
    return text[:6] + "*" * (len(text) - 10) + text[-4:] if len(text) > 10 else "*" * len(text)


def phone(text: str) -> str:
    """138****5678."""
    return text[:3] + "*" * (len(text) - 7) + text[-4:] if len(text) > 7 else "*" * len(text)


def account(text: str) -> str:
    """Only the last four of a bank account."""
    return "*" * max(len(text) - 4, 0) + text[-4:]
