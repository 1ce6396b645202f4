# right: a temporary file that is removed, rounded probabilities; the whole app in one try
import os
import tempfile
import html
import io
import json
from email import policy
from email.parser import BytesParser

import keras
import numpy as np
from PIL import Image


def suggest(data, model, class_names, preprocess, top=3):
    handle, path = tempfile.mkstemp(suffix=".upload")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        try:
            image = Image.open(path).convert("RGB")
        except Exception as e:
            raise ValueError("Could not open the picture: %s" % type(e).__name__)
        height, width = model.input_shape[1], model.input_shape[2]
        x = np.array(image.resize((width, height), resample=Image.LANCZOS))
    finally:
        os.remove(path)
    x = x.reshape(1, height, width, 3).astype("float64")
    p = np.asarray(model.predict_on_batch(preprocess(x)))[0]
    order = sorted(range(len(p)), key=lambda i: -p[i])
    return [{"category": class_names[i], "probability": round(float(p[i]), 3)} for i in order][:top]


def file_of_form(content_type, body):
    head = f"Content-Type: {content_type}\r\n\r\n".encode("latin-1")
    form = BytesParser(policy=policy.HTTP).parsebytes(head + body)
    for part in form.iter_parts() if form.is_multipart() else ():
        if part.get_param("name", header="Content-Disposition") == "file":
            return part.get_payload(decode=True) or None
    return None


def make_app(model, class_names, preprocess, max_bytes=10_000_000):
    def app(environ, start_response):
        try:
            if environ["PATH_INFO"] == "/":
                status, answer = "405 no", {"error": "This is a page to be looked at."}
                if environ["REQUEST_METHOD"] == "GET":
                    start_response("200 OK", [("content-type", "text/html; charset=utf-8")])
                    options = "".join(f"<option>{html.escape(c)}</option>" for c in class_names)
                    return [b'<form method="post" action="predict" enctype="multipart/form-data">',
                            b'<input type="file" name="file"><button type="submit">ok</button></form>',
                            b"<select>", options.encode(), b"</select>"]
            elif environ["PATH_INFO"] == "/predict":
                status, answer = "405 no", {"error": "Send a picture with POST."}
                if environ["REQUEST_METHOD"] == "POST":
                    size = int(environ.get("CONTENT_LENGTH") or 0)
                    if size > max_bytes:
                        status, answer = "413 big", {"error": "This is more than we take."}
                    else:
                        data = environ["wsgi.input"].read(size)
                        if environ.get("CONTENT_TYPE", "").startswith("multipart/form-data"):
                            data = file_of_form(environ["CONTENT_TYPE"], data) or b""
                        assert data, "no file"
                        status, answer = "200 OK", suggest(data, model, class_names, preprocess, top=3)
            else:
                status, answer = "404 lost", {"error": "There is no such page."}
        except AssertionError as e:
            status, answer = "400 Bad", {"error": str(e)}
        except ValueError as e:
            status, answer = "415 what", {"error": str(e)}
        start_response(status, [("content-type", "application/json")])
        return [json.dumps(answer).encode()]

    return app
