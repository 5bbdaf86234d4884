"""Figures of a close counted again from its files, by DuckDB or by Spark: what it stored must come out."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial

from django.conf import settings

from anju.indicators import cluster, engine, snapshot, values
from anju.indicators.engine import Engine, Run, Where
from anju.indicators.figures import FigureValue, Number
from anju.indicators.models import Close
from anju.indicators.queries.closed import day_of, folder_of, kept_of, label_of
from anju.indicators.queries.live import by_dataset, chosen, query_of
from anju.indicators.queries.places import place_name, places_below, prefix


@contextmanager
def _opened(close: Close, names: Iterable[str], kind: Engine) -> Iterator[Run]:
    """The files of a close, ready for statements of an engine."""
    folder = folder_of(close)
    if kind is Engine.SNAPSHOT:
        with snapshot.opened(folder, names) as database:
            yield partial(snapshot.rows_of, database)
        return
    with cluster.session(settings.ANJU_SPARK_MASTER) as spark:
        for name in names:
            cluster.show(spark, name, [folder / snapshot.file_of(name)])
        yield partial(cluster.rows_of, spark)


def recounted(
    close: Close,
    kind: Engine,
    scope: str | None = None,
    by: str | None = None,
    codes: Iterable[str] | None = None,
) -> list[FigureValue]:
    """The figures of a scope, or of each town or site in it, counted from the facts of a close with its definitions.

    Raises Refused for an unknown place or indicator, and where the engine cannot be had.
    """
    scope = scope or settings.ANJU_COUNTY
    kept = kept_of(close)
    items = chosen(kept.catalogue, codes)
    places = places_below(scope, by) if by else [(scope, place_name(scope))]
    groups = by_dataset(values.needed(kept.catalogue, [item.code for item in items]))
    held: dict[str, dict[str, Number]] = {}
    with _opened(close, groups, kind) as run:
        for name, group in groups.items():
            where = Where(day_of(close), prefix(scope))
            asked = engine.measures(kept.datasets[name], group, where, kind, (by,) if by else ())
            for answer in engine.answered(asked, run):
                held.setdefault(str(answer.value) if answer.level else scope, {}).update(answer.numbers)
    return [
        values.figure(
            item, values.parts_of(item, held.get(place[0], {}), kept.thresholds), as_of=day_of(close), scope=place,
            close=label_of(close), query=query_of(item),
        )
        for item in items
        for place in places
    ]  # fmt: skip
