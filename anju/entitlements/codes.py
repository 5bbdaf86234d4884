"""Code lists of entitlements (domain.md §1.6 to §1.10). The stored word is English, the label is what workbooks hold."""

from django.db.models import TextChoices


class InsuranceKind(TextChoices):
    """Social insurance as the export of the national monitoring system tells it apart (domain.md §1.6 b)."""

    RESIDENT_MEDICAL = "resident_medical", "城乡居民基本医疗保险"
    EMPLOYEE_MEDICAL = "employee_medical", "城镇职工基本医疗保险"
    SERIOUS_ILLNESS = "serious_illness", "大病保险"
    COMMERCIAL = "commercial", "商业补充医疗保险"
    RESIDENT_PENSION = "resident_pension", "城乡居民基本养老保险"
    EMPLOYEE_PENSION = "employee_pension", "城镇职工基本养老保险"


class AssistanceKind(TextChoices):
    """Social assistance (domain.md §1.7, list of a township app C8)."""

    LOW_INCOME = "low_income", "低保"
    DESTITUTE = "destitute", "特困供养"
    MARGIN = "margin", "低保边缘"


class DisabilityCategory(TextChoices):
    """Categories of GB/T 26341-2010; the digit stands in the certificate number after the identity number."""

    SIGHT = "1", "视力残疾"
    HEARING = "2", "听力残疾"
    SPEECH = "3", "言语残疾"
    LIMB = "4", "肢体残疾"
    INTELLECT = "5", "智力残疾"
    MIND = "6", "精神残疾"
    MULTIPLE = "7", "多重残疾"


class DisabilityLevel(TextChoices):
    """Levels of GB/T 26341-2010, 1 the most severe; the last digit of a certificate number."""

    ONE = "1", "一级"
    TWO = "2", "二级"
    THREE = "3", "三级"
    FOUR = "4", "四级"


class MonitoringClass(TextChoices):
    """Classes of monitored households (domain.md §1.9, S74)."""

    UNSTABLE = "unstable", "脱贫不稳定户"
    MARGINAL = "marginal", "边缘易致贫户"
    SUDDEN = "sudden", "突发严重困难户"


class RiskStatus(TextChoices):
    """Whether the risk of a monitored household still stands (domain.md §1.7)."""

    OPEN = "open", "风险未消除"
    RESOLVED = "resolved", "风险已消除"


class RiskCause(TextChoices):
    """Cause of risk (domain.md §1.7; C2, C3 in part, the rest K-med)."""

    ILLNESS = "illness", "因病"
    DISABILITY = "disability", "因残"
    SCHOOL = "school", "因学"
    DISASTER = "disaster", "因灾"
    ACCIDENT = "accident", "因意外事故"
    NO_LABOUR = "no_labour", "缺劳动力"
    NO_SKILL = "no_skill", "缺技术"
    NO_MONEY = "no_money", "缺资金"
    NO_LAND = "no_land", "缺土地"
    NO_WATER = "no_water", "缺水"
    TRANSPORT = "transport", "交通条件落后"
    MARRIAGE = "marriage", "因婚"
    NO_DRIVE = "no_drive", "自身发展动力不足"
    UNSTABLE_WORK = "unstable_work", "因务工就业不稳"
    OTHER = "other", "其他原因"


class MeasureKind(TextChoices):
    """Help given to a monitored household; the first four are development measures (rule 5_12_007)."""

    INDUSTRY = "industry", "产业帮扶"
    WORK = "work", "就业帮扶"
    FINANCE = "finance", "金融帮扶"
    PUBLIC_POST = "public_post", "公益岗位帮扶"
    HEALTH = "health", "健康帮扶"
    SCHOOL = "school", "教育帮扶"
    HOUSING = "housing", "住房安全保障"
    SAFETY_NET = "safety_net", "综合保障（兜底）"
    SOCIAL = "social", "社会帮扶"


DEVELOPMENT = frozenset(
    {MeasureKind.INDUSTRY, MeasureKind.WORK, MeasureKind.FINANCE, MeasureKind.PUBLIC_POST}
)


class LandKind(TextChoices):
    """Land whose rights stay with the home village (domain.md §1.10)."""

    FIELD = "field", "承包地"
    FOREST = "forest", "林地"
    HOMESTEAD = "homestead", "宅基地"


class BookletStatus(TextChoices):
    """State of a residence booklet (domain.md §1.10)."""

    VALID = "valid", "有效"
    CHANGED = "changed", "已变更"
    CANCELLED = "cancelled", "已注销"


class RequestKind(TextChoices):
    """What is asked for about a residence booklet."""

    ISSUE = "issue", "申领"
    CHANGE = "change", "变更地址"
    CANCEL = "cancel", "申请注销"


class RequestState(TextChoices):
    """Where a request stands: the home side confirms first, the residence side completes it."""

    AT_HOME = "at_home", "待原籍确认"
    AT_RESIDENCE = "at_residence", "待住地确认"
    DONE = "done", "已办结"
    REFUSED = "refused", "不予办理"


class Side(TextChoices):
    """The two sides of a household that moved without its registration (人户分离)."""

    HOME = "home", "原籍"
    RESIDENCE = "residence", "住地"


class RecordKind(TextChoices):
    """What is kept of a person or a household one by one (domain.md §1.6, §1.9, §1.10)."""

    INSURANCE = "insurance", "社会保险"
    ASSISTANCE = "assistance", "社会救助"
    DISABILITY = "disability", "残疾证"
    MONITORING = "monitoring", "防返贫监测"
    MEASURE = "measure", "帮扶措施"
    LAND = "land", "原籍土地"


class Matter(TextChoices):
    """Matters of the responsibility matrix (domain.md §1.10); the side is dated policy."""

    FIELD = "field", "承包地"
    FOREST = "forest", "林地"
    HOMESTEAD = "homestead", "宅基地"
    DIVIDEND = "dividend", "集体收益分红"
    VILLAGE_VOTE = "village_vote", "村委会选举"
    RESIDENCE = "residence", "居住管理"
    PROPERTY = "property", "物业服务"
    GRID = "grid", "网格服务"
    ORDER = "order", "治安管理"
    SCHOOL = "school", "子女就学"
    DOCTOR = "doctor", "就医服务"
    INSURANCE = "insurance", "养老医保缴费"
    JOB = "job", "就业推荐"
    COMMUNITY_VOTE = "community_vote", "社区选举"
    ASSISTANCE = "assistance", "低保救助受理"
