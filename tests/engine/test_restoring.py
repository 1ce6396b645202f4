"""What a submission changes for everyone is as before in the next check, and unknown in the next submission."""

import pytest

CHANGES = """
import builtins, gc, locale, os, random, sys, warnings
import keras
import numpy as np
import tensorflow as tf


def change():
    keras.config.set_floatx('float64')
    keras.config.set_dtype_policy('mixed_float16')
    keras.config.set_image_data_format('channels_first')
    keras.config.set_epsilon(0.5)
    keras.utils.set_random_seed(1)
    tf.config.run_functions_eagerly(True)
    np.seterr(all='raise')
    np.set_printoptions(precision=1, threshold=1)
    warnings.simplefilter('error')
    random.seed(1); np.random.seed(1)
    sys.setrecursionlimit(200)
    sys.path.insert(0, '/nowhere'); del sys.path[1]
    sys.stdout = None; sys.stderr = open(os.devnull, 'w')
    os.chdir('/')
    os.environ['KERAS_BACKEND'] = 'torch'
    layers = [keras.layers.Dense(1, name=None) for _ in range(3)]
    return layers[-1].name


def state():
    def warn():
        with warnings.catch_warnings(record=True) as caught:
            warnings.warn('a word')
        return len(caught)
    return {
        'floatx': keras.config.floatx(),
        'policy': keras.config.dtype_policy().name,
        'format': keras.config.image_data_format(),
        'epsilon': keras.config.epsilon(),
        'eager': tf.config.functions_run_eagerly(),
        'errors': np.geterr(),
        'shown': repr(np.arange(2000) / 3)[:60],
        'filters': [entry[0] for entry in warnings.filters],
        'warned': warn(),
        'recursion': sys.getrecursionlimit(),
        'path': list(sys.path),
        'streams': [type(sys.stdout).__name__, sys.stdout is sys.__stdout__, sys.stderr is sys.__stderr__],
        'folder': os.path.relpath(os.getcwd(), os.path.expanduser('~')),
        'name': keras.layers.Dense(1).name,
        'random': [random.random(), float(np.random.random()), float(keras.random.normal(()))],
        'argv': list(sys.argv),
    }
"""


@pytest.fixture(scope="module")
def states(loaded):
    """The state before any change, after a change, restored after it, and in the next submission."""
    with loaded(CHANGES) as (student, _, sandbox):
        sandbox.request("restore", 5)
        before = student.state()
        student.change()
        changed = student.state()
        sandbox.request("restore", 5)
        restored = student.state()
        sandbox.request("restore", 6)
        otherwise = student.state()
    with loaded(CHANGES) as (student, _, sandbox):
        sandbox.request("restore", 5)
        after = student.state()
    return before, changed, restored, otherwise, after


def _without_folders(state):
    return {name: value for name, value in state.items() if name != "path"}


def test_each_change_was_one(states):
    before, changed, *_ = states
    # Filters of warnings end with the call that set them.
    assert {name for name in before if before[name] == changed[name]} == {"argv", "filters", "warned"}


def test_everything_is_as_before_in_the_next_check(states):
    before, _, restored, *_ = states
    assert restored == before


def test_random_numbers_follow_the_seed_of_the_check(states):
    before, _, _, otherwise, _ = states
    assert otherwise["random"] != before["random"]
    assert {**otherwise, "random": 0} == {**before, "random": 0}


def test_the_next_submission_never_knows(states):
    before, *_, after = states
    assert _without_folders(after) == _without_folders(before)
    assert after["path"][:-1] == before["path"][:-1]


def test_objects_of_one_check_are_gone_in_the_next(loaded):
    with loaded("def f(): return object()") as (_, tools, sandbox):
        held = tools.put([1, 2])
        assert tools.fetch(held) == [1, 2]
        sandbox.request("restore", 1)
        with pytest.raises(Exception, match="KeyError"):
            tools.fetch(held)


def test_names_bound_anew_do_not_reach_the_next_submission(loaded):
    source = "import builtins, numpy as np\nbuiltins.sum = None\nnp.sum = None\nnp.float32 = int\n"
    with loaded(source) as (_, _, sandbox):
        assert sandbox.alive
    with loaded("import numpy as np\ndef f(): return float(np.sum([sum([1.0]), np.float32(2)]))") as (student, _, _):
        assert student.f() == 3.0


def test_files_of_one_submission_are_not_there_for_the_next(loaded):
    write = """
import os
def f():
    for place in ('.', '~', '~/.keras', os.environ['TMPDIR']):
        with open(os.path.join(os.path.expanduser(place), 'note'), 'w') as file: file.write('x')
    with open(os.path.expanduser('~/.keras/keras.json'), 'w') as file: file.write('{"floatx": "float64"}')
"""
    read = """
import os
def f():
    found = []
    for place in ('.', '~', '~/.keras', os.environ['TMPDIR'], os.path.dirname(__file__)):
        found += os.listdir(os.path.expanduser(place))
    return sorted(found)
"""
    with loaded(write) as (student, _, _):
        student.f()
    with loaded(read) as (student, _, _):
        assert student.f() == [".keras", "90_toy.py"]
