"""Making the reply to a proposal."""

import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import transaction

from anju.audit.models import Act, Event
from anju.documents import actions as documents
from anju.documents import queries as letters
from anju.documents.actions import Proof, Tell, silent
from anju.documents.codes import FileKind
from anju.documents.draft import Draft, Occasion, compose
from anju.documents.evidence import Load
from anju.documents.figures import Figure, Records
from anju.documents.letter import Letter as Model
from anju.documents.lint import Asked, lint
from anju.documents.models import Letter
from anju.indicators import queries as indicators
from anju.indicators.models import Close
from anju.kernel.findings import Finding, Severity
from anju.kernel.month import Month
from anju.kernel.refused import Refused
from anju.proposals import queries
from anju.proposals.models import Proposal
from anju.regions.models import Place


@dataclass(frozen=True)
class Reply:
    """A reply as it was made: its row, its files (in `out` when one was named) and what the reader might object to."""

    letter: Letter
    paths: dict[FileKind, Path]
    findings: list[Finding]


@transaction.atomic
def reply(
    *,
    number: int,
    close: Close,
    by: str,
    on: date | None = None,
    out: Path | None = None,
    session: str | None = None,
    tell: Tell = silent,
) -> Reply:
    """Make the reply to a proposal from the figures of a close: Word, PDF and evidence.

    `on` is the day of signing, the draft's own when None. Raises Refused for an unknown number, a missing draft or
    figure, and for whatever the lint calls an error; then nothing is made.
    """
    asked = queries.proposal(number, session)
    draft = queries.draft_of(asked)
    _refuse_broken(close)
    figures: dict[str, Figure] = {figure.code: figure for figure in indicators.closed_figures(close)}
    model = _composed(asked, draft, figures, close, on or draft.signed_on)
    findings = lint(model, _asked(asked))
    _refuse_errors(findings)
    cited = [figures[code] for code in draft.codes()]
    proof = Proof(close, Place.objects.get(pk=settings.ANJU_COUNTY), cited, _records_of(close))
    letter = documents.make(model, proof=proof, matter=asked.matter, by=by, findings=findings, tell=tell)
    said = [Finding(**finding) for finding in letter.findings]
    return Reply(letter, _delivered(letter, out), said)


def _composed(asked: Proposal, draft: Draft, figures: dict[str, Figure], close: Close, on: date) -> Model:
    occasion = Occasion(
        subject=asked.matter,
        title=asked.title,
        addressees=asked.proposer_names,
        as_of=Month.of(close.month).last,
        signed_on=on,
        demo=Event.objects.filter(act=Act.DEMO_BUILT).exists(),
    )
    return compose(draft, figures, occasion)


def _asked(asked: Proposal) -> Asked:
    ordinals = tuple(suggestion.ordinal for suggestion in asked.suggestions.all())
    return Asked(asked.proposer_names, ordinals)


def _refuse_broken(close: Close) -> None:
    """A close whose files are not as they were sealed proves nothing."""
    problems = indicators.verify(close)
    if problems:
        raise Refused(
            f"结账{indicators.label_of(close)}的文件校验未通过：{'；'.join(problems)}。请从备份恢复后再生成公文。"
        )


def _refuse_errors(findings: list[Finding]) -> None:
    """Errors stop the letter; all of them in one sentence."""
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    if errors:
        said = "；".join(f"{error.where}：{error.message}{error.remedy}" for error in errors)
        raise Refused(f"答复稿有{len(errors)}处必须改正：{said}")


def _records_of(close: Close) -> Load:
    """The way from a figure to its records in the close."""

    def load(figure: Figure) -> Records:
        return indicators.closed_records(close, figure.code)

    return load


def _delivered(letter: Letter, out: Path | None) -> dict[FileKind, Path]:
    """Where each file lies; copied into `out` when it is named."""
    if out:
        out.mkdir(parents=True, exist_ok=True)
    paths = {}
    for file in letter.files.all():
        _, kept = letters.file_of(letter, FileKind(file.kind))
        paths[FileKind(file.kind)] = Path(shutil.copyfile(kept, out / file.name)) if out else kept
    return paths
