"""Code lists of the registry (domain.md §1). The stored word is English, the label is what workbooks hold."""

from django.db.models import TextChoices


class Programme(TextChoices):
    """Relocation programme; never mix two populations in one ratio (domain.md T6)."""

    FYP13 = "fyp13", "十三五易地扶贫搬迁"
    ALONGSIDE = "alongside", "同步搬迁"
    SOUTHERN = "southern", "陕南避灾扶贫生态移民搬迁"
    OTHER = "other", "其他搬迁"


class Category(TextChoices):
    """Relocation category: seven objects of the Ankang rule (S2)."""

    GEOLOGICAL = "1", "地质灾害避险移民"
    FLOOD = "2", "洪涝灾害避险移民"
    POVERTY = "3", "扶贫移民"
    ECOLOGICAL = "4", "生态移民"
    PROJECT = "5", "工程移民"
    SPLIT = "6", "分户对象"
    SPECIAL = "7", "特殊对象"


class Mode(TextChoices):
    """Settlement mode; first digit 1 concentrated, 2 dispersed (S64, S96, S97)."""

    NEARBY = "11", "行政村内就近集中"
    NEW_VILLAGE = "12", "建设移民新村"
    TOWN = "13", "小城镇"
    INDUSTRIAL = "14", "产业园区"
    TOURISM = "15", "乡村旅游区"
    FARM = "16", "依托国有农林场"
    SUPPORTED = "17", "集中供养"
    INTERSPERSED = "21", "插花安置"
    KIN = "22", "投亲靠友"
    OWN_PURCHASE = "23", "自主购房"
    OWN_BUILDING = "24", "分散自建"
    OTHER_DISPERSED = "29", "其他分散"


class Urbanity(TextChoices):
    """Urban or rural settlement (S63)."""

    URBAN = "urban", "城镇安置"
    RURAL = "rural", "农村安置"


class CommunityMode(TextChoices):
    """A community with organisations of its own, or one attached to an existing village or community."""

    NEW = "new", "新建"
    ATTACHED = "attached", "融合挂靠"


class HouseholdClass(TextChoices):
    """Household attribute of the anti-poverty system, 2021 and later (C1, C7)."""

    LIFTED = "lifted", "脱贫户"
    ORDINARY = "ordinary", "一般农户"


class Sex(TextChoices):
    """GB/T 2261.1-2003."""

    UNKNOWN = "0", "未知"
    MALE = "1", "男"
    FEMALE = "2", "女"
    UNSTATED = "9", "未说明"


class Ethnicity(TextChoices):
    """GB/T 3304-1991: the groups of the county; the rest of the standard joins when a person needs it."""

    HAN = "01", "汉族"
    MONGOL = "02", "蒙古族"
    HUI = "03", "回族"
    TIBETAN = "04", "藏族"
    MIAO = "06", "苗族"
    YI = "07", "彝族"
    ZHUANG = "08", "壮族"
    MANCHU = "11", "满族"
    TUJIA = "15", "土家族"
    OTHER = "97", "其他"


class Relation(TextChoices):
    """Relation to the head of the household: the strings of the anti-poverty system (C2)."""

    HEAD = "head", "户主"
    SPOUSE = "spouse", "配偶"
    SON = "son", "之子"
    DAUGHTER = "daughter", "之女"
    SON_WIFE = "son_wife", "之儿媳"
    DAUGHTER_HUSBAND = "daughter_husband", "之女婿"
    GRANDSON = "grandson", "之孙子"
    GRANDDAUGHTER = "granddaughter", "之孙女"
    DAUGHTERS_SON = "daughters_son", "之外孙子"
    DAUGHTERS_DAUGHTER = "daughters_daughter", "之外孙女"
    FATHER = "father", "之父"
    MOTHER = "mother", "之母"
    WIFE_FATHER = "wife_father", "之岳父"
    WIFE_MOTHER = "wife_mother", "之岳母"
    HUSBAND_FATHER = "husband_father", "之公公"
    HUSBAND_MOTHER = "husband_mother", "之婆婆"
    GRANDFATHER = "grandfather", "之祖父"
    GRANDMOTHER = "grandmother", "之祖母"
    MOTHERS_FATHER = "mothers_father", "之外祖父"
    MOTHERS_MOTHER = "mothers_mother", "之外祖母"
    SIBLING = "sibling", "之兄弟姐妹"
    GREAT_GRANDSON = "great_grandson", "之曾孙子"
    GREAT_GRANDDAUGHTER = "great_granddaughter", "之曾孙女"
    NEPHEW = "nephew", "之侄儿"
    NIECE = "niece", "之侄女"
    SIBLING_WIFE = "sibling_wife", "之兄弟媳妇"
    UNCLE = "uncle", "之叔伯"
    OTHER = "other", "其他"


class Education(TextChoices):
    """Education, anti-poverty system (C2); empty while still at school."""

    NONE = "none", "文盲或半文盲"
    PRIMARY = "primary", "小学"
    JUNIOR = "junior", "初中"
    SENIOR = "senior", "高中"
    COLLEGE = "college", "大专"
    BACHELOR = "bachelor", "本科及以上"


class Student(TextChoices):
    """At which school a person is, anti-poverty system (C2); empty when not a student."""

    TODDLER = "toddler", "学龄前儿童"
    PRESCHOOL = "preschool", "学前教育"
    PRIMARY = "primary", "小学"
    GRADE_7 = "grade_7", "七年级"
    GRADE_8 = "grade_8", "八年级"
    GRADE_9 = "grade_9", "九年级"
    SENIOR_1 = "senior_1", "普通高中一年级"
    SENIOR_2 = "senior_2", "普通高中二年级"
    SENIOR_3 = "senior_3", "普通高中三年级"
    VOCATIONAL_1 = "vocational_1", "中职一年级"
    VOCATIONAL_2 = "vocational_2", "中职二年级"
    VOCATIONAL_3 = "vocational_3", "中职三年级"
    COLLEGE_1 = "college_1", "高职高专一年级"
    COLLEGE_2 = "college_2", "高职高专二年级"
    COLLEGE_3 = "college_3", "高职高专三年级"
    BACHELOR_1 = "bachelor_1", "本科一年级"
    BACHELOR_2 = "bachelor_2", "本科二年级"
    BACHELOR_3 = "bachelor_3", "本科三年级"
    BACHELOR_4 = "bachelor_4", "本科四年级"
    MASTER = "master", "硕士研究生及以上"


class Health(TextChoices):
    """Health, anti-poverty system; combinations are written with a plus (C2, C3)."""

    HEALTHY = "healthy", "健康"
    CHRONIC = "chronic", "长期慢性病"
    SERIOUS = "serious", "患有大病"
    DISABLED = "disabled", "残疾"
    CHRONIC_DISABLED = "chronic_disabled", "长期慢性病+残疾"
    SERIOUS_DISABLED = "serious_disabled", "患有大病+残疾"


class Labour(TextChoices):
    """Labour ability (劳动技能): exactly these five strings (C2, C3)."""

    SKILLED = "skilled", "技能劳动力"
    ORDINARY = "ordinary", "普通劳动力"
    WEAK = "weak", "弱劳动力或半劳动力"
    LOST = "lost", "丧失劳动力"
    NONE = "none", "无劳动力"


class Political(TextChoices):
    """Political status, anti-poverty system (C2)."""

    MEMBER = "member", "中共党员"
    PROBATIONARY = "probationary", "中共预备党员"
    YOUTH = "youth", "共青团员"
    MASSES = "masses", "群众"


class StartReason(TextChoices):
    """Why a membership began."""

    RELOCATED = "relocated", "搬迁入住"
    BORN = "born", "出生"
    MARRIED_IN = "married_in", "婚入"
    MOVED_IN = "moved_in", "迁入"
    CHANGED = "changed", "情况变更"
    REHOUSED = "rehoused", "搬移"
    SPLIT = "split", "分户"
    MERGED = "merged", "并户"


class StopReason(TextChoices):
    """Why a membership ended."""

    DIED = "died", "死亡"
    MARRIED_OUT = "married_out", "婚出"
    MOVED_OUT = "moved_out", "迁出"
    CHANGED = "changed", "情况变更"
    REHOUSED = "rehoused", "搬移"
    SPLIT = "split", "分户"
    MERGED = "merged", "并户"


class ChangeKind(TextChoices):
    """What can happen to a household and its people (issue of the county's relocation office; features.md row 5)."""

    BIRTH = "birth", "出生"
    DEATH = "death", "死亡"
    MARRIED_IN = "married_in", "婚入"
    MARRIED_OUT = "married_out", "婚出"
    MOVED_IN = "moved_in", "迁入"
    MOVED_OUT = "moved_out", "迁出"
    REHOUSED = "rehoused", "搬移"
    SPLIT = "split", "分户"
    MERGED = "merged", "并户"
    HEAD = "head", "户主变更"
    STATE = "state", "情况变更"
    CORRECTED = "corrected", "更正"
    HOUSEHOLD = "household", "户情况变更"
    AMENDED = "amended", "户信息更正"
    DATES = "dates", "在户日期更正"
    OLD_NUMBER = "old_number", "旧号登记"
    CERTIFIED = "certified", "权证登记"


class GridKind(TextChoices):
    """Grid of a neighbourhood, or of one institution (domain.md §9, grid governance)."""

    BASIC = "basic", "基础网格"
    SPECIAL = "special", "专属网格"


class Occupied(TextChoices):
    """What a flat is used for (actual occupation, domain.md §1.5)."""

    OCCUPIED = "occupied", "自住"
    EMPTY = "empty", "空置"
    LET = "let", "出租"
    LENT = "lent", "出借"


class SeenBy(TextChoices):
    """How the use of a flat became known."""

    VISIT = "visit", "入户查看"
    PHONE = "phone", "电话询问"
    NEIGHBOUR = "neighbour", "邻里反映"
    METER = "meter", "水电用量"
    ROSTER = "roster", "花名册填报"


class CertificateStop(TextChoices):
    """Why a real-estate certificate no longer holds (不动产登记暂行条例, kinds of registration)."""

    CANCELLED = "cancelled", "注销登记"
    REPLACED = "replaced", "换发新证"
    TRANSFERRED = "transferred", "转移登记"


class AliasKind(TextChoices):
    """Under what else a person is known: a record that was merged, or a number from before (domain.md §1.8)."""

    MERGED = "merged", "合并的档案"
    OLD_NUMBER = "old_number", "旧身份证号"
