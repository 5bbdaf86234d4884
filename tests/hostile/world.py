"""Two sites in two towns with the same kinds of things, told apart by marks: what a near role must never see of the far."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone

from anju.accounts import actions as accounts
from anju.accounts.codes import RoleName
from anju.accounts.models import Approval, Delegation, Desk, User
from anju.accounts.scope import Scope, acting
from anju.api import actions as api
from anju.audit.actions import record, saw
from anju.audit.models import Act, Operation
from anju.checks.models import Finding, Run
from anju.duplicates.models import Merge, Pair, Removal
from anju.employment import actions as employment
from anju.employment.models import Line, Loan
from anju.entitlements.models import BookletRequest
from anju.intake.models import Batch, BatchState
from anju.jobs.models import Job as LongWork
from anju.kernel.month import Month
from anju.plans.models import Goal
from anju.registry.actions import About, Evidence, change_state
from anju.registry.models import Building, Flat, Household, Person, Reclamation
from tests import builders
from tests.entitled import entitle

NEAR, FAR = "610926100001", "610926200001"
MARKS = ("远在天边", "FARSIDE0", "远处楼", "远处厂", "远处社区")
DAY = date(2021, 8, 31)
MONTH = Month(2021, 8)
PLACES: Mapping[str, str] = {
    RoleName.BUREAU: builders.COUNTY,
    RoleName.HEAD: builders.COUNTY,
    RoleName.AUDITOR: builders.COUNTY,
    RoleName.PROVINCE: builders.COUNTY,
    RoleName.ADMINISTRATOR: builders.COUNTY,
    RoleName.TOWN: NEAR[:9],
}
# Besides one user of each role: administrator and auditor of a town, and those to whom a post was lent.
MORE: Mapping[str, tuple[str, str]] = {
    "town-auditor": (RoleName.AUDITOR, NEAR[:9]),
    "town-administrator": (RoleName.ADMINISTRATOR, NEAR[:9]),
    "clerk-for-town": (RoleName.CLERK, NEAR),
    "bureau-for-head": (RoleName.BUREAU, builders.COUNTY),
    "town-for-clerk": (RoleName.TOWN, NEAR[:9]),
}
LENT: Mapping[str, str] = {
    "clerk-for-town": RoleName.TOWN,
    "bureau-for-head": RoleName.HEAD,
    "town-for-clerk": RoleName.CLERK,
}
MACHINES: Mapping[str, tuple[RoleName, str]] = {
    str(role): (role, PLACES.get(role, NEAR)) for role in api.ROLES
} | {"town-auditor": (RoleName.AUDITOR, NEAR[:9])}


def post(name: str) -> tuple[str, str]:
    """Role and place of a user of the world."""
    return MORE.get(name) or (name, PLACES.get(name, NEAR))


@dataclass
class Side:
    """The things of one site, by kind."""

    place: str
    held: dict[str, Any] = field(default_factory=dict)

    def __getitem__(self, kind: str) -> Any:
        return self.held[kind]


@dataclass
class World:
    """Both sides, and one user of each role on the near side."""

    near: Side
    far: Side
    users: dict[str, User]
    tokens: Mapping[str, str]
    lent: Mapping[str, Delegation]


def build() -> World:
    """Make both sides, all users, a token for each role that a machine may have."""
    with acting(scope=Scope.everything(), actor="test"):
        near, far = _side(NEAR, "近", "NEARSIDE0"), _side(FAR, "远", "FARSIDE0")
        users = {
            role: builders.user(f"u-{role}", role=role, place=PLACES.get(role, NEAR))
            for role in RoleName.values
        }
        users |= {name: builders.user(name, role=role, place=place) for name, (role, place) in MORE.items()}
        lent = {name: _lend(users[owner], users[name]) for name, owner in LENT.items()}
        tokens = {
            name: api.register_system(
                name=f"系统{name}", owner="测试", role=role, place=place, by="test", on=timezone.localdate()
            ).token
            for name, (role, place) in MACHINES.items()
        }
        for side, word in ((near, "近"), (far, "远")):
            _looked(side, word)
    return World(near, far, users, tokens, lent)


def _lend(owner: User, delegate: User) -> Delegation:
    today = timezone.localdate()
    return accounts.lend(owner=owner, delegate=delegate, start=today, stop=today, reason="年休假", on=today)


def _looked(side: Side, word: str) -> None:
    """Somebody of the side did something and looked at somebody, was logged in, lent duties, and has a system."""
    name = side["asker"].username
    record(act=Act.SECRET_REVEALED, by=name, target=f"person:{side['person'].pk}", why=f"{word}处村")
    saw(
        by=name, operation=Operation.PERSON, target=f"person:{side['person'].pk}", persons=[side["person"].pk]
    )
    made = api.register_system(
        name=f"{word}处楼平台", owner=f"{word}处厂", role=RoleName.CLERK, place=side.place, by="test",
        on=timezone.localdate(),
    )  # fmt: skip
    side.held["system"] = made.system
    now = timezone.now()
    side.held["desk"] = Desk.objects.create(user=side["asker"], key=f"{word}", began_at=now, seen_at=now)
    side.held["lending"] = _lend(
        side["asker"], builders.user(f"{name}2", role=RoleName.CLERK, place=side.place)
    )


def _side(code: str, word: str, number: str) -> Side:
    """One site with something of everything that an address may name."""
    builders.site(code)
    name = {"近": "近在眼前", "远": "远在天边"}[word]
    community = builders.community(code, name=f"{word}处社区")
    household = builders.household(code, number=f"{number}1", address=f"{word}处楼1号", origin=f"{word}处村")
    person = builders.person(household, name=name, name_masked=name)
    other = builders.person(household, relation="spouse", name=name, name_masked=name)
    building = Building.objects.create(place_id=code, number=f"{word}处楼")
    flat = Flat.objects.create(place_id=code, building=building, unit="1", room="101", area_m2=80)
    Reclamation.objects.create(place_id=code, household=household, demolished_on=DAY, area_m2=100)
    change = change_state(
        household=household.pk, person=other.pk, state={"labour": "weak"}, by=f"{number}clerk", on=DAY,
        about=About(DAY, 0, reason=f"{word}处村", evidence=Evidence("证明.pdf", b"%PDF-1.4")),
    )  # fmt: skip
    entitle(person)
    request = BookletRequest.objects.create(
        place_id=code, home_id=code[:9], household=household, number=household.number, kind="issue", applicant=name,
        members=[person.pk], to_address=f"{word}处楼1号", reason=f"{word}处村", asked_by=f"{number}clerk", asked_on=DAY,
    )  # fmt: skip
    job = builders.job(person, employer=f"{word}处厂")
    second = builders.household(code, number=f"{number}2", address=f"{word}处楼2号", origin=f"{word}处村")
    guest = builders.person(second, name=name, name_masked=name)
    loan = Loan.objects.create(place_id=code, person=person, amount_fen=1, start=DAY)
    goal = Goal.objects.create(place_id=code, year=2021, code="persons", value=1, document=f"{word}处村")
    held = {"loan": loan, "goal": goal, "second": second, "guest": guest, "community": community, "household": household, "person": person, "other": other, "job": job, "flat": flat,
            "change": change, "request": request, "insurance": person.insurances.get()}  # fmt: skip
    return Side(code, held | _received(code, word, number) | _suspected(code, word, number, person, other)
                | _round(code, word, number, household, person))  # fmt: skip


def _received(code: str, word: str, number: str) -> dict[str, Any]:
    """An upload and a piece of long work."""
    batch = Batch.objects.create(
        upload=f"{number}upload", sheet="roster", filename=f"{word}处楼.xlsx", sm3="0" * 64, size=1, place_id=code,
        received_by=f"{number}clerk", received_at=timezone.now(), state=BatchState.PREVIEWED,
    )  # fmt: skip
    work = LongWork.objects.create(
        kind="intake.receive",
        title=f"{word}处楼",
        place=code,
        started_by=f"{number}clerk",
        asked_at=timezone.now(),
    )
    return {"batch": batch, "work": work}


def _suspected(code: str, word: str, number: str, person: Person, other: Person) -> dict[str, Any]:
    """Two persons who may be one, and somebody who wants to merge them."""
    first, second = sorted((person.pk, other.pk))
    pair = Pair.objects.create(
        place_id=code, first=first, second=second, reasons=["name_birth"], score=70, found_on=DAY
    )
    merge = Merge.objects.create(
        place_id=code, pair=pair, survivor=first, merged=second, choice={}, asked_on=DAY, asked_by=f"{number}clerk",
        asked_why=f"{word}处楼",
    )  # fmt: skip
    removal = Removal.objects.create(
        place_id=code, person=other.pk, name=f"{word}处楼", number=f"{number}1", asked_on=DAY, asked_by=f"{number}clerk",
        asked_why=f"{word}处村",
    )  # fmt: skip
    return {"pair": pair, "merge": merge, "removal": removal}


def _round(code: str, word: str, number: str, household: Household, person: Person) -> dict[str, Any]:
    """A ledger of the month, a finding, a request for approval."""
    employment.open_month(month=MONTH, by="t", on=DAY)
    line = Line.objects.get(person=person, month=MONTH.first)
    finding = Finding.objects.create(
        place_id=code, rule="28_no_head", severity="blocking", kind="household", subject=household.pk, first_seen=DAY,
        last_seen=DAY, run=Run.objects.create(place_id=code, on=DAY, by="t", at=timezone.now()),
    )  # fmt: skip
    asker = builders.user(f"{number}asks", role=RoleName.CLERK, place=code)
    approval = Approval.objects.create(
        place_id=code, kind="bulk_export", subject="persons", payload_sm3="0" * 64, summary=f"{word}处楼", why=f"{word}处村",
        asked_by=asker, asked_at=timezone.now(),
        expires_on=timezone.localdate(),
    )  # fmt: skip
    return {"ledger": line.ledger, "line": line, "finding": finding, "approval": approval, "asker": asker}


Arguments = Callable[[Side], dict[str, Any]]


def pk(kind: str) -> Arguments:
    """The address takes the id of a thing of the side."""
    return lambda side: {"pk": side[kind].pk}


def place(name: str = "code") -> Arguments:
    """The address takes the code of the side."""
    return lambda side: {name: side.place}


def same(**given: Any) -> Arguments:
    """The address names nothing that lies somewhere: the same on both sides."""
    return lambda side: dict(given)


SAME = "same for everybody"
# Every address with parameters: what it names. A new address without a line here is a red test.
ADDRESSES: Mapping[str, Arguments | tuple[str, Arguments]] = {
    "imports/jobs/<int:pk>/": pk("work"),
    "imports/jobs/<int:pk>/progress/": pk("work"),
    "imports/<int:pk>/": pk("batch"),
    "imports/<int:pk>/apply/": pk("batch"),
    "imports/<int:pk>/drop/": pk("batch"),
    "imports/<int:pk>/marked/": pk("batch"),
    "imports/<int:pk>/rows/<int:row>/": lambda side: {"pk": side["batch"].pk, "row": 2},
    "letters/<int:pk>/": (SAME, same(pk=1)),
    "letters/<int:pk>/pages/<int:number>/": (SAME, same(pk=1, number=1)),
    "letters/<int:pk>/evidence/": (SAME, same(pk=1)),
    "letters/<int:pk>/<slug:kind>/": (SAME, same(pk=1, kind="docx")),
    "proposals/<int:pk>/": (SAME, same(pk=1)),
    "proposals/<int:pk>/reply/": (SAME, same(pk=1)),
    "proposals/jobs/<int:pk>/": pk("work"),
    "tasks/<slug:name>/": (SAME, same(name="management")),
    "figures/<slug:code>/": (SAME, same(code="persons")),
    "figures/<slug:code>/export/": (SAME, same(code="persons")),
    "province/<slug:code>/": (SAME, same(code="610926")),
    "figures/<slug:code>/differ/": (SAME, same(code="persons")),
    "figures/<slug:code>/moves/export/": (SAME, same(code="persons")),
    "figures/<slug:code>/moves/": (SAME, same(code="persons")),
    "figures/<slug:code>/restated/": (SAME, same(code="persons")),
    "indicators/<slug:code>/": (SAME, same(code="persons")),
    "indicators/<slug:code>/compose/": (SAME, same(code="persons")),
    "indicators/<slug:code>/retire/": (SAME, same(code="persons")),
    "indicators/<slug:code>/versions/": (SAME, same(code="persons")),
    "indicators/waiting/<int:pk>/": (SAME, same(pk=1)),
    "indicators/waiting/<int:pk>/review/": (SAME, same(pk=1)),
    "closes/<slug:month>/": (SAME, same(month=str(MONTH))),
    "closes/<slug:month>/breaks/<int:number>/": (SAME, same(month=str(MONTH), number=0)),
    "goals/<int:pk>/": pk("goal"),
    "goals/<int:pk>/drop/": pk("goal"),
    "closes/jobs/<int:pk>/": pk("work"),
    "closes/jobs/<int:pk>/progress/": pk("work"),
    "persons/<int:pk>/": pk("person"),
    "persons/<int:pk>/reveal/": pk("person"),
    "persons/<int:pk>/record/": pk("person"),
    "persons/<int:pk>/support/": pk("person"),
    "persons/<int:pk>/support/<slug:kind>/": lambda side: {"pk": side["person"].pk, "kind": "loan"},
    "support/<slug:kind>/<int:pk>/": lambda side: {"kind": "loan", "pk": side["loan"].pk},
    "support/<slug:kind>/<int:pk>/remove/": lambda side: {"kind": "loan", "pk": side["loan"].pk},
    "households/<int:pk>/": pk("household"),
    "households/<int:pk>/reveal/": pk("household"),
    "households/<int:pk>/changes/": pk("household"),
    "households/<int:pk>/changes/<slug:kind>/": lambda side: {"pk": side["household"].pk, "kind": "death"},
    "households/<int:pk>/booklet/": pk("household"),
    "persons/<int:pk>/entitlements/": pk("person"),
    "households/<int:pk>/entitlements/": pk("household"),
    "entitlements/<slug:of>/<int:pk>/<slug:kind>/new/": lambda side: {
        "of": "person",
        "pk": side["person"].pk,
        "kind": "insurance",
    },
    "entitlements/<slug:kind>/<int:pk>/change/": lambda side: {
        "kind": "insurance",
        "pk": side["insurance"].pk,
    },
    "entitlements/<slug:kind>/<int:pk>/end/": lambda side: {"kind": "insurance", "pk": side["insurance"].pk},
    "booklets/requests/<int:pk>/": pk("request"),
    "booklets/requests/<int:pk>/confirm/": pk("request"),
    "booklets/requests/<int:pk>/refuse/": pk("request"),
    "households/<int:pk>/reclamation/": pk("household"),
    "changes/<int:pk>/": pk("change"),
    "changes/<int:pk>/revert/": pk("change"),
    "changes/<int:pk>/evidence/": pk("change"),
    "changes/<int:pk>/evidence/add/": pk("change"),
    "flats/<int:pk>/": pk("flat"),
    "persons/<int:pk>/removal/": pk("person"),
    "removals/<int:pk>/": pk("removal"),
    "removals/<int:pk>/decide/": pk("removal"),
    "removals/<int:pk>/undo/": pk("removal"),
    "duplicates/<int:pk>/": pk("pair"),
    "duplicates/<int:pk>/merge/": pk("pair"),
    "duplicates/<int:pk>/reopen/": pk("pair"),
    "duplicates/merges/<int:pk>/": pk("merge"),
    "duplicates/merges/<int:pk>/decide/": pk("merge"),
    "duplicates/merges/<int:pk>/undo/": pk("merge"),
    "sites/<slug:code>/": place(),
    "sites/<slug:code>/flats/": place(),
    "sites/<slug:code>/flats/export/": place(),
    "sites/<slug:code>/grids/": place(),
    "sites/<slug:code>/grids/export/": place(),
    "help/_images/<slug:name>.webp": (SAME, same(name="none")),
    "help/<slug:name>/": (SAME, same(name="clerk")),
    "systems/<int:pk>/": pk("system"),
    "systems/<int:pk>/renew/": pk("system"),
    "systems/<int:pk>/stop/": pk("system"),
    # Everybody's own: test_nobody_ends_what_is_anothers.
    "account/desks/<int:pk>/end/": (SAME, same(pk=1)),
    "account/lend/<int:pk>/end/": (SAME, same(pk=1)),
    "accounts/<int:pk>/": pk("asker"),
    "accounts/<int:pk>/<slug:what>/": lambda side: {"pk": side["asker"].pk, "what": "password"},
    "approvals/<int:pk>/": pk("approval"),
    "checks/<int:pk>/": pk("finding"),
    "checks/<int:pk>/withdraw/": pk("finding"),
    "checks/jobs/<int:pk>/": pk("work"),
    "checks/jobs/<int:pk>/progress/": pk("work"),
    "checks/rules/<slug:rule>/<int:subject>/": lambda side: {
        "rule": "28_no_head",
        "subject": side["household"].pk,
    },
    "checks/rules/<slug:rule>/": (SAME, same(rule="28_no_head")),
    "rounds/<int:pk>/": pk("ledger"),
    "rounds/<int:pk>/accept/": pk("ledger"),
    "rounds/<int:pk>/checks/": pk("ledger"),
    "rounds/<int:pk>/confirm/": pk("ledger"),
    "rounds/<int:pk>/export/": pk("ledger"),
    "rounds/<int:pk>/hand-in/": pk("ledger"),
    "rounds/<int:pk>/names/": pk("ledger"),
    "rounds/<int:pk>/newcomers/": pk("ledger"),
    "rounds/<int:pk>/return/": pk("ledger"),
    "rounds/<int:pk>/review/": pk("ledger"),
    "rounds/<int:pk>/sheets/": pk("ledger"),
    "rounds/<int:pk>/sheets/<slug:code>/": lambda side: {"pk": side["ledger"].pk, "code": "employment"},
    "rounds/<int:pk>/sheets/<slug:code>/full/": lambda side: {"pk": side["ledger"].pk, "code": "employment"},
    "rounds/lines/<int:pk>/": pk("line"),
    "rounds/lines/<int:pk>/confirm/": pk("line"),
    "rounds/lines/<int:pk>/row/": pk("line"),
    "rounds/lines/<int:pk>/undo/": pk("line"),
    "rounds/opening/<int:pk>/": pk("work"),
    "rounds/opening/<int:pk>/progress/": pk("work"),
    "rounds/overview/<slug:month>/": (SAME, same(month=str(MONTH))),
    "rounds/overview/<slug:month>/export/": (SAME, same(month=str(MONTH))),
    "rounds/overview/<slug:month>/open/": (SAME, same(month=str(MONTH))),
    "rounds/overview/<slug:month>/remind/": (SAME, same(month=str(MONTH))),
    "rounds/review/<slug:month>/": (SAME, same(month=str(MONTH))),
    "rounds/review/<slug:month>/export/": (SAME, same(month=str(MONTH))),
    "api/v1/findings/<pk>/accept/": pk("finding"),
    "api/v1/duplicates/<pk>/": pk("pair"),
    "api/v1/duplicates/<pk>/different/": pk("pair"),
    "api/v1/duplicates/<pk>/reopen/": pk("pair"),
    "api/v1/duplicates/<pk>/merge/": pk("pair"),
    "api/v1/persons/<pk>/removal/": pk("guest"),
    "api/v1/merges/<pk>/": pk("merge"),
    "api/v1/merges/<pk>/undo/": pk("merge"),
    "api/v1/approvals/<pk>/": pk("approval"),
    "api/v1/imports/<pk>/": pk("batch"),
    "api/v1/imports/<pk>/findings/": pk("batch"),
    "api/v1/imports/<pk>/changes/": pk("batch"),
    "api/v1/imports/<pk>/apply/": pk("batch"),
    "api/v1/imports/<pk>/drop/": pk("batch"),
    "api/v1/letters/<pk>/": (SAME, same(pk=1)),
    "api/v1/letters/<pk>/figures/": (SAME, same(pk=1)),
    "api/v1/letters/<pk>/files/<kind>/": (SAME, same(pk=1, kind="docx")),
    "api/v1/proposals/<pk>/reply/": (SAME, same(pk=1)),
    "api/v1/booklet-requests/<pk>/": pk("request"),
    "api/v1/booklet-requests/<pk>/confirm/": pk("request"),
    "api/v1/booklet-requests/<pk>/refuse/": pk("request"),
    "api/v1/households/<pk>/booklet/": pk("household"),
    "api/v1/ledgers/<pk>/": pk("ledger"),
    "api/v1/ledgers/<pk>/accept/": pk("ledger"),
    "api/v1/ledgers/<pk>/confirm/": pk("ledger"),
    "api/v1/ledgers/<pk>/hand-in/": pk("ledger"),
    "api/v1/ledgers/<pk>/lines/": pk("ledger"),
    "api/v1/ledgers/<pk>/newcomers/": pk("ledger"),
    "api/v1/ledgers/<pk>/return/": pk("ledger"),
    "api/v1/lines/<pk>/change/": pk("line"),
    "api/v1/lines/<pk>/undo/": pk("line"),
    "api/v1/months/<month>/": (SAME, same(month=str(MONTH))),
    "api/v1/months/<month>/reminders/": (SAME, same(month=str(MONTH))),
    "api/v1/ledgers/<pk>/sheets/": pk("ledger"),
    "api/v1/ledgers/<pk>/sheets/<code>/": lambda side: {"pk": side["ledger"].pk, "code": "employment"},
    "api/v1/sites/<code>/flats/": place(),
    "api/v1/sites/<code>/grids/": place(),
    "api/v1/sites/<code>/grid-buildings/": place(),
    "api/v1/flats/<pk>/": pk("flat"),
    "api/v1/flats/<pk>/occupation/": pk("flat"),
    "api/v1/flats/<pk>/hand-over/": pk("flat"),
    "api/v1/households/<pk>/reclamation/": pk("household"),
    "api/v1/sites/<code>/": place(),
    "api/v1/persons/<pk>/": pk("person"),
    "api/v1/persons/<pk>/reveal/": pk("person"),
    "api/v1/persons/<pk>/support/<kind>/": lambda side: {"pk": side["person"].pk, "kind": "loan"},
    "api/v1/support/<kind>/<pk>/": lambda side: {"kind": "loan", "pk": side["loan"].pk},
    "api/v1/support/<kind>/<pk>/remove/": lambda side: {"kind": "loan", "pk": side["loan"].pk},
    "api/v1/households/<pk>/": pk("household"),
    "api/v1/households/<pk>/birth/": pk("household"),
    "api/v1/households/<pk>/death/": pk("household"),
    "api/v1/households/<pk>/marriage-in/": pk("household"),
    "api/v1/households/<pk>/arrival/": pk("household"),
    "api/v1/households/<pk>/marriage-out/": pk("household"),
    "api/v1/households/<pk>/departure/": pk("household"),
    "api/v1/households/<pk>/rehousing/": pk("household"),
    "api/v1/households/<pk>/split/": pk("household"),
    "api/v1/households/<pk>/merge/": pk("household"),
    "api/v1/households/<pk>/head/": pk("household"),
    "api/v1/households/<pk>/state/": pk("household"),
    "api/v1/households/<pk>/correction/": pk("household"),
    "api/v1/changes/<pk>/revert/": pk("change"),
    "api/v1/indicators/<code>/": (SAME, same(code="persons")),
    "api/v1/closes/<month>/": (SAME, same(month=str(MONTH))),
    "api/v1/closes/<month>/figures/": (SAME, same(month=str(MONTH))),
    "api/v1/figures/<code>/": (SAME, same(code="persons")),
    "api/v1/figures/<code>/breakdown/": (SAME, same(code="persons")),
    "api/v1/figures/<code>/trend/": (SAME, same(code="persons")),
    "api/v1/figures/<code>/records/": (SAME, same(code="persons")),
    "api/v1/jobs/<pk>/": pk("work"),
}


def arguments(route: str) -> tuple[bool, Arguments]:
    """Whether an address is the same for everybody, and what it takes."""
    row = ADDRESSES[route]
    return (True, row[1]) if isinstance(row, tuple) else (False, row)


def far_words(world: World) -> Iterator[str]:
    """What names the far side in an address: its place, its people, its numbers."""
    person = world.far["person"]
    yield from (FAR, FAR[:9], "FARSIDE01", "远在天边", "yuanzai", person.id_number, person.id_number[-4:])
