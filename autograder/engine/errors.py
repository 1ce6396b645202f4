"""What can go wrong while asking a sandbox, from the grader's point of view."""

from dataclasses import dataclass, field
from typing import Any

_MAX_TEXT = 2_000
_MAX_BASES = 50


@dataclass
class StudentError(Exception):
    """The sandbox answered with an exception: the student's own, Keras' or a probe's, as the sandbox tells it."""

    type: str
    bases: tuple[str, ...] = ()
    message: str = ""
    file: str = ""
    line: int = 0
    column: int = 0
    text: str = ""
    function: str = ""
    network: bool = False
    missing_module: str = ""
    missing_name: str = ""
    needs_python: str = ""
    own_code: str = ""
    own_line: int = 0

    @classmethod
    def from_evidence(cls, found: Any) -> "StudentError":
        """Built from what the sandbox sent, every field by its type; anything else is left out."""
        fields = found if isinstance(found, dict) else {}

        def get(name: str, kind: type) -> Any:
            value = fields[name] if type(fields.get(name)) is kind else kind()
            return value[:_MAX_TEXT] if kind is str else value

        bases = tuple(name for name in get("bases", list)[:_MAX_BASES] if type(name) is str)
        # By name only: a sentence in its place would stand in the grader's own voice.
        kind = get("type", str)
        return cls(
            type=kind if kind.isidentifier() else "Exception",
            bases=bases,
            message=get("message", str),
            file=get("file", str),
            line=get("line", int),
            column=get("column", int),
            text=get("text", str),
            function=get("function", str),
            network=get("network", bool),
            missing_module=get("missing_module", str),
            missing_name=get("missing_name", str),
            needs_python=get("needs_python", str),
            own_code=get("own_code", str),
            own_line=get("own_line", int),
        )

    def is_a(self, name: str) -> bool:
        """Whether the exception's class, or one of its bases, has this name."""
        return name == self.type or name in self.bases

    @property
    def place(self) -> str:
        """Where in the student's code it arose, as part of a sentence; empty if it was elsewhere."""
        if not self.line:
            return ""
        text = f": {self.text}" if self.text else ""
        where = f" of {self.file}" if ", cell " in self.file else ""
        return f" in your line {self.line}{where}{text}"

    def __str__(self) -> str:
        return f"{self.type}: {self.message}"


@dataclass
class SandboxEnded(Exception):
    """The sandbox is gone: `outcome` is one of timeout, out of memory, crashed, exited early."""

    outcome: str
    reason: str
    tail: str = ""
    time_used_up: bool = False


@dataclass
class MalformedAnswer(Exception):
    """The sandbox sent something that is not an answer."""

    reason: str


@dataclass
class GraderFault(Exception):
    """Ours: the sandbox could not be started, or the kit itself is broken."""

    reason: str
    details: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return self.reason


@dataclass
class Misuse(GraderFault):
    """A check asked for what cannot be asked. An answer that it had not vouched for may have led it there."""
