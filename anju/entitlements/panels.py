"""What entitlements show of a person and a household: each group only to posts that see it, numbers only when opened."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from anju.accounts.codes import Field
from anju.entitlements import queries
from anju.entitlements.codes import BookletStatus, RecordKind, RequestState, Side
from anju.entitlements.models import Assistance, BookletRequest, Disability, Insurance, Monitoring
from anju.entitlements.rules import Condition, Judgement
from anju.kernel.money import yuan_of_fen
from anju.registry import queries as registry
from anju.registry.models import Household
from anju.registry.panels import HIDDEN, HouseholdSubject, PersonSubject, spell
from anju.ui.parts import Fact, Panel, Step
from anju.ui.tables import Address, Cell, Column, Table
from anju.ui.templatetags.ui import day, number
from anju.ui.words import said

TONES = {
    RequestState.AT_HOME: "info", RequestState.AT_RESIDENCE: "info", RequestState.DONE: "ok", RequestState.REFUSED: "bad",
}  # fmt: skip


def benefits(subject: PersonSubject) -> Panel | None:
    """Insurance and assistance, for posts that see benefits."""
    if Field.BENEFITS not in subject.eyes.sees:
        return None
    insured = [said(one.get_kind_display()) for one in queries.insurances_of(subject.person, subject.on)]
    steps = [_assistance(one, subject) for one in queries.assistances_of(subject.person)]
    facts = [Fact(_("参加的保险"), "、".join(insured) or _("没有参保记录"), tone="" if insured else "warn")]
    return _way(subject, Panel(_("社会保险与救助"), facts=facts, steps=steps))


def _way(subject: PersonSubject | HouseholdSubject, panel: Panel) -> Panel:
    """The panel with the way to where single records are kept, for who may keep them."""
    if not subject.may_edit:
        return panel
    if isinstance(subject, PersonSubject):
        href = reverse("person_records", args=[subject.person])
    else:
        href = reverse("household_records", args=[subject.household])
    return replace(panel, href=href, action=_("登记、终止"))


def _assistance(one: Assistance, subject: PersonSubject) -> Step:
    amount = (
        _("每月 %(yuan)s 元") % {"yuan": number(yuan_of_fen(one.amount_fen))}
        if one.amount_fen is not None and Field.INCOME in subject.eyes.sees and subject.eyes.opened
        else ""
    )
    document = (one.document if subject.eyes.opened else HIDDEN) if one.document else ""
    current = one.start <= subject.on and (one.stop is None or one.stop > subject.on)
    text = " · ".join(filter(None, (document, amount)))
    return Step(spell(one.start, one.stop), said(one.get_kind_display()), text, current=current)


def disability(subject: PersonSubject) -> Panel | None:
    """The disability certificate, for posts that see health; of who has none, the way to register one."""
    if Field.HEALTH not in subject.eyes.sees:
        return None
    held = queries.disability_of(subject.person, subject.on)
    if held is None:
        return _way(subject, Panel(_("残疾证"), empty=_("没有登记残疾证。"))) if subject.may_edit else None
    facts = [
        Fact(_("残疾类别"), said(held.get_category_display()), hint=said(held.get_level_display())),
        Fact(_("残疾证号"), held.certificate if subject.eyes.shows_numbers else held.certificate_masked),
        Fact(_("办证年度"), str(held.issued_year)),
    ]
    return _way(subject, Panel(_("残疾证"), facts=facts))


def account(subject: PersonSubject) -> Panel | None:
    """The account to which benefits go, for posts that see income; its number only when opened."""
    if Field.INCOME not in subject.eyes.sees:
        return None
    held = queries.account_of(subject.person, subject.on)
    facts = (
        [
            Fact(_("开户银行"), held.bank),
            Fact(_("银行账号"), held.number if subject.eyes.shows_numbers else held.number_masked),
            Fact(_("户名"), held.holder if subject.eyes.shows(Field.NAME) else HIDDEN),
            Fact(_("启用日期"), day(held.start)),
        ]
        if held
        else []
    )
    return Panel(_("一卡通账户"), facts=facts, empty=_("没有登记发放账户。"))


def monitoring(subject: HouseholdSubject) -> Panel | None:
    """Monitoring records with measures and the hint of the rule, for posts that see benefits."""
    if Field.BENEFITS not in subject.eyes.sees:
        return None
    steps = [
        step
        for one in queries.monitorings_of(subject.household, subject.on)
        for step in _record(one, subject.on)
    ]
    judged = queries.judgement(subject.household, subject.on)
    facts = _hint(judged, shown=Field.INCOME in subject.eyes.sees and subject.eyes.opened) if judged else []
    return _way(subject, Panel(_("防返贫监测"), facts=facts, steps=steps))


def _record(one: Monitoring, on: date) -> list[Step]:
    """The record and each measure under it."""
    standing = one.resolved_on is None or one.resolved_on > on
    status = _("风险未消除") if standing else _("风险已消除")
    title = f"{said(one.get_kind_display())} · {said(one.get_cause_display())} · {status}"
    head = Step(spell(one.identified_on, one.resolved_on), title, current=standing)
    measures = [
        Step(spell(measure.start, measure.stop), _("措施：%(kind)s") % {"kind": said(measure.get_kind_display())},
             measure.content, current=measure.stop is None or measure.stop > on)
        for measure in one.measures.all() if measure.start <= on
    ]  # fmt: skip
    return [head, *measures]


def _hint(judged: Judgement, *, shown: bool) -> list[Fact]:
    """What the rule would say, with its conditions. It is a hint: identification follows the procedure."""
    if judged.kind:
        word, tone = said(judged.kind.label), "warn"
    elif judged.open_question:
        word, tone = _("资料不全，无法提示"), "info"
    else:
        word, tone = _("未触发监测条件"), "ok"
    trace = "；".join(_condition(one, shown=shown) for one in judged.trace)
    return [Fact(_("系统提示（仅供参考，以程序认定为准）"), word, hint=trace, tone=tone)]


def _condition(one: Condition, *, shown: bool) -> str:
    """A step in words; the income itself is told only where the page is open."""
    answer = {True: _("是"), False: _("否"), None: _("不明")}[one.holds]
    sentence = (
        one.sentence if shown or not one.sentence.startswith("人均纯收入") else _("人均纯收入低于监测范围")
    )
    return f"{sentence}：{answer}"


def land(subject: HouseholdSubject) -> Panel:
    """Land that the household keeps in its home village."""
    found = queries.lands_of(subject.household, subject.on)
    columns = (
        Column("kind", _("土地类型")), Column("area", _("面积（亩）"), numeric=True), Column("village", _("所在村")),
        Column("number", _("合同（权证）编号")), Column("transferred", _("流转")),
    )  # fmt: skip
    rows = [
        (
            Cell(said(one.get_kind_display())),
            Cell(number(one.area_mu)),
            Cell(one.village if subject.eyes.shows(Field.CONTACT) else HIDDEN),
            Cell(one.number if subject.eyes.shows(Field.CONTACT) else HIDDEN),
            Cell(_("已流转") if one.transferred else _("自种")),
        )
        for one in found
    ]
    panel = Panel(
        _("原籍土地"),
        table=Table(columns, rows, Address(""), caption=_("原籍土地")),
        empty=_("没有登记承包地、林地或宅基地。"),
    )
    return _way(subject, panel)


def booklet(subject: HouseholdSubject) -> Panel:
    """The residence booklet of the household and the requests about it."""
    held = queries.booklet_of(subject.household)
    state = getattr(held, "state", None)
    facts = []
    if held is not None:
        status = state.get_status_display() if state else BookletStatus.VALID.label
        facts = [
            Fact(_("居住簿编号"), held.number, hint=day(held.issued_on)),
            Fact(_("状态"), said(status), tone="ok"),
        ]
        if state is not None:
            facts += [
                Fact(_("发放单位"), state.issued_by or "—"),
                Fact(_("居住地址"), state.address if subject.eyes.shows(Field.CONTACT) else HIDDEN),
                Fact(_("登记人员"), _("%(count)s 人") % {"count": number(len(state.members))}),
            ]
    return Panel(
        _("居住簿"),
        facts=facts,
        steps=[_request(one) for one in queries.requests_of(subject.household)],
        empty=_("没有登记居住簿。"),
        href=reverse("booklet_ask", args=[subject.household]) if subject.may_edit else "",
        action=_("申请办理") if subject.may_edit else "",
    )


def _request(one: BookletRequest) -> Step:
    title = f"{said(one.get_kind_display())} · {said(one.get_state_display())}"
    return Step(
        day(one.asked_on),
        title,
        href=reverse("booklet_request", args=[one.pk]),
        current=one.decided_on is None,
    )


def responsibility(subject: HouseholdSubject) -> Panel | None:
    """For this household: which village, community or office answers for each matter."""
    home = registry.household(subject.household)
    if home is None:
        return None
    sides = {
        Side.HOME: _home_side(home, subject),
        Side.RESIDENCE: queries.community_of(home.place_id, subject.on),
    }
    rows = [
        (Cell(said(one.matter.label)), Cell(said(one.side.label)), Cell(sides[one.side]))
        for one in queries.matrix(subject.on)
    ]
    columns = (Column("matter", _("事项")), Column("side", _("责任方")), Column("unit", _("责任单位")))
    return Panel(
        _("原籍与住地责任"),
        table=Table(columns, rows, Address(""), caption=_("原籍与住地责任")),
        empty=_("这一天还没有发布责任清单。"),
        href=reverse("matrix"),
        action=_("责任清单"),
        wide=True,
    )


def _home_side(home: Household, subject: HouseholdSubject) -> str:
    """The town, and the village where the page is open: where somebody comes from is personal."""
    town = queries.place_name(queries.home_of(home))
    origin = (
        (home.origin if subject.eyes.shows(Field.CONTACT) else HIDDEN) if home.origin else _("原籍村未登记")
    )
    return f"{town} · {origin}"


def request_facts(one: BookletRequest, *, open_: bool) -> Sequence[Fact]:
    """A request in short; addresses and reasons are personal and shown to who may see contacts."""

    def told(text: str) -> str:
        return (text if open_ else HIDDEN) if text else "—"

    facts = [
        Fact(_("申请事项"), said(one.get_kind_display())),
        Fact(_("办理状态"), said(one.get_state_display()), tone=TONES[RequestState(one.state)]),
        Fact(_("申请人"), one.applicant, hint=_("登记 %(count)s 人") % {"count": number(len(one.members))}),
        Fact(_("原地址"), told(one.from_address)),
        Fact(_("新地址"), told(one.to_address)),
        Fact(_("申请原因"), told(one.reason)),
        Fact(_("受理"), f"{one.asked_by} {day(one.asked_on)}"),
        Fact(_("原籍确认"), _answer(one.home_by, one.home_on), hint=str(one.home)),
        Fact(_("住地确认"), _answer(one.residence_by, one.residence_on), hint=str(one.place)),
    ]
    if one.refused_why:
        facts.append(
            Fact(
                _("不予办理"),
                told(one.refused_why),
                hint=f"{one.refused_by} {day(one.decided_on)}",
                tone="bad",
            )
        )
    return facts


def _answer(by: str, on: date | None) -> str:
    return f"{by} {day(on)}" if on else _("未确认")


def record_table(kind: RecordKind, owner: int, on: date) -> Table:
    """Every record of a kind of a person or a household, masked, each with the ways to correct and to end it."""
    rows = [
        [
            Cell(title),
            Cell(detail or "—"),
            Cell(spell(start, stop)),
            Cell(_("有效"), tone="ok") if stop is None or stop > on else Cell(_("已终止")),
            *_ways(each, pk),
        ]
        for each, pk, title, detail, start, stop in _records(kind, owner)
    ]
    columns = (
        Column("what", _("事项")), Column("detail", _("内容")), Column("spell", _("起止")), Column("state", _("状态")),
        Column("change", _("更正")), Column("end", _("终止")),
    )  # fmt: skip
    return Table(columns, rows, Address(""), caption=said(kind.label), empty=_("还没有登记。"))


def _ways(kind: RecordKind, pk: int) -> tuple[Cell, Cell]:
    change, end = (reverse(name, args=[kind.value, pk]) for name in ("record_change", "record_end"))
    return Cell(_("更正"), change), Cell(_("终止"), end)


Record = tuple[RecordKind, int, str, str, date, date | None]


def _records(kind: RecordKind, owner: int) -> Iterator[Record]:
    """Kind, id, title, masked content and spell of each record."""
    if kind is RecordKind.MONITORING:
        yield from _monitored(owner)
    elif kind is RecordKind.LAND:
        for land_ in queries.lands_ever(owner):
            area = _("%(area)s 亩") % {"area": number(land_.area_mu)}
            detail = " · ".join((area, _("已流转") if land_.transferred else _("自种"), HIDDEN))
            yield kind, land_.pk, said(land_.get_kind_display()), detail, land_.start, land_.stop
    elif kind is RecordKind.DISABILITY:
        for one in queries.all_of_person(Disability, owner):
            detail = f"{said(one.get_level_display())} · {one.certificate_masked} · {one.issued_year}"
            yield kind, one.pk, said(one.get_category_display()), detail, one.start, one.stop
    else:
        model = Insurance if kind is RecordKind.INSURANCE else Assistance
        for held in queries.all_of_person(model, owner):
            detail = HIDDEN if getattr(held, "document", "") else ""
            yield kind, held.pk, said(held.get_kind_display()), detail, held.start, held.stop


def _monitored(household: int) -> Iterator[Record]:
    """Monitoring records, each followed by its measures."""
    for one in queries.monitorings_ever(household):
        title, cause = said(one.get_kind_display()), said(one.get_cause_display())
        yield RecordKind.MONITORING, one.pk, title, cause, one.identified_on, one.resolved_on
        for measure in one.measures.all():
            told = _("措施：%(kind)s") % {"kind": said(measure.get_kind_display())}
            detail = HIDDEN if measure.content else ""
            yield RecordKind.MEASURE, measure.pk, told, detail, measure.start, measure.stop


def monitored(one: Monitoring) -> str:
    """A monitoring record in a few words."""
    return f"{said(one.get_kind_display())} · {day(one.identified_on)}"
