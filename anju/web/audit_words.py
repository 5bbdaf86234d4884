"""The audit in words: what an act or a look is about and what it holds. A word that is not known here stays as stored."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anju.accounts.codes import RoleName
from anju.employment.codes import Channel, LineSource
from anju.registry.codes import ChangeKind
from anju.ui.words import said

MOST_WORDS, FEW = 300, 3
THINGS: dict[str, Promise] = {
    "person": gettext_lazy("人员"), "persons": gettext_lazy("搬迁人口名单"), "household": gettext_lazy("户"),
    "ledger": gettext_lazy("月度台账"), "employment.ledger": gettext_lazy("月度台账"), "employment.round": gettext_lazy("月度工作"),
    "line": gettext_lazy("台账行"), "job": gettext_lazy("就业记录"), "month": gettext_lazy("月份"), "user": gettext_lazy("账号"),
    "accounts": gettext_lazy("账号清单"), "systems": gettext_lazy("接口系统清单"), "system": gettext_lazy("接口系统"), "approval": gettext_lazy("审批"),
    "approvals": gettext_lazy("审批清单"), "change": gettext_lazy("变动"), "changes": gettext_lazy("变动台账"),
    "figure": gettext_lazy("指标"), "moves": gettext_lazy("指标增减"), "differ": gettext_lazy("对账"), "indicator": gettext_lazy("指标口径"),
    "letter": gettext_lazy("公文"), "place": gettext_lazy("地点"), "flat": gettext_lazy("住房"), "flats": gettext_lazy("楼栋住房"),
    "grid": gettext_lazy("网格"), "pair": gettext_lazy("疑似重复"), "finding": gettext_lazy("核查问题"),
    "booklet_request": gettext_lazy("居住簿申请"), "booklet_requests": gettext_lazy("居住簿申请清单"),
    "intake.batch": gettext_lazy("导入批次"), "address": gettext_lazy("来源地址"), "verification": gettext_lazy("核定锁定"),
    "history": gettext_lazy("历史记录"), "keys": gettext_lazy("密钥"), "backup": gettext_lazy("备份"), "catalogue": gettext_lazy("指标目录"),
    "closes": gettext_lazy("月度结账"), "checks": gettext_lazy("核查清单"), "duplicates": gettext_lazy("疑似重复清单"),
    "imports": gettext_lazy("导入记录"), "removals": gettext_lazy("删除错录清单"), "sites": gettext_lazy("安置区台账"), "tasks": gettext_lazy("待办清单"),
    "province": gettext_lazy("省级视图"), "merge": gettext_lazy("合并"), "removal": gettext_lazy("删除错录"), "search": gettext_lazy("搜索"),
    "audit": gettext_lazy("审计"), "record": gettext_lazy("登记记录"),
}  # fmt: skip
KEYS: dict[str, Promise] = {
    "month": gettext_lazy("月份"), "on": gettext_lazy("日期"), "day": gettext_lazy("日期"), "as_of": gettext_lazy("截至"),
    "start": gettext_lazy("从"), "from": gettext_lazy("从"), "stop": gettext_lazy("到"), "to": gettext_lazy("到"),
    "lines": gettext_lazy("人数"), "ledgers": gettext_lazy("台账数"), "source": gettext_lazy("怎么知道的"), "what": gettext_lazy("变化"),
    "channel": gettext_lazy("就业途径"), "kind": gettext_lazy("类别"), "rows": gettext_lazy("行数"), "form": gettext_lazy("格式"),
    "export": gettext_lazy("导出编号"), "fields": gettext_lazy("栏目"), "field": gettext_lazy("栏目"), "role": gettext_lazy("岗位"),
    "place": gettext_lazy("地点"), "scope": gettext_lazy("管辖范围"), "before": gettext_lazy("之前"), "after": gettext_lazy("之后"),
    "person": gettext_lazy("人员"), "persons": gettext_lazy("人数"), "household": gettext_lazy("户"), "address": gettext_lazy("来源地址"),
    "page": gettext_lazy("页"), "filters": gettext_lazy("筛选"), "tab": gettext_lazy("标签页"), "side": gettext_lazy("方向"),
    "granted": gettext_lazy("同意"), "ranges": gettext_lazy("封存段"), "scale": gettext_lazy("规模"), "seed": gettext_lazy("随机种子"),
    "folder": gettext_lazy("文件夹"), "pack_sm3": gettext_lazy("上报包摘要"), "manifest_sm3": gettext_lazy("结账摘要"),
    "keys": gettext_lazy("密钥"), "made": gettext_lazy("生成时间"), "head": gettext_lazy("链首"), "sheet": gettext_lazy("表样"),
    "began": gettext_lazy("登录时间"), "state": gettext_lazy("状态"), "how": gettext_lazy("方式"),
    "demolished_on": gettext_lazy("拆除日期"), "reclaimed": gettext_lazy("已复垦"), "document": gettext_lazy("文件编号"),
    "programme": gettext_lazy("搬迁项目"), "households": gettext_lazy("户数"),
    "file": gettext_lazy("文件"), "new": gettext_lazy("新增"), "changed": gettext_lazy("变更"), "refused": gettext_lazy("退回"),
}  # fmt: skip
VALUES: dict[str, dict[str, Any]] = {
    "source": dict(LineSource.choices), "channel": dict(Channel.choices), "role": dict(RoleName.choices),
    "kind": dict(ChangeKind.choices),
    "what": {
        "stopped": gettext_lazy("不再就业"), "began": gettext_lazy("开始就业"), "changed": gettext_lazy("换了工作"),
        "income": gettext_lazy("收入或单位更正"), "other": gettext_lazy("工作没变，只更新意愿和联系"),
    },
    "side": {"joined": gettext_lazy("新增"), "left": gettext_lazy("减少")},
    "field": {"password": gettext_lazy("密码")},
    "fields": {
        "name": gettext_lazy("姓名"), "phone": gettext_lazy("联系电话"), "id_number": gettext_lazy("身份证号"),
        "birth_date": gettext_lazy("出生日期"),
    },
}  # fmt: skip


def target_words(target: str) -> str:
    """What an act is about: 人员 12 for `person:12`."""
    kind, _colon, which = target.partition(":")
    known = THINGS.get(kind)
    return target if known is None else f"{known} {which}".strip()


def target_asked(typed: str) -> str:
    """The stored word for what somebody types to find it: `person:12` for 人员 12."""
    text = typed.strip()
    names = sorted(THINGS.items(), key=lambda item: len(str(item[1])), reverse=True)
    for kind, known in names:
        if text.startswith(str(known)):
            which = text.removeprefix(str(known)).strip()
            return f"{kind}:{which}" if which else kind
    return text


def detail_words(detail: dict[str, Any]) -> str:
    """What an act or a look holds, as one short line; long lists are counted."""
    text = "；".join(f"{KEYS.get(key, key)}：{_said(key, value)}" for key, value in detail.items())
    return text if len(text) <= MOST_WORDS else f"{text[:MOST_WORDS]}…"


def _said(key: str, value: Any) -> str:
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, list):
        if len(value) > FEW or any(isinstance(one, list | dict) for one in value):
            return f"[{len(value)}]"
        return "、".join(_said(key, one) for one in value)
    if isinstance(value, dict):
        return f"{{{len(value)}}}"
    return said(VALUES.get(key, {}).get(str(value), value))
