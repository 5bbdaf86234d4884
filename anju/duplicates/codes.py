"""Why two persons may be one, and what became of the suspicion."""

from django.db.models import TextChoices


class Reason(TextChoices):
    """Why two records may be of one person (疑似重复的依据)."""

    ID_DIGIT = "id_digit", "身份证号一位数字不同"
    ID_SWAPPED = "id_swapped", "身份证号相邻两位颠倒"
    ID_OLD = "id_old", "15位旧号与18位新号相同"
    NAME_BIRTH = "name_birth", "姓名和出生日期相同"
    NAME_PHONE = "name_phone", "姓名和电话相同"
    SOUND_BIRTH = "sound_birth", "姓名同音、出生日期相同"


class PairState(TextChoices):
    """What became of a suspicion (核对结果)."""

    OPEN = "open", "待核对"
    DIFFERENT = "different", "不是同一人"
    ASKED = "asked", "合并待审批"
    MERGED = "merged", "已合并"
    CLOSED = "closed", "已不成立"


class MergeState(TextChoices):
    """How far a merge is (合并办理情况)."""

    ASKED = "asked", "待审批"
    REFUSED = "refused", "未批准"
    DONE = "done", "已合并"
    UNDONE = "undone", "已撤销"


class RemovalState(TextChoices):
    """How far the removal of a record entered by mistake is (删除办理情况)."""

    ASKED = "asked", "待审批"
    REFUSED = "refused", "未批准"
    DONE = "done", "已删除"
    UNDONE = "undone", "已撤销"
