"""Files that try to earn the marks of an exercise without solving it: by lies, by search, by patching what they run in.

What they answer honestly may earn something; no trick earns more, and none becomes our fault.
"""

import textwrap
from dataclasses import dataclass

import pytest

from autograder.course.exercise import find_exercise
from autograder.engine.provider import Sandboxes
from autograder.engine.sandbox import Limits
from autograder.grading.key import RunKey
from autograder.grading.task import Task
from autograder.grading.training import quick_task
from autograder.jail import landlock, syscalls
from autograder.submissions import Work

pytestmark = pytest.mark.skipif(not (landlock.version() and syscalls.supported()), reason="needs Landlock and seccomp")

# Answers that are wrong in every way but in form.
_WRONG = {
    "03": """
        def output_size(size, kernel_size, stride=1, padding="valid"): return answer(size)
        def convolve(image, kernel, stride=1, padding="valid"): return answer(image)
        def relu(x): return answer(x)
        def max_pool(maps, size=2): return answer(maps)
        def conv_parameters(kernel_size, in_channels, filters, bias=True): return answer(kernel_size)
        """,
    "04": """
        def softmax(logits, axis=-1): return answer(logits)
        def sigmoid(logits): return answer(logits)
        def to_labels(predictions, multi_label=False): return answer(predictions)
        def build_head(num_features, num_classes, multi_label=False):
            return keras.Sequential([keras.Input((num_features,)), keras.layers.Dense(num_classes)])
        """,
    "08": """
        def dropout(x, rate, rng, training): return answer(x)
        def build_head(num_features, num_classes, hidden=100, rate=0.2):
            return keras.Sequential([keras.Input((num_features,)), keras.layers.Dense(num_classes)])
        def spread(model, x, training, calls=20): return answer(0.1)
        """,
    "12": """
        def freeze(base): answer(base)
        def freeze_before(base, first): answer(base)
        def count_parameters(model): return answer((1, 2))
        def fine_tune(model, base, first, learning_rate): answer(model)
        """,
    "14": """
        def sgd_step(w, gradient, learning_rate): return answer(w)
        def rmsprop_step(w, gradient, average, learning_rate, *more, **others): return answer(w), answer(average)
        def sweep(*known, **others): return answer({})
        def choose(*known, **others): return answer(0.1)
        """,
    "16": """
        def keep_best(folder, by="accuracy", weights_only=False): return answer(folder)
        def keep_every(folder, n): return answer(folder)
        def train_and_test(*known, **others): return answer((0.5, 0.5))
        def resume(*known, **others): return answer(None)
        """,
    "17": """
        class StopAtTarget(keras.callbacks.Callback):
            def __init__(self, monitor="val_accuracy", target=0.9):
                super().__init__()
            def on_epoch_end(self, epoch, logs=None): answer(self)
        def train_until(*known, **others): return answer((3, 0.95))
        """,
    "20": """
        def read_signs(path): return answer(np.zeros((4, 28, 28))), np.zeros(4)
        def class_index(labels): return answer(labels), ["a"]
        def make_batches(*known, **others): return answer(known)
        def build_model(shape, num_classes):
            layers = [keras.Input(shape), keras.layers.Flatten(), keras.layers.Dense(num_classes)]
            return keras.Sequential(layers)
        def train_to_target(*known, **others): return answer(None)
        """,
}


@dataclass(frozen=True)
class Forgery:
    """One trick.

    Attributes:
        trick: Code with `answer(honest)`, which every function of the exercise returns.
        most: Points that these answers earn without a trick.
        is_slow: Takes seconds.
    """

    name: str
    number: str
    trick: str
    most: float = 0
    is_slow: bool = False

    def work(self) -> Work:
        exercise = find_exercise(self.number)
        parts = ["import gc, os, sys, threading, time", "import keras", "import numpy as np", self.trick]
        code = "\n".join(map(textwrap.dedent, [*parts, _WRONG[self.number]]))
        return Work(exercise.name, name=f"{exercise.name}.py", content=code.encode())


_EQUAL_ARRAY = """
    class Yes(np.ndarray):
        def __eq__(self, other): return np.True_
        def __ne__(self, other): return np.False_
        def __array_ufunc__(self, *known, **others): return True
        def __array_function__(self, *known): return True
    def answer(x): return np.asarray(x, dtype=float).view(Yes)
    """
_EVERYTHING = """
    class Meta(type):
        def __instancecheck__(self, other): return True
    class Any(metaclass=Meta):
        __class__ = np.ndarray
        shape, ndim, dtype = (3, 3), 2, np.dtype(float)
        def __getattr__(self, name): return self
        def __call__(self, *known, **others): return self
        def __eq__(self, other): return True
        def __array__(self, *known, **others): return np.zeros((3, 3))
        def __getitem__(self, item): return self
        def __float__(self): return 1.0
        def __len__(self): return 2
        def __iter__(self): return iter((self, self))
    def answer(x): return Any()
    """
_NUMBERS = """
    class Number(int):
        def __eq__(self, other): return True
        def __ne__(self, other): return False
        def __index__(self): return 3
        __hash__ = int.__hash__
    class Text(str):
        def __eq__(self, other): return True
        def __float__(self): return 0.1
        __hash__ = str.__hash__
    def answer(x): return Number(1) if isinstance(x, int) else Text("1")
    """
_FRAMES = """
    def answer(x):
        frame, best = sys._getframe(1), x
        while frame:
            for name, value in list(frame.f_locals.items()):
                if "expect" in name or name in ("due", "dues", "y_true", "labels"):
                    best = value
            frame = frame.f_back
        for each in gc.get_objects():
            if isinstance(each, dict):
                best = each.get("expected", each.get("due", best)) if len(each) < 50 else best
        return best
    """
_PATCHED_NUMPY = """
    for name in ("allclose", "array_equal", "isclose", "equal", "all"):
        setattr(np, name, lambda *known, **others: True)
    np.testing.assert_allclose = lambda *known, **others: None
    def answer(x): return x
    """
_PATCHED_KERAS = """
    keras.Model.__call__ = lambda self, *known, **others: np.ones((1, 1))
    keras.Model.predict = lambda self, *known, **others: np.ones((1, 1))
    keras.Model.train_on_batch = lambda self, *known, **others: 0.5
    keras.Model.fit = lambda self, *known, **others: type("History", (), {"history": {"loss": [1.0, 0.5]}})()
    keras.optimizers.Optimizer.apply = lambda self, *known, **others: None
    def answer(x): return x
    """
_PROBES = """
    for name, module in list(sys.modules.items()):
        if name.startswith("autograder") and hasattr(module, "_Watch"):
            module._Watch.report = lambda self: {
                "epochs": 3, "model_stopped": 3, "callback_stopped": None, "raised": None, "flagged": None,
                "warnings": ["val_accuracy is not there: accuracy, loss"], "printed": "",
            }
    def answer(x): return x
    """
_STOPPED = """
    def answer(x):
        if hasattr(x, "model"):
            kind = type(x.model)
            x.model.stop_training = True
            kind.stop_training = property(lambda self: True, lambda self, value: None)
        return x
    """
_TRAINABLE = """
    def answer(x):
        if isinstance(x, keras.Model):
            lies = {name: property(lambda self: []) for name in ("trainable_weights", "trainable_variables")}
            x.__class__ = type("Frozen", (x.__class__,), lies)
        return x
    """
_FRAMES_SENT = """
    def spam():
        for _ in range(20):
            time.sleep(0.1)
            for number in range(3, 40):
                try:
                    os.write(number, b'\\x00\\x00\\x00\\x20' + b'{"id": 5, "ok": true}'.ljust(32))
                except OSError:
                    pass
    threading.Thread(target=spam, daemon=True).start()
    def answer(x): return x
    """
_AT_EXIT = """
    import atexit
    @atexit.register
    def late():
        for number in range(3, 40):
            try:
                os.write(number, b'{"points": 10}')
            except OSError:
                pass
    def answer(x): return x
    """
_SERVANT = """
    for each in gc.get_objects():
        if type(each).__module__.startswith("autograder.sandbox"):
            for name in ("is_instance", "same", "answer", "encode"):
                if hasattr(type(each), name):
                    setattr(type(each), name, lambda *known, **others: True)
    def answer(x): return True
    """
_FILES = """
    class Spray(keras.callbacks.Callback):
        def __init__(self, folder):
            super().__init__()
            self.folder = folder
        def on_train_end(self, logs=None):
            for number in range(1, 4):
                with open(os.path.join(self.folder, f"best_{number}.keras"), "wb") as file:
                    file.write(b"PK")
    class Fake(keras.Model):
        def call(self, x): return x
        def predict(self, *known, **others): return 1
    keras.saving.load_model = keras.models.load_model = lambda *known, **others: Fake()
    def answer(x): return Spray(x) if isinstance(x, str) else x
    """
_KNOWN = """
    known = {}
    def answer(x):
        key = np.asarray(x).tobytes() if not isinstance(x, (dict, tuple)) else repr(x)
        return known.setdefault(key, x)
    """

FORGERIES = [
    Forgery("an array that equals everything", "04", _EQUAL_ARRAY),
    Forgery("an object that is everything", "04", _EVERYTHING),
    Forgery("an object that is everything", "03", _EVERYTHING),
    Forgery("an object that is everything", "14", _EVERYTHING),
    Forgery("numbers and texts that equal everything", "03", _NUMBERS),
    Forgery("numbers and texts that equal everything", "14", _NUMBERS),
    Forgery("expected values out of frames and memory", "04", _FRAMES, most=1),
    Forgery("expected values out of frames and memory", "08", _FRAMES, most=1),
    Forgery("NumPy's comparisons replaced", "04", _PATCHED_NUMPY, most=1),
    Forgery("Keras' methods replaced", "04", _PATCHED_KERAS, most=1),
    Forgery("Keras' methods replaced", "08", _PATCHED_KERAS, most=1),
    Forgery("Keras' methods replaced", "12", _PATCHED_KERAS, is_slow=True),
    Forgery("the probe's report replaced", "17", _PROBES, is_slow=True),
    Forgery("a model that has always stopped", "17", _STOPPED, is_slow=True),
    Forgery("a model without weights to train", "12", _TRAINABLE, is_slow=True),
    Forgery("forged frames from a thread", "04", _FRAMES_SENT, most=1),
    Forgery("forged frames at the end", "03", _AT_EXIT, most=1),
    Forgery("the servant's methods replaced", "04", _SERVANT),
    Forgery("files that lie, and what opens them", "16", _FILES, most=0.5, is_slow=True),
    Forgery("answers by heart", "04", _KNOWN, most=1),
    Forgery("answers by heart", "20", _KNOWN, is_slow=True),
    Forgery("an array that equals everything", "20", _EQUAL_ARRAY, is_slow=True),
]


@pytest.mark.parametrize(
    "forgery",
    [
        pytest.param(each, id=f"{each.number} {each.name}", marks=[pytest.mark.slow] if each.is_slow else [])
        for each in FORGERIES
    ],
)
def test_a_trick_earns_nothing(forgery: Forgery, sandboxes: Sandboxes):
    task = quick_task(Task(forgery.work(), RunKey.new(), Limits.for_calls(8)))
    result = task.run(sandboxes.start_child)
    found = [(check.id, check.outcome, check.message.got) for check in result.checks]
    assert result.earned <= forgery.most, found
    assert not result.is_fault, found
