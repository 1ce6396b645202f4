"""What may cross from the sandbox to the grader, and as what.

    None, bool, int, float, complex, str, bytes     as they are
    list, tuple, dict with str keys                  item by item, if every item may cross
    named tuple                                      tuple
    numpy.ndarray of numbers or bools                as it is
    numpy scalar                                     0-d array of its dtype; a text of NumPy as a text
    eager tensor, variable (TensorFlow, JAX, torch, Keras)   array; bfloat16 as float32
    pandas Series, DataFrame of numbers              array of its values
    everything else                                  stays; a numbered handle crosses in its place

Types are compared exactly: a subclass of `float` or of `ndarray` stays, whatever it claims about itself.
A generator stays as well (it may be endless); `listed` gives its items up to a cap where an array is due.
"""

import types
from itertools import islice
from typing import Any

import keras
import numpy as np

from autograder.wire.codec import NotPlain, Reference, encode

LIST_CAP = 10_000

_PLAIN = (type(None), bool, int, float, complex, str, bytes, Reference)
_NUMPY_SCALARS = frozenset(
    np.dtype(name).type
    for name in ["?", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8", "c8", "c16", "q", "Q", "l", "L"]
)
_LISTABLE = (
    *(types.GeneratorType, range, map, filter, zip, enumerate, reversed),
    *(type({}.keys()), type({}.values()), type({}.items())),
)
_PANDAS = {("pandas", "Series"), ("pandas", "DataFrame")}


def to_plain(value: Any) -> Any:
    """The plain data that `value` crosses as.

    Raises:
        NotPlain: it has to stay.
    """
    kind = type(value)
    if kind in _PLAIN:
        plain = value
    elif kind is list or kind is tuple:
        plain = kind([to_plain(item) for item in value])
    elif kind is dict:
        plain = {key: to_plain(item) for key, item in value.items()}
    elif is_named_tuple(value):
        plain = tuple(to_plain(item) for item in tuple.__iter__(value))
    elif kind is np.ndarray:
        plain = value
    elif kind in _NUMPY_SCALARS:
        plain = np.array(value)
    elif kind is np.str_:
        plain = str(value)
    elif _is_tensor(value):
        plain = _tensor_to_array(value)
    elif (kind.__module__.partition(".")[0], kind.__name__) in _PANDAS:
        plain = np.array(value.to_numpy())
    else:
        raise NotPlain(f"an object of {kind.__name__}")
    return plain


def listed(value: Any) -> Any:
    """The items of a generator, range, map, zip or dict view as a list; a list or array as it is.

    Raises:
        NotPlain: not one of those, or more than `LIST_CAP` items.
    """
    if type(value) not in _LISTABLE:
        raise NotPlain(f"an object of {type(value).__name__}")
    items = list(islice(value, LIST_CAP + 1))
    if len(items) > LIST_CAP:
        raise NotPlain(f"more than {LIST_CAP} items")
    return [to_plain(item) for item in items]


def encode_or_refer(value: Any, refer: Any) -> bytes:
    """`value` encoded; where it may not cross, what `refer(value)` gives in its place."""
    try:
        return encode(to_plain(value))
    except (NotPlain, RecursionError):
        return encode(refer(value))


def is_named_tuple(value: Any) -> bool:
    """Whether it is a tuple whose places have names, which crosses as a tuple."""
    return issubclass(type(value), tuple) and hasattr(type(value), "_fields")


def public_type_name(value: Any) -> str:
    """A type's name as a person would write it: `keras.Sequential`, not the module it lives in."""
    kind = type(value)
    if kind is np.ndarray:
        return f"numpy.ndarray of dtype {value.dtype}"
    exported = getattr(kind, "__qualname__", kind.__name__)
    root = str(kind.__module__).partition(".")[0]
    if root == "keras":
        for namespace in (keras, keras.layers, keras.callbacks, keras.optimizers, keras.losses, keras.metrics):
            if getattr(namespace, exported, None) is kind:
                return f"keras.{namespace.__name__.rpartition('.')[2]}.{exported}".replace("keras.keras.", "keras.")
    if root == "submission":
        return f"{exported} (a class of yours)"
    return exported if root == "builtins" else f"{root}.{exported}"


def _is_tensor(value: Any) -> bool:
    if isinstance(value, keras.KerasTensor):
        return False
    if isinstance(value, keras.Variable) or type(value).__name__ == "ResourceVariable":
        return type(value).__module__.partition(".")[0] in ("keras", "tensorflow")
    if type(value).__module__.partition(".")[0] not in ("tensorflow", "jaxlib", "jax", "torch"):
        return False
    if _is_of_tensorflow_beside_another(value):
        return True
    kinds = ("EagerTensor", "ArrayImpl", "Tensor", "Parameter")
    return bool(keras.ops.is_tensor(value)) and type(value).__name__ in kinds


def _is_of_tensorflow_beside_another(value: Any) -> bool:
    """Whether it comes from code that calls TensorFlow's own functions while Keras runs on another backend."""
    kind = type(value)
    if keras.config.backend() == "tensorflow" or kind.__module__.partition(".")[0] != "tensorflow":
        return False
    return kind.__name__ == "EagerTensor"


def _tensor_to_array(value: Any) -> np.ndarray:
    own = _is_of_tensorflow_beside_another(value)
    array = np.asarray(value.numpy() if own else keras.ops.convert_to_numpy(value))
    return array.astype(np.float32) if array.dtype.name == "bfloat16" else array
