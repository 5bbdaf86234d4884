"""The literal list of datasets: a new one is one import and one word here."""

from anju.conduct import facts as conduct
from anju.employment import facts as employment
from anju.entitlements import facts as entitlements
from anju.estates import facts as estates
from anju.governance import facts as governance
from anju.kernel.facts import Dataset
from anju.plans import facts as plans
from anju.registry import facts as registry

DATASETS: dict[str, Dataset] = {
    dataset.name: dataset
    for domain in (registry, employment, estates, governance, conduct, plans, entitlements)
    for dataset in domain.DATASETS
}
