# %% [markdown]
# # 21 Capstone: a fashion service
# Now the shop opens: somebody uploads a picture, and your service suggests categories for it. Begin with `suggest`,
# which needs no web at all and is half of the points. Then write `make_app`.
#
# A model in a notebook gets the pictures that you chose. A service gets what people have: photos of 12 million pixels,
# drawings with transparency, a PDF. Whatever comes, it answers, and it says in a sentence what was wrong.
#
# Python's web services speak *WSGI*: the server calls a function `app(environ, start_response)` for each request.
# `environ` is a dict. `environ["REQUEST_METHOD"]` is "GET" or "POST", `environ["PATH_INFO"]` is "/predict" or
# another path, `environ.get("CONTENT_TYPE")` says what the body is, `environ.get("CONTENT_LENGTH")` how many bytes it
# has (None or "" if there is none), and `environ["wsgi.input"].read(n)` reads n of them. The app calls
# `start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])` and returns its answer: a list of bytes.
#
# You need no more than Keras, NumPy, Pillow and the standard library, which every grader has. Flask and others make
# such applications too, but the machine that grades may not have them.
#
# Three things surprise nearly everyone:
#
# * **JSON knows no NumPy.** `json.dumps` refuses `np.float32(0.5)`. `float(...)` makes a Python number of it.
# * **`read()` without a number may never return.** The browser keeps the connection open and waits for you.
# * **Pillow opens files lazily.** A photo that was cut off opens without complaint, and fails when you need its pixels.
#
# `make_app` gets a model that is loaded already. A service that loads it for each request keeps everybody waiting.

# %%
import html
import io
import json
from collections.abc import Callable, Sequence
from email import policy
from email.parser import BytesParser

import keras
import numpy as np
from PIL import Image


# %%
def suggest(
    data: bytes, model: keras.Model, class_names: Sequence[str], preprocess: Callable, top: int = 3
) -> list[dict]:
    """Suggest categories for an uploaded picture, the likeliest first.

    Args:
        data: What is in the file: a JPEG, PNG or other picture, of any size, in colour, grey, with a palette, with
            transparency or in CMYK. All of it is used: change its size, do not cut or pad. What is transparent may get
            any colour.
        model: `model.input_shape` is (None, height, width, 3). It gives a row of probabilities for each image.
        class_names: The classes in the order of the model's probabilities.
        preprocess: What the model was trained with. It takes an array (n, height, width, 3) of values from 0 to 255
            (red, green, blue) and returns what the model takes. Call it once, and do no scaling of your own.
        top: How many categories, at least 1; all of them if there are fewer.

    Returns:
        A dict for each category: "category" is its name, "probability" the model's, from 0 to 1, as a Python float. You
        may round it, to 3 decimals or more. `json.dumps` takes the list. No files are left on the disk.

    Raises:
        ValueError: The data is not a picture, or is cut off, or Pillow refuses it as far too large
            (`Image.DecompressionBombError`). Its text says so in a sentence for the person who sent it.

    Example, for a photo of a shoe:
        >>> suggest(data, model, ["dress", "hat", "shoes"], preprocess, top=2)
        [{'category': 'shoes', 'probability': 0.83}, {'category': 'hat', 'probability': 0.11}]
    """
    raise NotImplementedError("21: write suggest")


# %%
def file_of_form(content_type: str, body: bytes) -> bytes | None:
    """The file in the field "file" of a form that a browser sent, None if none was chosen. Given: nothing to write.

    Args:
        content_type: `environ["CONTENT_TYPE"]`; it begins with "multipart/form-data".
        body: The whole body of the request.
    """
    head = f"Content-Type: {content_type}\r\n\r\n".encode("latin-1")
    form = BytesParser(policy=policy.HTTP).parsebytes(head + body)
    for part in form.iter_parts() if form.is_multipart() else ():
        if part.get_param("name", header="Content-Disposition") == "file":
            return part.get_payload(decode=True) or None
    return None


# %%
def make_app(
    model: keras.Model, class_names: Sequence[str], preprocess: Callable, max_bytes: int = 10_000_000
) -> Callable:
    """Make the service: a WSGI application that suggests three categories for each picture.

    `POST /predict` has a picture as its body. If its CONTENT_TYPE begins with "multipart/form-data", the body is a
    form, and the picture is in its field "file" (see `file_of_form`). The answer is what `suggest` gives, as JSON.

    `GET /` gives a page with a form that works without JavaScript: it has `method="post"`, `action="/predict"` and
    `enctype="multipart/form-data"`, and in it `<input type="file" name="file">` and a button. The page shows all class
    names as text; they may hold `<` and `&` (see `html.escape`).

    What goes wrong is answered with its status and the JSON `{"error": "a sentence"}`, never with an exception:
    400 for no file, or an empty one; 404 for another path; 405 for another method at these two paths; 413 for a body of
    more than `max_bytes`, most of which is not read; 415 for a file that is not a picture. The words after the number,
    as in "404 Not Found", are up to you.

    JSON has the Content-Type "application/json", the page "text/html". Read CONTENT_LENGTH bytes of a body, no more.

    Returns:
        `app(environ, start_response)`, as described above; any WSGI application will do.

    Example:
        >>> app = make_app(model, ["dress", "hat", "shoes"], preprocess)
        >>> wsgiref.simple_server.make_server("127.0.0.1", 8000, app).serve_forever()
    """

    raise NotImplementedError("21: write make_app")


# %% Try it (not graded)
# # Your service in the browser: type `convlings serve` in a terminal. Or right here, until you press Ctrl-C:
# from wsgiref.simple_server import make_server
# from autograder import datasets
# from autograder.datasets.backbones import load_backbone
#
# name = "fashion"  # real photos: "clothing", after `convlings data fetch clothing`
# names = ["dress", "hat", "pants", "shoes", "t-shirt"]
# images, labels = datasets.load(name, split="train", size=64, n=150, classes=names)
# base, preprocess, _ = load_backbone("mini_xception", pooling="avg")
# base.trainable = False
# model = keras.Sequential([base, keras.layers.Dense(len(names), activation="softmax")])
# model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", metrics=["accuracy"])
# model.fit(preprocess(images.astype("float32")), labels, epochs=10, verbose=2)  # about half a minute
# file = io.BytesIO(); Image.fromarray(images[0]).save(file, "PNG")
# print(names[labels[0]], suggest(file.getvalue(), model, names, preprocess))
# make_server("127.0.0.1", 8000, make_app(model, names, preprocess)).serve_forever()  # open http://127.0.0.1:8000
