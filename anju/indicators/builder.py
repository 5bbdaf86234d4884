"""Conditions as an officer builds them, written in and read back from the predicate language. Pure.

A set is what meets all conditions of a group, or all of another group (any predicate can be brought into that form).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from sqlglot import exp

from anju.indicators import predicate
from anju.kernel.facts import Dataset, Fact, Kind


class Operator(StrEnum):
    """What a condition asks of its column."""

    YES = "yes"
    NO = "no"
    AMONG = "among"
    NOT_AMONG = "not_among"
    EQUALS = "eq"
    DIFFERS = "ne"
    LEAST = "ge"
    MOST = "le"
    ABOVE = "gt"
    BELOW = "lt"
    BETWEEN = "between"
    CONTAINS = "contains"
    NOT_CONTAINS = "not_contains"
    STARTS = "starts"
    EMPTY = "empty"
    FILLED = "filled"


_SIGNS = {
    Operator.EQUALS: "=",
    Operator.DIFFERS: "<>",
    Operator.LEAST: ">=",
    Operator.MOST: "<=",
    Operator.ABOVE: ">",
    Operator.BELOW: "<",
}
_NUMBER = (*_SIGNS, Operator.BETWEEN, Operator.EMPTY, Operator.FILLED)
_CODED = (Operator.AMONG, Operator.NOT_AMONG)
_FREE = (
    Operator.CONTAINS, Operator.NOT_CONTAINS, Operator.STARTS, Operator.EQUALS, Operator.DIFFERS, Operator.EMPTY,
    Operator.FILLED,
)  # fmt: skip
_DATES = (Operator.LEAST, Operator.MOST, Operator.EQUALS, Operator.BETWEEN, Operator.EMPTY, Operator.FILLED)


LONGEST_TEXT = 200


class Incomplete(ValueError):
    """A condition that cannot be written yet; the text tells the officer what is missing."""


@dataclass(frozen=True)
class Condition:
    """One line of the builder: a column, what is asked of it, and the values it takes as they were typed."""

    column: str
    operator: str
    values: tuple[str, ...] = ()


Group = tuple[Condition, ...]


def operators_of(fact: Fact) -> tuple[Operator, ...]:
    """What can be asked of a column, the usual question first."""
    if fact.kind is Kind.BOOL:
        return Operator.YES, Operator.NO
    if fact.kind is Kind.TEXT:
        return _CODED if fact.choices else _FREE
    return _DATES if fact.kind is Kind.DATE else _NUMBER


def values_wanted(operator: str) -> int:
    """How many values an operator takes; -1 for any number."""
    if operator in (Operator.YES, Operator.NO, Operator.EMPTY, Operator.FILLED):
        return 0
    if operator in _CODED:
        return -1
    return 2 if operator == Operator.BETWEEN else 1


def askable(dataset: Dataset) -> Mapping[str, Fact]:
    """The columns of which something may be asked: not the codes of places, which scopes ask for."""
    return {
        name: fact
        for name, fact in dataset.columns.items()
        if name not in ("place", "town", "site", dataset.row)
    }


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _literal(text: str, fact: Fact) -> str:
    """A typed value as a literal of the language; raises Incomplete for one that does not fit the column."""
    text = text.strip()
    if not text:
        raise Incomplete(f"“{fact.zh}”还没有填写比较的内容。")
    if fact.kind is Kind.DATE:
        try:
            return _quoted(date.fromisoformat(text).isoformat())
        except ValueError:
            raise Incomplete(f"“{fact.zh}”请填写日期，如 2021-08-31。") from None
    if fact.kind in (Kind.INT, Kind.DECIMAL):
        return _number(text, fact)
    if len(text) > LONGEST_TEXT:
        raise Incomplete(f"“{fact.zh}”比较的文字不超过 {LONGEST_TEXT} 字。")
    if not text.isprintable():
        raise Incomplete(f"“{fact.zh}”比较的文字不能有换行和不能显示的字符。")
    if fact.choices and text not in {code for code, _ in fact.choices}:
        raise Incomplete(f"“{fact.zh}”没有“{text}”这个选项。")
    return _quoted(text)


def _number(text: str, fact: Fact) -> str:
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise Incomplete(f"“{fact.zh}”请填写数字。") from None
    if not number.is_finite() or (fact.kind is Kind.INT and number != number.to_integral_value()):
        raise Incomplete(f"“{fact.zh}”请填写{'整数' if fact.kind is Kind.INT else '数字'}。")
    if number and number.adjusted() >= predicate.LARGEST_DIGITS:
        raise Incomplete(f"“{fact.zh}”填写的数字太大，最多 {predicate.LARGEST_DIGITS} 位。")
    if -int(number.as_tuple().exponent) > predicate.MOST_DECIMALS:
        raise Incomplete(f"“{fact.zh}”填写的小数太多，最多 {predicate.MOST_DECIMALS} 位。")
    return format(number, "f")


def _written(condition: Condition, dataset: Dataset) -> str:
    """One condition in the predicate language; raises Incomplete."""
    fact = dataset.columns.get(condition.column)
    if fact is None:
        raise Incomplete(f"“{dataset.zh}”没有 {condition.column} 这一栏。")
    if condition.operator not in operators_of(fact):
        raise Incomplete(f"“{fact.zh}”请选择比较方式。")
    operator, name = Operator(condition.operator), condition.column
    if operator in (Operator.YES, Operator.NO):
        return name if operator is Operator.YES else f"not {name}"
    if operator in (Operator.EMPTY, Operator.FILLED):
        return _emptiness(name, fact, operator is Operator.EMPTY)
    values = [_literal(text, fact) for text in _wanted(condition, operator, fact)]
    return _asked(operator, name, values)


def _asked(operator: Operator, name: str, values: Sequence[str]) -> str:
    """A condition with its literals."""
    if operator in _CODED:
        return f"{'not ' if operator is Operator.NOT_AMONG else ''}{name} in ({', '.join(values)})"
    if operator is Operator.BETWEEN:
        return f"{name} between {values[0]} and {values[1]}"
    if operator in (Operator.CONTAINS, Operator.NOT_CONTAINS):
        return f"{'not ' if operator is Operator.NOT_CONTAINS else ''}contains({name}, {values[0]})"
    if operator is Operator.STARTS:
        return f"starts_with({name}, {values[0]})"
    return f"{name} {_SIGNS[operator]} {values[0]}"


def _emptiness(name: str, fact: Fact, empty: bool) -> str:
    if fact.kind is Kind.TEXT:  # the ledger keeps an unknown text as an empty one, joins may give none
        return f"({name} = '' or {name} is null)" if empty else f"({name} <> '' and {name} is not null)"
    return f"{name} is {'' if empty else 'not '}null"


def _wanted(condition: Condition, operator: Operator, fact: Fact) -> Sequence[str]:
    values = [value for value in condition.values if value.strip()]
    wanted = values_wanted(operator)
    if wanted == -1 and not values:
        raise Incomplete(f"“{fact.zh}”请至少选一项。")
    if wanted != -1 and len(values) != wanted:
        raise Incomplete(f"“{fact.zh}”需要填写 {wanted} 个值。")
    return values


def write(groups: Iterable[Group], dataset: Dataset) -> str:
    """The predicate of these groups, empty for none; raises Incomplete naming what is missing."""
    written = [" and ".join(_written(one, dataset) for one in group) for group in groups if group]
    if len(written) < 2:
        return "".join(written)
    return " or ".join(f"({text})" for text in written)


def read(text: str, dataset: Dataset) -> list[Group] | None:
    """The groups of a predicate, None where it has another form and can only be shown as text."""
    if not text.strip():
        return []
    groups = [_group(part, dataset) for part in _split(predicate.parse(text), exp.Or)]
    return None if None in groups else [group for group in groups if group is not None]


def _split(node: exp.Expr, kind: type[exp.Connector]) -> list[exp.Expr]:
    inner = node.unnest()
    if isinstance(inner, kind):
        return [*_split(inner.this, kind), *_split(inner.expression, kind)]
    return [inner]


def _group(node: exp.Expr, dataset: Dataset) -> Group | None:
    found = [_condition(part, dataset) for part in _split(node, exp.And)]
    return None if None in found else tuple(one for one in found if one is not None)


def _condition(node: exp.Expr, dataset: Dataset) -> Condition | None:
    """One condition, None for a form that the builder does not write."""
    negated = isinstance(node, exp.Not)
    inner = node.this.unnest() if negated else node
    column = inner if isinstance(inner, exp.Column) else inner.this
    if not isinstance(column, exp.Column) or column.name not in dataset.columns:
        return None
    found = _plain(inner)
    if found is None:
        return None
    operator, values = found
    if negated:
        if operator not in _NEGATED:
            return None
        operator = _NEGATED[operator]
    if operator not in operators_of(dataset.columns[column.name]):
        return _as_choice(column.name, operator, values, dataset)
    return Condition(column.name, str(operator), values)


def _as_choice(name: str, operator: Operator, values: tuple[str, ...], dataset: Dataset) -> Condition | None:
    """`kind = 'a'` of a coded column is a choice of one."""
    if not dataset.columns[name].choices or not all(values):
        return None
    turned = {Operator.EQUALS: Operator.AMONG, Operator.DIFFERS: Operator.NOT_AMONG}.get(operator)
    return Condition(name, str(turned), values) if turned else None


_NEGATED = {
    Operator.YES: Operator.NO,
    Operator.AMONG: Operator.NOT_AMONG,
    Operator.CONTAINS: Operator.NOT_CONTAINS,
    Operator.EMPTY: Operator.FILLED,
}
_OF_NODE: dict[type[exp.Expr], Operator] = {
    exp.EQ: Operator.EQUALS,
    exp.NEQ: Operator.DIFFERS,
    exp.GTE: Operator.LEAST,
    exp.LTE: Operator.MOST,
    exp.GT: Operator.ABOVE,
    exp.LT: Operator.BELOW,
    exp.Contains: Operator.CONTAINS,
    exp.StartsWith: Operator.STARTS,
}


def _plain(node: exp.Expr) -> tuple[Operator, tuple[str, ...]] | None:
    """Operator and values of a condition that is not negated."""
    if isinstance(node, exp.Column):
        return Operator.YES, ()
    if isinstance(node, exp.In):
        return Operator.AMONG, tuple(_value(item) for item in node.expressions)
    if isinstance(node, exp.Between):
        return Operator.BETWEEN, (_value(node.args["low"]), _value(node.args["high"]))
    if isinstance(node, exp.Is):
        return (Operator.FILLED if node.args.get("negate") else Operator.EMPTY), ()
    operator = _OF_NODE.get(type(node))
    return (operator, (_value(node.expression),)) if operator else None


def _value(node: exp.Expr) -> str:
    return f"-{node.this.name}" if isinstance(node, exp.Neg) else node.name
