# right: the application is a generator; keras.ops resizes; rounded to four decimals
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


def suggest(data, model, class_names, preprocess, top=3):
    try:
        with Image.open(BytesIO(data)) as im:
            rgb = np.asarray(im.convert("RGB"))
    except Exception:
        raise ValueError("I can only look at pictures.")
    height, width, channels = model.input_shape[1:]
    assert channels == 3
    small = keras.ops.image.resize(rgb[None].astype("float32"), (height, width), interpolation="nearest")
    y = keras.ops.convert_to_numpy(model(preprocess(keras.ops.convert_to_numpy(small))))
    pairs = sorted(zip(class_names, map(float, y[0])), key=lambda p: -p[1])[:top]


    return [{"category": c, "probability": round(p, 4)} for c, p in pairs]

def make_app(model, class_names, preprocess, max_bytes=10_000_000):
    def json_answer(start, status, obj):
        start(status, [("Content-Type", "application/json")])
        yield json.dumps(obj).encode()

    def app(environ, start):
        method = environ["REQUEST_METHOD"].upper()
        path = environ["PATH_INFO"] or "/"
        if path == "/":
            if method == "GET":
                start("200 OK", [("Content-Type", "text/html")])
                yield b"<!DOCTYPE html><meta charset=utf-8><form method=post action='/predict' enctype='multipart/form-data'>"
                yield b"<input type='file' name='file'><button>?</button></form><pre>"
                for name in class_names:
                    yield html.escape(name).encode("utf-8") + b"\n"
                yield b"</pre>"
            else:
                yield from json_answer(start, "405 Method Not Allowed", {"error": "GET only"})
            return
        if path != "/predict":
            yield from json_answer(start, "404 Not Found", {"error": "unknown path"})
            return
        if method != "POST":
            yield from json_answer(start, "405 Method Not Allowed", {"error": "POST only"})
            return
        length = int(environ.get("CONTENT_LENGTH") or 0)
        if length > max_bytes:
            yield from json_answer(start, "413 Payload Too Large", {"error": "too big"})
            return
        raw = environ["wsgi.input"].read(length) if length > 0 else b""
        if (environ.get("CONTENT_TYPE") or "").startswith("multipart/form-data"):
            raw = file_of_form(environ["CONTENT_TYPE"], raw)
        if not raw:
            yield from json_answer(start, "400 Bad Request", {"error": "file missing"})
            return
        try:
            res = suggest(raw, model, class_names, preprocess)
        except ValueError as err:
            yield from json_answer(start, "415 Unsupported Media Type", {"error": str(err)})
            return
        yield from json_answer(start, "200 OK", res)
    return app
