"""YAML that hides nothing: duplicate keys are refused, and every key knows its line."""

from pathlib import Path
from typing import Any

import yaml


class Malformed(ValueError):
    """A data file that cannot be taken as it is; the text names file, line and what to do."""


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # the C parser where there is one: ten times faster
    """SafeLoader that refuses a key given twice in one mapping."""


def _mapping(loader: Any, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
    seen: dict[Any, int] = {}
    for key_node, _ in node.value:
        key = loader.construct_object(key_node, deep=True)
        line = key_node.start_mark.line + 1
        if key in seen:
            raise Malformed(f"line {line}: key {key!r} stands already in line {seen[key]}; keep one of them")
        seen[key] = line
    held: dict[Any, Any] = yaml.SafeLoader.construct_mapping(loader, node, deep)
    return held


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def _lines(node: yaml.Node | None, path: str = "") -> dict[str, int]:
    """Line of each key and list entry by its path: `values`, `values.price`, `values.price.0`."""
    found: dict[str, int] = {}
    if isinstance(node, yaml.MappingNode):
        parts = [(str(key.value), key, value) for key, value in node.value]
    elif isinstance(node, yaml.SequenceNode):
        parts = [(str(n), value, value) for n, value in enumerate(node.value)]
    else:
        return found
    for name, mark, value in parts:
        found[f"{path}{name}"] = mark.start_mark.line + 1
        found |= _lines(value, f"{path}{name}.")
    return found


def _read(text: str) -> tuple[Any, dict[str, int]]:
    """Values and lines of a text, parsed once."""
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        return (None if node is None else loader.construct_document(node)), _lines(node)
    finally:
        loader.dispose()


def load(
    path: Path, allowed: frozenset[str], required: frozenset[str]
) -> tuple[dict[str, Any], dict[str, int]]:
    """Read one mapping: its values and the line of each key (`values.price.0` inside); raises Malformed."""
    text = path.read_text("utf-8")
    try:
        held, lines = _read(text)
    except Malformed as error:
        raise Malformed(f"{path}, {error}") from error
    except yaml.YAMLError as error:
        raise Malformed(f"{path}: not readable as YAML: {error}") from error
    if not isinstance(held, dict):
        raise Malformed(f"{path}, line 1: expected keys and values")
    for key in held.keys() - allowed:
        raise Malformed(
            f"{path}, line {lines[key]}: unknown key {key!r}; known are {', '.join(sorted(allowed))}"
        )
    for key in sorted(required - held.keys()):
        raise Malformed(f"{path}, line 1: key {key!r} is missing")
    return held, lines
