# right: TensorFlow resizes and sorts; the form is taken apart by hand
import html
import io
import json
import re

import keras
import numpy as np
import tensorflow as tf
from PIL import Image


def suggest(data, model, class_names, preprocess, top=3):
    if not data:
        raise ValueError("The file is empty.")
    try:
        with Image.open(io.BytesIO(data)) as picture:
            pixels = np.array(picture.convert("RGB"), dtype="float32")
    except Exception:
        raise ValueError("The file is not a picture, or it is broken.") from None
    batch = tf.image.resize(pixels[None], model.input_shape[1:3], antialias=True)
    answer = model(preprocess(batch), training=False)
    best = tf.math.top_k(answer[0], k=min(top, len(class_names)))
    return [
        {"category": class_names[i], "probability": float(p)}
        for i, p in zip(best.indices.numpy().tolist(), best.values.numpy())
    ]


def make_app(model, class_names, preprocess, max_bytes=10_000_000):
    names = ", ".join(html.escape(name, quote=False) for name in class_names)

    def respond(start, code, content, kind="application/json"):
        reasons = {200: "OK", 400: "Bad Request", 404: "Not Found", 405: "Method Not Allowed",
                   413: "Content Too Large", 415: "Unsupported Media Type"}
        start("%d %s" % (code, reasons[code]), [("Content-type", kind)])
        return iter([content if isinstance(content, bytes) else json.dumps(content, ensure_ascii=False).encode("utf8")])

    def app(environ, start_response):
        def error(code, text):
            return respond(start_response, code, {"error": text})

        where = (environ["REQUEST_METHOD"], environ["PATH_INFO"])
        if where == ("GET", "/"):
            page = f'''<html><meta charset="utf-8"><h1>Hello</h1><p>{names}
            <form enctype="multipart/form-data" action="/predict" method="post">
            <input type="file" name="file" accept="image/*" required><input type="submit" value="Send"></form>'''
            return respond(start_response, 200, page.encode("utf8"), "text/html; charset=utf-8")
        if where[1] not in ("/", "/predict"):
            return error(404, "No such page.")
        if where != ("POST", "/predict"):
            return error(405, "Wrong method.")
        length = environ.get("CONTENT_LENGTH")
        length = int(length) if length else 0
        if length > max_bytes:
            return error(413, "Too large.")
        body = environ["wsgi.input"].read(length) if length else b""
        kind = environ.get("CONTENT_TYPE", "")
        boundary = re.search('boundary="?([^";]+)', kind)
        if kind.startswith("multipart/form-data") and boundary:
            parts, body = body.split(b"--" + boundary.group(1).encode()), b""
            for part in parts:
                head, _, content = part.partition(b"\r\n\r\n")
                if b'name="file"' in head:
                    body = content[:-2]
        if not body:
            return error(400, "No file.")
        try:
            found = suggest(body, model, class_names, preprocess)
        except ValueError as problem:
            return error(415, str(problem))
        return respond(start_response, 200, found)

    return app
