"""YAML files read with the line of every word, so that each fault can point at its place."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

import yaml

from goalposts.catalog.measure import LANGUAGES
from goalposts.errors import Fault, nearest

MAX_BYTES = 1_000_000
MAX_DEPTH = 12
_LOADER = type(
    "_TextLoader",
    (getattr(yaml, "CSafeLoader", yaml.SafeLoader),),
    {
        "resolve": lambda *_: "tag:yaml.org,2002:str",
        "descend_resolver": lambda *_: None,
        "ascend_resolver": lambda *_: None,
    },
)
"""Every word stays text: what it means is decided by the key it stands under."""

_OPENING = (yaml.MappingStartEvent, yaml.SequenceStartEvent)
_CLOSING = (yaml.MappingEndEvent, yaml.SequenceEndEvent)

Mapping = yaml.MappingNode
Node = yaml.Node


@dataclass
class Document:
    """One YAML file being read; every fault found on the way is kept in `faults` instead of being raised."""

    file: str
    faults: list[Fault] = field(default_factory=list)

    def root(self, content: bytes, trusted: bool = False) -> Node | None:
        """The top node, or None when the file is empty or cannot be read as plain YAML.

        A file that is not `trusted` may hold neither aliases nor tags, and must be small and shallow.
        """
        if not trusted and len(content) > MAX_BYTES:
            self._say(None, "", f"the file has {len(content):,} bytes; allowed are {MAX_BYTES:,}")
            return None
        try:
            text = content.decode("utf-8-sig")
            if not trusted and not self._is_plain(text):
                return None
            return yaml.compose(text, Loader=_LOADER)
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            self._say(line, "", "the file is not UTF-8; save it with the encoding UTF-8")
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            self._say(mark.line + 1 if mark else None, "", f"this is not YAML: {error.problem or error.context}")
        except yaml.YAMLError as error:
            self._say(None, "", f"this is not YAML: {str(error).splitlines()[0]}")
        return None

    def _is_plain(self, text: str) -> bool:
        depth = 0
        for event in yaml.parse(text, Loader=_LOADER):
            line = event.start_mark.line + 1 if event.start_mark else None
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                self._say(line, "", "anchors and aliases (& and *) are not allowed; write the text out")
                return False
            if tag := getattr(event, "tag", None):
                self._say(line, "", "tags (!) are not allowed", tag)
                return False
            depth += isinstance(event, _OPENING) - isinstance(event, _CLOSING)
            if depth > MAX_DEPTH:
                self._say(line, "", f"nested deeper than {MAX_DEPTH} levels")
                return False
        return True

    def _say(self, line: int | None, key: str, message: str, value: str | None = None) -> None:
        self.faults.append(Fault(message, file=self.file, line=line, column=key or None, value=value))

    def fault(self, node: Node | None, key: str, message: str, value: str | None = None) -> None:
        """Record one fault at the line of `node`; `value` is the offending text where it helps."""
        if value is None and isinstance(node, yaml.ScalarNode):
            value = node.value
        self._say(node.start_mark.line + 1 if node else None, key, message, value)

    def pairs(self, node: Node | None, key: str) -> dict[str, tuple[Node, Node]]:
        """Key -> its own node and its value's node; a key given twice is a fault."""
        found: dict[str, tuple[Node, Node]] = {}
        if node is None:
            return found
        if not isinstance(node, Mapping):
            if not (isinstance(node, yaml.ScalarNode) and node.value == ""):
                self.fault(node, key, "expected 'name: value' lines here")
            return found
        for name, value in node.value:
            if not isinstance(name, yaml.ScalarNode):
                self.fault(name, key, "a key must be one word")
            elif name.value in found:
                first = found[name.value][0].start_mark.line + 1
                self.fault(name, join(key, name.value), f"given twice; first on line {first}")
            else:
                found[name.value] = (name, value)
        return found

    def fields(self, node: Node, key: str, known: Collection[str], required: Iterable[str] = ()) -> dict[str, Node]:
        """The known keys of a mapping; unknown ones and missing required ones are faults."""
        pairs = self.pairs(node, key)
        for name, (place, _) in pairs.items():
            if name not in known:
                close = nearest(name, known)
                hint = f"did you mean {' or '.join(close)}?" if close else f"allowed: {', '.join(sorted(known))}"
                self.fault(place, join(key, name), f"unknown key; {hint}")
        for name in required:
            if name not in pairs:
                self.fault(node, join(key, name), "this key is missing", value="")
        return {name: value for name, (_, value) in pairs.items() if name in known}

    def text(self, node: Node | None, key: str) -> str:
        """One text, with runs of space made single; '' (and a fault) where there is none."""
        if node is None:
            return ""
        if not isinstance(node, yaml.ScalarNode):
            self.fault(node, key, "expected one text here")
            return ""
        text = " ".join(node.value.split())
        if not text:
            self.fault(node, key, "the text is empty")
        return text

    def texts(self, node: Node | None, key: str) -> dict[str, str]:
        """The same text in each language: one plain text for all, or a mapping en, ko, zh-Hant.

        A language that is left out gets the first one given.
        """
        if node is None:
            return {}
        if isinstance(node, yaml.ScalarNode):
            only = self.text(node, key)
            return dict.fromkeys(LANGUAGES, only) if only else {}
        read = {name: self.text(value, join(key, name)) for name, value in self.fields(node, key, LANGUAGES).items()}
        first = next((read[name] for name in LANGUAGES if read.get(name)), "")
        if not first and not read:
            self.fault(node, key, f"give the text in at least one of {', '.join(LANGUAGES)}")
        return {name: read.get(name) or first for name in LANGUAGES} if first else {}

    def words(self, node: Node | None, key: str, allowed: Collection[str] = ()) -> tuple[str, ...]:
        """A list of words (or one word); where `allowed` is given, others are faults."""
        if node is None:
            return ()
        parts = node.value if isinstance(node, yaml.SequenceNode) else [node]
        found = []
        for part in parts:
            word = self.text(part, key)
            if word and allowed and word not in allowed:
                self.fault(part, key, _not_allowed(word, allowed))
            elif word:
                found.append(word)
        return tuple(found)

    def choice(self, node: Node | None, key: str, allowed: Collection[str], default: str) -> str:
        """One of the allowed words; the default where the key is absent or wrong."""
        if node is None:
            return default
        word = self.text(node, key)
        if word and word not in allowed:
            self.fault(node, key, _not_allowed(word, allowed))
        return word if word in allowed else default

    def whole(self, node: Node | None, key: str, default: int) -> int:
        """A whole number from 0."""
        if node is None:
            return default
        word = self.text(node, key)
        if re.fullmatch(r"[0-9]{1,9}", word):
            return int(word)
        if word:
            self.fault(node, key, "expected a whole number, 0 or more")
        return default

    def decimal(self, node: Node | None, key: str) -> float | None:
        """A number with an optional fraction."""
        if node is None:
            return None
        word = self.text(node, key)
        if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", word):
            return float(word)
        if word:
            self.fault(node, key, "expected a number such as 0.47")
        return None

    def flag(self, node: Node | None, key: str) -> bool:
        """true or false; false where the key is absent."""
        return self.choice(node, key, ("true", "false"), "false") == "true"

    def day(self, node: Node | None, key: str, default: dt.date) -> dt.date:
        """A date written 2026-01-31."""
        if node is None:
            return default
        word = self.text(node, key)
        try:
            return dt.date.fromisoformat(word) if word else default
        except ValueError:
            self.fault(node, key, "expected a date that exists, written like 2026-01-31")
            return default


def join(key: str, name: str) -> str:
    """The path of a key below another: `join("kpis", "reach") == "kpis.reach"`."""
    return f"{key}.{name}" if key else name


def _not_allowed(word: str, allowed: Collection[str]) -> str:
    close = nearest(word, allowed)
    hint = f"did you mean {' or '.join(close)}?" if close else f"allowed: {', '.join(allowed)}"
    return f"{word!r} is not allowed here; {hint}"
