"""Who put a proposal forward."""

from django.db.models import TextChoices


class Kind(TextChoices):
    """Kind of proposal by its proposers."""

    INDIVIDUAL = "individual", "委员个人提案"
    JOINT = "joint", "委员联名提案"
    COLLECTIVE = "collective", "集体提案"
