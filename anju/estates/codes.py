"""Code lists of property management (domain.md §5)."""

from django.db.models import TextChoices


class ServiceMode(TextChoices):
    """Who manages a site."""

    COMPANY = "company", "专业物业公司"
    OWNERS = "owners", "业主自治"
    COMMUNITY = "community", "社区托管"
    STATE = "state", "国企托管"
