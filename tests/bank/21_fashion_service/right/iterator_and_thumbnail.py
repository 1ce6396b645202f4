# right: an application whose answer is an iterator of its own; a thumbnail first; sorted pairs
import json
from io import BytesIO
from PIL import Image, UnidentifiedImageError
import numpy as np
import keras
import html
from email import policy
from email.parser import BytesParser

def file_of_form(content_type, body):
    head = f"Content-Type: {content_type}\r\n\r\n".encode("latin-1")
    form = BytesParser(policy=policy.HTTP).parsebytes(head + body)
    for part in form.iter_parts() if form.is_multipart() else ():
        if part.get_param("name", header="Content-Disposition") == "file":
            return part.get_payload(decode=True) or None
    return None

import logging
from functools import partial
from wsgiref.headers import Headers
log = logging.getLogger(__name__)
def suggest(data, model, class_names, preprocess, top=3):
    if not isinstance(data, (bytes, bytearray, memoryview)) or len(data) == 0:
        raise ValueError("empty upload")
    try:
        im = Image.open(BytesIO(data))
        if im.width * im.height > 100_000_000:
            raise ValueError("picture too large")
        im.thumbnail((4 * max(model.input_shape[1:3]),) * 2)
        im = im.convert("RGB").resize((model.input_shape[2], model.input_shape[1]), Image.Resampling.BOX)
    except ValueError:
        raise
    except BaseException as exc:
        raise ValueError("unreadable picture") from exc
    x = preprocess(np.asarray(im, np.float32).reshape(1, *model.input_shape[1:]))
    p = np.ravel(model.predict_on_batch(x))
    res = [{"category": str(c), "probability": float(q)} for q, c in sorted(zip(p, class_names), reverse=True)]
    del res[top:]
    return res

def make_app(model, class_names, preprocess, max_bytes=10_000_000):
    names = tuple(class_names)
    ask = partial(suggest, model=model, class_names=names, preprocess=preprocess)
    item = "<dt>{}</dt>".format
    page = "<html><form method='POST' enctype='multipart/form-data' action='/predict'>"
    page += "<p>Upload: <input type='file' name='file' /><input type='submit' /></p></form><dl>" + "".join(item(html.escape(n)) for n in names) + "</dl></html>"

    class App:
        def __init__(self, environ, start_response):
            self.environ, self.start = environ, start_response
        def __iter__(self):
            code, body, kind = self.respond()
            h = Headers([])
            h.add_header("Content-Type", kind, charset="utf-8")
            self.start(code, h.items())
            yield body.encode("utf-8")
        def respond(self):
            j = "application/json"
            e = self.environ
            try:
                if e["PATH_INFO"] == "/":
                    if e["REQUEST_METHOD"] == "GET":
                        return "200 OK", page, "text/html"
                    return "405 Method Not Allowed", json.dumps({"error": "no"}), j
                if e["PATH_INFO"] == "/predict":
                    if e["REQUEST_METHOD"] != "POST":
                        return "405 Method Not Allowed", json.dumps({"error": "no"}), j
                    n = int(e.get("CONTENT_LENGTH") or "0")
                    if n > max_bytes:
                        return "413 Payload Too Large", json.dumps({"error": "too large, sorry"}), j
                    data = e["wsgi.input"].read(n)
                    t = e.get("CONTENT_TYPE") or ""
                    data = file_of_form(t, data) if t[:19] == "multipart/form-data" else data
                    if not data:
                        return "400 Bad Request", json.dumps({"error": "please send a file"}), j
                    return "200 OK", json.dumps(ask(data)), j
                return "404 Not Found", json.dumps({"error": "no such page"}), j
            except ValueError as err:
                return "415 Unsupported Media Type", json.dumps({"error": str(err)}), j
    return App
