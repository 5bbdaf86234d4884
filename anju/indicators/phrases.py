"""Conditions of the predicate language in words for officers, in both languages. Pure."""

from anju.indicators import builder, predicate
from anju.indicators.builder import Condition, Operator
from anju.kernel.facts import Dataset, Fact
from anju.ui.words import said

_ZH = {
    Operator.YES: "{0}：是",
    Operator.NO: "{0}：否",
    Operator.AMONG: "{0}为{1}",
    Operator.NOT_AMONG: "{0}不为{1}",
    Operator.EQUALS: "{0}等于{1}",
    Operator.DIFFERS: "{0}不等于{1}",
    Operator.LEAST: "{0}不小于{1}",
    Operator.MOST: "{0}不大于{1}",
    Operator.ABOVE: "{0}大于{1}",
    Operator.BELOW: "{0}小于{1}",
    Operator.BETWEEN: "{0}在{1}之间",
    Operator.CONTAINS: "{0}包含{1}",
    Operator.NOT_CONTAINS: "{0}不包含{1}",
    Operator.STARTS: "{0}以{1}开头",
    Operator.EMPTY: "{0}为空",
    Operator.FILLED: "{0}不为空",
}
_EN = {
    Operator.YES: "{0}: yes",
    Operator.NO: "{0}: no",
    Operator.AMONG: "{0} is {1}",
    Operator.NOT_AMONG: "{0} is not {1}",
    Operator.EQUALS: "{0} equals {1}",
    Operator.DIFFERS: "{0} differs from {1}",
    Operator.LEAST: "{0} at least {1}",
    Operator.MOST: "{0} at most {1}",
    Operator.ABOVE: "{0} above {1}",
    Operator.BELOW: "{0} below {1}",
    Operator.BETWEEN: "{0} between {1}",
    Operator.CONTAINS: "{0} contains {1}",
    Operator.NOT_CONTAINS: "{0} does not contain {1}",
    Operator.STARTS: "{0} begins with {1}",
    Operator.EMPTY: "{0} is empty",
    Operator.FILLED: "{0} is filled",
}


def operator_words(operator: str, fact: Fact, *, chinese: bool) -> str:
    """What an operator asks of a column, without the column."""
    words = (_ZH if chinese else _EN)[Operator(operator)]
    return words.replace("{0}", "").replace("{1}", "").strip("：: ") or words


def condition(one: Condition, dataset: Dataset, *, chinese: bool) -> str:
    """A condition in words: 就业途径为公益性岗位."""
    fact = dataset.columns[one.column]
    labels = dict(fact.choices)
    joined = "、" if chinese else ", "
    values = joined.join(f"“{said(labels[value]) if value in labels else value}”" for value in one.values)
    return (_ZH if chinese else _EN)[Operator(one.operator)].format(fact.zh if chinese else fact.en, values)


def predicate_words(text: str, dataset: Dataset, *, chinese: bool) -> str:
    """A predicate in words; as it stands where the builder does not know its form."""
    if not text.strip():
        return "全部" if chinese else "all"
    groups = builder.read(text, dataset)
    if groups is None:
        return text
    both, either = ("，且", "；或者") if chinese else (" and ", "; or ")
    return either.join(
        both.join(condition(one, dataset, chinese=chinese) for one in group) for group in groups
    )


def failing(text: str, met: tuple[bool, ...], dataset: Dataset, *, chinese: bool) -> str:
    """The first part of a predicate that a record does not meet, in words; empty where it meets all."""
    for part, holds in zip(predicate.conjuncts(text), met, strict=True):
        if not holds:
            return predicate_words(part, dataset, chinese=chinese)
    return ""
