# right: a decorator for routes; a page with a template and a script; one function for each address; numpy all the way
import string
import html
import io
import json
from email import policy
from email.parser import BytesParser

import keras
import numpy as np
from PIL import Image


PAGE = string.Template("""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Service</title></head><body>
<form id="form" method="post" action="/predict" enctype="multipart/form-data">
<p><input id="file" type="file" name="file"></p><p><button>Suggest</button></p></form>
<table>$rows</table><script>document.title = "Service" + 1;</script></body></html>""")


def suggest(data, model, class_names, preprocess, top=3):
    names = np.array(class_names)
    try:
        image = Image.open(io.BytesIO(bytes(data)))
        image.draft("RGB", (64, 64))
        image = image.convert("RGB").resize(model.input_shape[2:0:-1])
    except Image.DecompressionBombError:
        raise ValueError("This picture has far too many pixels.")
    except Exception:
        raise ValueError("This is not a picture.")
    values = model.predict(preprocess(np.array([image], dtype=float)), verbose=0)[0].astype(float)
    order = values.argsort()[::-1][:top]
    return [{"category": n, "probability": v} for n, v in zip(names[order].tolist(), values[order].tolist())]


def file_of_form(content_type, body):
    head = f"Content-Type: {content_type}\r\n\r\n".encode("latin-1")
    form = BytesParser(policy=policy.HTTP).parsebytes(head + body)
    for part in form.iter_parts() if form.is_multipart() else ():
        if part.get_param("name", header="Content-Disposition") == "file":
            return part.get_payload(decode=True) or None
    return None


def make_app(model, class_names, preprocess, max_bytes=10_000_000):
    routes = {}

    def route(path, method):
        def register(function):
            routes.setdefault(path, {})[method] = function
            return function

        return register

    @route("/", "GET")
    def index(environ):
        rows = "".join("<tr><td>%s</td></tr>" % html.escape(name) for name in class_names)
        return 200, "text/html", PAGE.substitute(rows=rows).encode()

    @route("/predict", "POST")
    def predict(environ):
        length = int(environ.get("CONTENT_LENGTH") or 0)
        if length > max_bytes:
            return fail(413, f"More than {max_bytes} bytes.")
        body = environ["wsgi.input"].read(length)
        if (environ.get("CONTENT_TYPE") or "").startswith("multipart/form-data"):
            body = file_of_form(environ["CONTENT_TYPE"], body)
        if body is None or len(body) == 0:
            return fail(400, "No file came with your request.")
        try:
            return 200, "application/json", json.dumps(suggest(body, model, class_names, preprocess)).encode()
        except ValueError as error:
            return fail(415, error.args[0])

    def fail(code, text):
        return code, "application/json", json.dumps({"error": text, "code": code}).encode()

    def app(environ, start_response):
        methods = routes.get(environ["PATH_INFO"], {})
        if not methods:
            code, kind, body = fail(404, "Not found.")
        elif environ["REQUEST_METHOD"] not in methods:
            code, kind, body = fail(405, "Not allowed.")
        else:
            code, kind, body = methods[environ["REQUEST_METHOD"]](environ)
        start_response(f"{code} Answer", [("Content-Type", kind), ("Content-Length", str(len(body)))])
        return (body,)

    return app
