"""The predicate language: a filter over the columns of one dataset, parsed, checked and written again.

What is allowed is a list; everything else is refused. Literals leave the text as bound parameters, so that no
word of a definition ever becomes SQL. Each engine has its dialect: how a parameter is named and how the few
functions of the language are called there.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from anju.kernel.facts import Dataset, Fact, Kind

_SIGNS: dict[type[exp.Expr], str] = {
    exp.EQ: "=",
    exp.NEQ: "<>",
    exp.GT: ">",
    exp.GTE: ">=",
    exp.LT: "<",
    exp.LTE: "<=",
}
_NUMBERS = (Kind.INT, Kind.DECIMAL)
# What no engine could carry, or no stack: the page composes sixty conditions in five groups at most.
LONGEST, DEEPEST = 10_000, 64
LARGEST_DIGITS, MOST_DECIMALS = 15, 6
_UNARY, _BINARY = frozenset({"this"}), frozenset({"this", "expression"})
# Which parts of a node are understood; anything else that a parser may hang on it (symmetric, escape) is refused.
_PARTS: dict[type[exp.Expr], frozenset[str]] = {
    exp.And: _BINARY,
    exp.Or: _BINARY,
    exp.Not: _UNARY,
    exp.Paren: _UNARY,
    exp.Column: _UNARY,
    exp.In: frozenset({"this", "expressions"}),
    exp.Between: frozenset({"this", "low", "high"}),
    exp.Is: frozenset({"this", "expression", "negate"}),
    exp.Contains: _BINARY,
    exp.StartsWith: _BINARY,
    **dict.fromkeys(_SIGNS, _BINARY),
}


@dataclass(frozen=True)
class Dialect:
    """How an engine names a bound parameter, quotes a name, calls the functions over texts."""

    mark: str
    quote: str
    contains: str
    starts_with: str


POSTGRES = Dialect("%({})s", '"{}"', "strpos({0}, {1}) > 0", "starts_with({0}, {1})")
DUCKDB = Dialect("${}", '"{}"', "contains({0}, {1})", "starts_with({0}, {1})")
SPARK = Dialect(":{}", "`{}`", "contains({0}, {1})", "startswith({0}, {1})")


class Unreadable(ValueError):
    """A predicate that is not in the language; says what is wrong and what is allowed, `zh` for officers."""

    def __init__(self, text: str, zh: str) -> None:
        super().__init__(text)
        self.zh = zh


@dataclass
class Parameters:
    """Values bound to a statement; names are given out in order."""

    values: dict[str, Any] = field(default_factory=dict)

    def bind(self, value: Any) -> str:
        """Keep the value, return its name; equal values share one."""
        for name, held in self.values.items():
            if type(held) is type(value) and held == value:
                return name
        name = f"v{len(self.values)}"
        self.values[name] = value
        return name


def _column(node: exp.Expr, dataset: Dataset) -> tuple[str, Fact]:
    if not isinstance(node, exp.Column) or node.table:
        raise Unreadable(
            f"expected a column of {dataset.name}, found {node.sql()!r}",
            f"“{node.sql()}”不是“{dataset.zh}”的一栏，条件的左边只能写栏名。",
        )
    fact = dataset.columns.get(node.name)
    if fact is None:
        raise Unreadable(
            f"{dataset.name} has no column {node.name!r}; it has {', '.join(dataset.columns)}",
            f"“{dataset.zh}”没有 {node.name} 这一栏。",
        )
    return node.name, fact


def _number(node: exp.Literal, name: str, fact: Fact) -> Any:
    if fact.kind not in _NUMBERS:
        raise Unreadable(
            f"{name} is {fact.kind}, {node.sql()} is a number",
            f"“{fact.zh}”不是数字栏，不能与 {node.sql()} 比较。",
        )
    value = Decimal(node.name)
    if value and value.adjusted() >= LARGEST_DIGITS:
        raise Unreadable(
            f"the number beside {name} is too large, {LARGEST_DIGITS} digits at most",
            f"与“{fact.zh}”比较的数字太大，最多 {LARGEST_DIGITS} 位。",
        )
    if -int(value.as_tuple().exponent) > MOST_DECIMALS:
        raise Unreadable(
            f"the number beside {name} has too many decimals, {MOST_DECIMALS} at most",
            f"与“{fact.zh}”比较的数字小数太多，最多 {MOST_DECIMALS} 位。",
        )
    return int(node.name) if node.name.isdigit() else value


def _text(node: exp.Literal, name: str, fact: Fact) -> Any:
    if fact.kind is Kind.DATE:
        try:
            return date.fromisoformat(node.name)
        except ValueError as error:
            raise Unreadable(
                f"{name} is a date, {node.sql()} is not one (YYYY-MM-DD)",
                f"“{fact.zh}”是日期栏，请写成 2021-08-31 的样子。",
            ) from error
    if fact.kind is not Kind.TEXT:
        raise Unreadable(
            f"{name} is {fact.kind}, {node.sql()} is a text",
            f"“{fact.zh}”不是文字栏，不能与 {node.sql()} 比较。",
        )
    if not node.name.isprintable():
        raise Unreadable(
            f"beside {name} stands no text: it has control characters",
            f"与“{fact.zh}”比较的文字里有不能显示的字符。",
        )
    allowed = {value for value, _ in fact.choices} | {""}
    if fact.choices and node.name not in allowed:
        raise Unreadable(
            f"{name} never holds {node.sql()}; its codes are {', '.join(sorted(allowed - {''}))}",
            f"“{fact.zh}”没有 {node.sql()} 这个选项。",
        )
    return node.name


def _literal(node: exp.Expr, name: str, fact: Fact) -> Any:
    """The value of a literal that stands beside a column, checked against the column's type and codes."""
    if isinstance(node, exp.Neg) and isinstance(node.this, exp.Literal) and not node.this.is_string:
        return -_number(node.this, name, fact)
    if isinstance(node, exp.Literal):
        return _text(node, name, fact) if node.is_string else _number(node, name, fact)
    if isinstance(node, exp.Boolean) and fact.kind is Kind.BOOL:
        return bool(node.this)
    raise Unreadable(
        f"beside {name} stands {node.sql()!r}; only a literal may stand there",
        f"与“{fact.zh}”比较的只能是一个确定的值，不能是“{node.sql()}”。",
    )


def _foreign(node: exp.Expr) -> Unreadable:
    return Unreadable(
        f"{node.sql()!r} ({type(node).__name__}) is not in the predicate language",
        f"条件中不能出现“{node.sql()}”。可用比较、在列表中、介于、为空、包含、开头是，以及且、或、非。",
    )


class _Writer:
    """Writes a checked predicate in a dialect, literals as named placeholders."""

    def __init__(self, dataset: Dataset, parameters: Parameters, dialect: Dialect) -> None:
        self.dataset, self.parameters, self.dialect = dataset, parameters, dialect

    def _bound(self, node: exp.Expr, name: str, fact: Fact) -> str:
        return self.dialect.mark.format(self.parameters.bind(_literal(node, name, fact)))

    def _compare(self, node: exp.Binary) -> str:
        name, fact = _column(node.this, self.dataset)
        return f"{name} {_SIGNS[type(node)]} {self._bound(node.expression, name, fact)}"

    def _in(self, node: exp.In) -> str:
        name, fact = _column(node.this, self.dataset)
        if not node.expressions or node.args.get("query"):
            raise Unreadable(
                f"after {name} in, only a list of literals may stand", f"“{fact.zh}”的选项只能逐个列出。"
            )
        return f"{name} in ({', '.join(self._bound(item, name, fact) for item in node.expressions)})"

    def _between(self, node: exp.Between) -> str:
        name, fact = _column(node.this, self.dataset)
        low, high = (self._bound(node.args[end], name, fact) for end in ("low", "high"))
        return f"{name} between {low} and {high}"

    def _bare(self, node: exp.Column) -> str:
        name, fact = _column(node, self.dataset)
        if fact.kind is not Kind.BOOL:
            raise Unreadable(f"{name} is {fact.kind}, it needs a comparison", f"“{fact.zh}”缺少比较的内容。")
        return name

    def _is_null(self, node: exp.Is) -> str:
        name, fact = _column(node.this, self.dataset)
        if not isinstance(node.expression, exp.Null):
            raise Unreadable(f"after {name} is, only null may stand", f"“{fact.zh}”后面只能写“为空”。")
        return f"{name} is not null" if node.args.get("negate") else f"{name} is null"

    def _called(self, node: exp.Contains | exp.StartsWith, template: str) -> str:
        """A function over a text column without codes and a literal."""
        name, fact = _column(node.this, self.dataset)
        if fact.kind is not Kind.TEXT or fact.choices:
            raise Unreadable(f"{name} is no free text", f"“{fact.zh}”不是自由填写的文字，不能按片段查找。")
        return template.format(name, self._bound(node.expression, name, fact))

    def _logic(self, node: exp.Expr) -> str:
        if isinstance(node, exp.Not):
            return f"not ({self.write(node.this)})"
        if isinstance(node, exp.Paren):
            return f"({self.write(node.this)})"
        word = "and" if isinstance(node, exp.And) else "or"
        return f"({self.write(node.this)} {word} {self.write(node.expression)})"

    def write(self, node: exp.Expr) -> str:
        """SQL of one node; raises Unreadable for whatever is not in the language."""
        unknown = {part for part, held in node.args.items() if held} - _PARTS.get(type(node), frozenset())
        if unknown:
            raise _foreign(node)
        if isinstance(node, exp.And | exp.Or | exp.Not | exp.Paren):
            return self._logic(node)
        return self._atom(node)

    def _atom(self, node: exp.Expr) -> str:
        """One condition about one column."""
        match node:
            case exp.In():
                return self._in(node)
            case exp.Between():
                return self._between(node)
            case exp.Is():
                return self._is_null(node)
            case exp.Column():
                return self._bare(node)
            case exp.Contains():
                return self._called(node, self.dialect.contains)
            case exp.StartsWith():
                return self._called(node, self.dialect.starts_with)
            case exp.EQ() | exp.NEQ() | exp.GT() | exp.GTE() | exp.LT() | exp.LTE():
                return self._compare(node)
        raise _foreign(node)


@lru_cache(maxsize=4096)
def parse(text: str) -> exp.Expr:
    """Parse one expression, each text once; nobody changes the tree.

    Raises Unreadable for several statements or none, and for what is too long or too deep to be walked.
    """
    if len(text) > LONGEST:
        raise Unreadable(
            f"the condition is too long, {LONGEST} characters at most", f"条件太长，最多 {LONGEST} 个字符。"
        )
    try:
        parsed = sqlglot.parse(text, dialect="postgres")
    except RecursionError as error:
        raise _too_deep() from error
    except SqlglotError as error:
        raise Unreadable(
            f"{text!r} cannot be read: {str(error).splitlines()[0]}", f"条件“{text}”写得不完整，无法读取。"
        ) from error
    if len(parsed) != 1 or parsed[0] is None:
        raise Unreadable(f"{text!r} is not one condition", f"“{text}”不是一个条件。")
    if _depth(parsed[0]) > DEEPEST:
        raise _too_deep()
    return parsed[0]


def _too_deep() -> Unreadable:
    return Unreadable(
        f"the condition is too deep, {DEEPEST} steps at most", "条件太多或括号套得太深，请拆成几个指标。"
    )


def _depth(root: exp.Expr) -> int:
    """How many steps lie between a tree's root and its farthest leaf."""
    deepest, open_nodes = 0, [(root, 0)]
    while open_nodes:
        node, depth = open_nodes.pop()
        deepest = max(deepest, depth)
        open_nodes += [(below, depth + 1) for below in node.iter_expressions()]
    return deepest


def write(text: str, dataset: Dataset, parameters: Parameters, dialect: Dialect) -> str:
    """Check a predicate against a dataset and write it for an engine; an empty one holds everywhere."""
    return _Writer(dataset, parameters, dialect).write(parse(text)) if text.strip() else "true"


def conjuncts(text: str) -> list[str]:
    """The conditions that a predicate joins by `and`, each in the predicate language; raises Unreadable."""
    return [part.sql(dialect="postgres") for part in _joined(parse(text))] if text.strip() else []


def _joined(node: exp.Expr) -> Iterator[exp.Expr]:
    inner = node.unnest() if isinstance(node, exp.Paren) else node
    if isinstance(inner, exp.And):
        yield from _joined(inner.this)
        yield from _joined(inner.expression)
    else:
        yield inner


def columns(text: str) -> list[str]:
    """The columns that a predicate names, in order of first use; raises Unreadable."""
    found = parse(text).find_all(exp.Column, bfs=False) if text.strip() else ()
    return list(dict.fromkeys(column.name for column in found))


def _fixes(node: exp.Expr, dataset: Dataset) -> Iterator[str]:
    """The words of the conditions on population columns that every member meets: those joined by `and`."""
    if isinstance(node, exp.Paren | exp.And):
        for part in (node.this, node.args.get("expression")):
            if part is not None:
                yield from _fixes(part, dataset)
        return
    if any(dataset.columns[column.name].population for column in node.find_all(exp.Column)):
        equal = isinstance(node, exp.EQ) and isinstance(node.expression, exp.Literal)
        yield node.expression.name if equal else node.sql()


def population(text: str, dataset: Dataset) -> frozenset[str]:
    """Which population a checked predicate speaks of: `{'fyp13'}`, or nothing for everybody."""
    return frozenset(_fixes(parse(text), dataset)) if text.strip() else frozenset()
