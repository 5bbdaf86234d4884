"""One form for each kind of change."""

from anju.registry.codes import ChangeKind
from anju.registry.forms.households import (
    AmendForm,
    CertificateForm,
    HeadForm,
    HouseholdForm,
    MergeForm,
    RehouseForm,
    SplitForm,
)
from anju.registry.forms.members import (
    BirthForm,
    ComingForm,
    CorrectForm,
    DatesForm,
    DeathForm,
    MarriedOutForm,
    MovedOutForm,
    OldNumberForm,
    StateForm,
)
from anju.registry.forms.notice import ChangeForm

FORMS: dict[str, type[ChangeForm]] = {
    ChangeKind.BIRTH: BirthForm,
    ChangeKind.DEATH: DeathForm,
    ChangeKind.MARRIED_IN: ComingForm,
    ChangeKind.MARRIED_OUT: MarriedOutForm,
    ChangeKind.MOVED_IN: ComingForm,
    ChangeKind.MOVED_OUT: MovedOutForm,
    ChangeKind.REHOUSED: RehouseForm,
    ChangeKind.SPLIT: SplitForm,
    ChangeKind.MERGED: MergeForm,
    ChangeKind.HEAD: HeadForm,
    ChangeKind.STATE: StateForm,
    ChangeKind.CORRECTED: CorrectForm,
    ChangeKind.HOUSEHOLD: HouseholdForm,
    ChangeKind.AMENDED: AmendForm,
    ChangeKind.DATES: DatesForm,
    ChangeKind.OLD_NUMBER: OldNumberForm,
    ChangeKind.CERTIFIED: CertificateForm,
}
