"""Common errors of Python, NumPy and Keras, each with one plain sentence of cause. The only table of them."""

import builtins
import re
from dataclasses import dataclass

from autograder.engine.errors import StudentError

_LABELS_FIRST = "Losses take the labels first: loss(y_true, y_pred). These shapes look like the other order."
_LABELS_SHAPE = (
    "Labels and predictions have different numbers of axes. Labels that are class numbers go with the sparse "
    "categorical loss, rows of zeros with a single 1 with the categorical one; and labels come first."
)
_SYMBOLIC = (
    "While a model is built there are no numbers yet, so NumPy and `if` cannot look at them. Layers and keras.ops work "
    "on what will come."
)
_IN_LAYERS = "Keras 3 has no such module: every layer is in keras.layers itself."
_PASTED = (
    "It came along when the code was pasted, from a web page or a PDF, and cannot be seen. Delete the blanks of this "
    "line and type them again."
)
_LEFT_OUT = re.compile(r" left out: (?P<kind>\w+): (?P<message>.*)\.$", re.DOTALL)
_GONE = "Keras 3 has no such module: optimizers, losses and the like are found directly in their package."


@dataclass(frozen=True)
class _Cause:
    """A type of exception (or a base of it), a pattern in its message, and the sentence."""

    kind: str
    pattern: re.Pattern[str]
    sentence: str


_CAUSES = [
    _Cause(kind, re.compile(pattern), sentence)
    for kind, pattern, sentence in (
        (
            "UFuncTypeError",
            r"^Cannot cast ufunc '\w+' output from dtype\('float\d+'\) to dtype\('u?int\d+'\)",
            "An operator such as /= writes into the array itself, and an array of whole numbers cannot hold "
            "fractions. The operator without = makes a new array.",
        ),
        (
            "TypeError",
            r"^Cannot interpret '\d+' as a data type|^(?:random|normal|uniform|standard_normal|integers)\(\) takes at "
            r"most \d+ positional arguments?",
            "NumPy's generators take the shape as one tuple, such as (2, 3), not as separate numbers.",
        ),
        ("ImportError", r"^No module named '(?:tensorflow\.)?keras\.layers\.\w+'", _IN_LAYERS),
        (
            "ImportError",
            r"^cannot import name 'ImageDataGenerator' from '?keras\.",
            "Keras 3 keeps ImageDataGenerator under tensorflow.keras alone: tensorflow.keras.preprocessing.image.",
        ),
        ("ImportError", r"^No module named '(?:tensorflow\.)?keras\.(?!layers)\w+(?:\.\w+)*'", _GONE),
        (
            "ImportError",
            r"^cannot import name '\w+' from '?(?:tensorflow\.)?keras\b",
            "Keras 3 has no such name there. Code for older versions of Keras looks like this.",
        ),
        (
            "ValueError",
            r"^Argument\(s\) not recognized: .*'lr'",
            "The learning rate is called learning_rate; lr is the name in older versions of Keras.",
        ),
        (
            "ValueError",
            r"^Argument `output` must have rank \(ndim\) `target\.ndim - 1`",
            _LABELS_FIRST,
        ),
        (
            "ValueError",
            r"^Arguments `target` and `output` must have the same rank \(ndim\)\. Received: target\.shape=\((?:\w+), "
            r"\w+\), output\.shape=\(\w+,\)",
            _LABELS_FIRST,
        ),
        ("ValueError", r"^Arguments `target` and `output` must have the same rank \(ndim\)", _LABELS_SHAPE),
        ("ValueError", r"^A KerasTensor is symbolic|^A KerasTensor cannot be used as input", _SYMBOLIC),
        ("TypeError", r"^A symbolic KerasTensor cannot be used as a boolean", _SYMBOLIC),
        ("AttributeError", r"^'(?:KerasTensor|SymbolicTensor)' object has no attribute 'numpy'", _SYMBOLIC),
        (
            "IndexError",
            r"^tuple index out of range",
            "Something is asked for at a place that the tuple does not have: an axis in the shape of an array with "
            "fewer axes, or the output of a model or layer that has none.",
        ),
        (
            "AttributeError",
            r"has never been called and thus has no defined (?:input|output)|has no defined (?:input|output) shape yet",
            "The model does not know its shapes before it has been called or given a keras.Input.",
        ),
        ("ValueError", r"^You must call `compile\(\)`", "The model was not compiled before it was trained."),
        (
            "ValueError",
            r"^The truth value of an array with more than one element",
            "A comparison of arrays gives one answer for each value, and `if`, `and`, `or` need a single one.",
        ),
        (
            "ValueError",
            r"^operands could not be broadcast together",
            "Shapes are compared from the last axis on: there the lengths must be equal, or one of them 1.",
        ),
        (
            "TypeError",
            r"^'NoneType' object (?:is not (?:subscriptable|iterable|callable)|cannot be)"
            r"|'NoneType' and|and 'NoneType'",
            "Something is None here, as what a function without return gives.",
        ),
        (
            "AttributeError",
            r"^'NoneType' object has no attribute",
            "Something is None here, as what a function without return gives.",
        ),
        (
            "TypeError",
            r"^'[\w.]+' object is not callable",
            "What is called here as a function is something else by now. A variable may have taken the name of one, "
            "such as list, sum or max.",
        ),
        (
            "ValueError",
            r"^setting an array element with a sequence",
            "An array needs rows of equal length, and these are not.",
        ),
        (
            "ValueError",
            r"is incompatible with the layer: expected (?:min_)?ndim=",
            "A layer or model takes a batch: a single image or row needs one more axis in front.",
        ),
        (
            "NameError",
            r"^name '(?:np|tf|plt|keras|math|Image|Path|warnings)' is not defined",
            "The import is missing. A notebook is read without what is not in it: keep the cell with the imports.",
        ),
        (
            "SyntaxError",
            r"\n(?:<{7}|={7}|>{7})(?: |$)",
            "These are the marks of a git merge. Keep one of the two versions between them and take the marks away.",
        ),
        (
            "SyntaxError",
            r"^invalid character '[“”„«»‘’‚′´`]'",
            "These are the quotation marks of a text program. Python wants the plain ones, \" or ': type them again.",
        ),
        (
            "SyntaxError",
            r"^invalid character '[−–—×·÷…]'",
            "This sign looks like one on the keyboard, and Python does not know it. Type it again.",
        ),
        ("SyntaxError", r"^invalid (?:non-printable character U\+|character '[\s　]')", _PASTED),
        (
            "TabError",
            r"",
            "Some lines begin with tabs and others with spaces. Use spaces everywhere: most editors can convert them.",
        ),
        (
            "SyntaxError",
            r"null bytes",
            "Saved with the encoding UTF-16, as some editors do, or not to its end, a file looks like this. Save it "
            "again, as UTF-8.",
        ),
        (
            "UnboundLocalError",
            r"",
            "A name that is assigned anywhere in a function belongs to that function, from its first line on.",
        ),
    )
]


def cause_of(error: StudentError) -> str:
    """The plain sentence for this exception; empty where the table has none."""
    message = re.sub(r"\x1b\[[0-9;]*m", "", error.message)
    lines = [line.strip() for line in message.splitlines() if line.strip()]
    if error.is_a("SyntaxError"):
        lines.append(error.text)
    return _sentence("\n".join(lines), {error.type, *error.bases})


def cause_in(sentence: str) -> str:
    """The plain sentence for the exception that a sentence about something left out ends with; empty for none."""
    found = _LEFT_OUT.search(sentence)
    if found is None:
        return ""
    kind = getattr(builtins, found["kind"], None)
    bases = [base.__name__ for base in kind.__mro__] if isinstance(kind, type) else []
    return _sentence(found["message"], {found["kind"], *bases})


def _sentence(text: str, kinds: set[str]) -> str:
    return next((cause.sentence for cause in _CAUSES if cause.kind in kinds and cause.pattern.search(text)), "")
