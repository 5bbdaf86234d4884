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


class SchoolRegion(TextChoices):
    """Where a technical school lies (技校区域, C16) [PROPOSED]: the three regions of the labour system."""

    COUNTY = "in_county", "县内"
    PROVINCE = "in_prov", "县外省内"
    OUTSIDE = "out_prov", "省外"


class SupportKind(TextChoices):
    """What the labour system asks for beside the job (C13, C15, C16): the words of its addresses and forms."""

    SCHOOLING = "schooling", "技校就读"
    SUBSIDY = "subsidy", "就业补贴"
    LOAN = "loan", "创业担保贷款"
    HIRING = "hiring", "创业带动就业"


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


class LedgerState(TextChoices):
    """How far the ledger of a place and month is (就业创业台账): opened, handed in, sent back, accepted."""

    OPEN = "open", "已建账"
    HANDED_IN = "handed_in", "已报送"
    RETURNED = "returned", "已退回"
    ACCEPTED = "accepted", "已审核"


class LineState(TextChoices):
    """State of a person-month (domain.md §2.4): three, and no fourth."""

    UNCONFIRMED = "unconfirmed", "未确认"
    UNCHANGED = "unchanged", "已确认无变化"
    CHANGED = "changed", "已变更"


class LineSource(TextChoices):
    """How a clerk knows what a line says (确认来源, domain.md §2.4)."""

    PHONE = "phone", "本人电话"
    VISIT = "visit", "入户"
    ROSTER = "roster", "企业花名册"
    KIN = "kin", "亲属"
    REGISTRY = "registry", "人口变动"


TOLD = tuple(source for source in LineSource if source != LineSource.REGISTRY)
"""What a clerk may say; that somebody died or left is told by the registry alone."""


class Reason(TextChoices):
    """Why somebody does not work (未就业原因, domain.md §2.3) [PROPOSED]."""

    UNWILLING = "unwilling", "无就业意愿"
    CARING = "caring", "照顾老幼病残"
    ILL = "ill", "自身患病或残疾"
    OLD = "old", "年龄偏大"
    UNSKILLED = "unskilled", "缺技能"
    NO_POST = "no_post", "无合适岗位"
    BETWEEN = "between", "待岗返乡"
    SCHOOL = "school", "在校或服役"
    OTHER = "other_reason", "其他原因"


class Wish(TextChoices):
    """What work somebody wishes for (就业意愿, C13)."""

    NONE = "none_wished", "暂无意愿"
    LOCAL = "local", "就近就业"
    OUTSIDE = "go_out", "外出务工意愿"
    BUSINESS = "start_business", "创业意愿"
    FARMING = "farm", "发展产业"


class Hint(TextChoices):
    """Why a line has likely changed since last month: the clerk looks at these first."""

    CONTRACT_OVER = "contract_over", "合同已到期"
    WORK_CHANGED = "work_changed", "就业记录有变"
    CONTRACT_ENDING = "contract_ending", "合同将到期"
    SEASONAL = "seasonal", "季节性务工"
    UNREACHABLE = "unreachable", "上月电话未通"
    PLANNED_OUT = "planned_out", "上月打算外出"
    NEWCOMER = "newcomer", "本月新纳入"
    AGED = "aged", "将满劳动年龄"


class Industry(TextChoices):
    """Industry, GB/T 4754-2017, sections."""

    A = "A", "农、林、牧、渔业"
    B = "B", "采矿业"
    C = "C", "制造业"
    D = "D", "电力、热力、燃气及水生产和供应业"
    E = "E", "建筑业"
    F = "F", "批发和零售业"
    G = "G", "交通运输、仓储和邮政业"
    H = "H", "住宿和餐饮业"
    I = "I", "信息传输、软件和信息技术服务业"  # noqa: E741 - the standard's letter
    J = "J", "金融业"
    K = "K", "房地产业"
    L = "L", "租赁和商务服务业"
    M = "M", "科学研究和技术服务业"
    N = "N", "水利、环境和公共设施管理业"
    O = "O", "居民服务、修理和其他服务业"  # noqa: E741 - the standard's letter
    P = "P", "教育"
    Q = "Q", "卫生和社会工作"
    R = "R", "文化、体育和娱乐业"
    S = "S", "公共管理、社会保障和社会组织"
    T = "T", "国际组织"


class EmployerNature(TextChoices):
    """Nature of the employer (就业单位性质, C12); the provincial dictionary ECC207 is not public [PROPOSED]."""

    COMPANY = "company", "企业"
    INSTITUTION = "institution", "机关事业单位"
    COOPERATIVE = "cooperative", "农民专业合作社"
    SOLE = "sole", "个体工商户"
    PERSONAL = "personal", "个人雇用"
    COLLECTIVE = "collective", "村集体经济组织"
