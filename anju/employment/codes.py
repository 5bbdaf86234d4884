"""Code lists of employment (domain.md §2.3, §4). The label is what workbooks hold."""

from django.db.models import TextChoices


class WorkPlace(TextChoices):
    """Place of work (就业地域): where, never how (C4, C2, S11)."""

    COUNTY = "county", "县内"
    CITY = "city", "市内县外"
    PROVINCE = "province", "市外省内"
    OUTSIDE = "outside", "省外"
    ABROAD = "abroad", "境外"


class Channel(TextChoices):
    """Headline channel of work (C4, C1): one for each spell."""

    MIGRANT = "migrant", "外出务工"
    FACTORY = "factory", "社区工厂"
    PARK = "park", "农业园区"
    PUBLIC_POST = "public_post", "公益性岗位"
    BUSINESS = "business", "自主创业"
    FLEXIBLE = "flexible", "灵活就业"
    FARMING = "farming", "农业就业"


class FoundBy(TextChoices):
    """How the work was found (就业渠道, C12)."""

    SELF = "self", "自行就业"
    GOVERNMENT = "government", "政府组织"
    AGENCY = "agency", "人力资源机构介绍"
    KIN = "kin", "亲友介绍"
    SUSHAN = "sushan", "苏陕协作"
    BROKER = "broker", "劳务经纪人"
    DIRECT = "direct", "企业直招"


class Kind(TextChoices):
    """Kind of employment (就业类型, C12, C17)."""

    TRANSFER = "1", "转移就业"
    BUSINESS = "2", "创业"
    FARMING = "3", "农业就业"


class PostKind(TextChoices):
    """Kind of public-welfare post (公益性岗位, S20, S21, C17)."""

    ORGAN = "organ", "公益专岗"
    URBAN = "urban", "城镇公岗"
    SPECIAL = "special", "特设公岗"
    FOREST = "forest", "生态护林员"


class TrainingKind(TextChoices):
    """Kind of training (培训类型, C4, C17)."""

    SKILLS = "1", "就业技能培训"
    TRADE = "2", "岗位技能提升培训"
    FARMING = "3", "农业实用技术培训"
    BUSINESS = "4", "创业培训"


class OperatorKind(TextChoices):
    """Who gives work on the spot."""

    PARK = "park", "农业园区"
    FACTORY = "factory", "社区工厂"


class LinkageForm(TextChoices):
    """Form of interest linkage (利益联结): seed and S100."""

    LABOUR = "labour", "劳务用工"
    LAND = "land", "土地流转"
    ORDER = "order", "订单种养"
    SHARES = "shares", "入股分红"
    CUSTODY = "custody", "托养托管"
    LEASE = "lease", "资产租赁"
