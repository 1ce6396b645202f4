"""What comes back from a submission's functions: data by exact type, everything else as a handle."""

import numpy as np
import pytest

from autograder.checking import Handle
from autograder.engine.errors import StudentError

SOURCE = """
import collections, enum
import keras
import numpy as np
import tensorflow as tf

class Always:
    __eq__ = lambda self, other: True
    __bool__ = lambda self: True
    __len__ = lambda self: 3
    __array__ = lambda self, *a, **k: np.ones((2, 3))
    __float__ = lambda self: 1.0
    __class__ = property(lambda self: np.ndarray)
class Array(np.ndarray): pass
class Float(float): pass
class Text(str): pass
class List(list): pass
class Dict(dict): pass
class Meta(type):
    __instancecheck__ = lambda cls, other: True
    __eq__ = lambda cls, other: True
    __hash__ = type.__hash__
class Strange(metaclass=Meta): pass
class Colour(enum.IntEnum): RED = 1

values = {
    'equal to everything': lambda: Always(),
    'array subclass': lambda: np.zeros(3).view(Array),
    'masked array': lambda: np.ma.masked_array([1.0], [True]),
    'matrix': lambda: np.asmatrix([[1.0]]),
    'float subclass': lambda: Float(1),
    'text subclass': lambda: Text('a'),
    'list subclass': lambda: List([1]),
    'dict subclass': lambda: Dict(a=1),
    'counter': lambda: collections.Counter('a'),
    'strange metaclass': lambda: Strange(),
    'enum': lambda: Colour.RED,
    'object array': lambda: np.array([None]),
    'array of text': lambda: np.array(['a']),
    'generator': lambda: (n for n in range(3)),
    'endless': lambda: iter(int, 1),
    'keras tensor': lambda: keras.Input((3,)),
    'model': lambda: keras.Sequential(),
    'function': lambda: print,
    'class': lambda: Always,
    'set': lambda: {1},
    'dict of numbers': lambda: {1: 2},
    'huge integer': lambda: 10**5000,
    'nested too deep': lambda: deep(30),
    'nested far too deep': lambda: deep(5000),
    'endless nesting': lambda: endless(),
    'too many values': lambda: [list(range(150_000))] * 2,
    'too large': lambda: np.zeros(2**27, np.int8),
    'as large as an answer': lambda: np.zeros(2**26, np.int8),
    'ragged tensor': lambda: tf.ragged.constant([[1], [1, 2]]),
    'sparse tensor': lambda: tf.sparse.from_dense([[1.0]]),
    'text tensor': lambda: tf.constant('a'),
}
def deep(n):
    value = 1
    for _ in range(n): value = [value]
    return value
def endless():
    value = []
    value.append(value)
    return value
def give(name): return values[name]()
def tensor(): return tf.constant([[1.5, 2.5]])
def variable(): return keras.Variable([1.0, 2.0])
def tf_variable(): return tf.Variable([1, 2])
def half(): return tf.constant([1.5], dtype=tf.bfloat16)
def scalar(): return np.float32(1.5)
def pair(): return keras.Sequential(), {'loss': [np.float32(1), 2.0]}
def named_pair(): return collections.namedtuple('Pair', 'model loss')(keras.Sequential(), 0.5)
def names(): return list(zip(np.array(['key', 'cup']), np.array([0.5, 0.25])))
def texts(): return {'a': 'b\\ud800', 'b': b'\\0', 'c': None, 'd': (True, -0.0)}
"""
STAYS = [line.split("'")[1] for line in SOURCE.splitlines() if line.startswith("    '")]


@pytest.fixture(scope="module")
def student(loaded):
    with loaded(SOURCE) as (handle, tools, _):
        yield handle, tools


@pytest.mark.parametrize("name", STAYS)
def test_what_is_not_plain_stays(student, name):
    value = student[0].give(name)
    inner = value
    while type(inner) in (list, tuple) and inner:
        inner = inner[0]
    assert isinstance(inner, Handle), value
    assert len(inner.description) < 200


def test_tensors_and_variables_come_as_arrays(student):
    handle, _ = student
    np.testing.assert_array_equal(handle.tensor(), np.array([[1.5, 2.5]], "float32"))
    np.testing.assert_array_equal(handle.variable(), np.array([1.0, 2.0], "float32"))
    np.testing.assert_array_equal(handle.tf_variable(), np.array([1, 2], "int32"))
    assert handle.half().dtype == np.float32
    scalar = handle.scalar()
    assert type(scalar) is np.ndarray
    assert (scalar.shape, scalar.dtype) == ((), np.float32)


def test_a_pair_is_taken_apart(student):
    handle, tools = student
    model, history = handle.pair()
    assert tools.is_instance(model, "keras.Model")
    assert model.description == "a keras.Sequential"
    assert [float(value) for value in history["loss"]] == [1.0, 2.0]


def test_a_named_pair_is_taken_apart_as_well(student):
    model, loss = student[0].named_pair()
    assert student[1].is_instance(model, "keras.Model")
    assert loss == 0.5


def test_texts_and_constants(student):
    found = student[0].texts()
    assert found == {"a": "b\\ud800", "b": b"\0", "c": None, "d": (True, -0.0)}


def test_texts_out_of_an_array_are_texts(student):
    names = [name for name, _ in student[0].names()]
    assert names == ["key", "cup"]
    assert {type(name) for name in names} == {str}


def test_operations_on_handles(student):
    handle, tools = student
    held = tools.put({"a": [1, 2]})
    assert tools.length(held) == 1
    tools.set_item(held, "b", 3)
    assert tools.fetch(held) == {"a": [1, 2], "b": 3}
    assert tools.same_object(held, held)
    assert not tools.same_object(held, tools.put({}))
    assert tools.take(handle.give("generator"), 2) == [0, 1]
    assert tools.take(handle.give("endless"), 2) == [0, 0]
    assert tools.has(handle.give("model"), "fit")
    layer = tools.keras.layers.Dense(3)
    tools.set_attribute(layer, "trainable", False)
    assert layer.trainable is False
    with pytest.raises(StudentError, match="IndexError"):
        tools.item(tools.put([1]), 5)


def test_arguments_are_copies(loaded):
    source = "def change(x):\n    x[0] = 7\n    return x"
    with loaded(source) as (student, tools, _):
        x = np.zeros(2)
        assert student.change(x)[0] == 7
        assert x[0] == 0
        held = tools.put(x)
        student.change(held)
        assert tools.fetch(held)[0] == 7
