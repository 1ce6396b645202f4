# right: suggest has a further argument and checks what it gets; the app does the steps itself instead of calling suggest
import html
import io
import json
from email import policy
from email.parser import BytesParser

import keras
import numpy as np
from PIL import Image


def probabilities_of(data, model, preprocess, resample=Image.NEAREST):
    try:
        picture = Image.open(io.BytesIO(data)).convert("RGB")
    except Exception:
        raise ValueError("Please send a picture, such as a JPEG or PNG file.")
    height, width = model.input_shape[1:3]
    picture = picture.resize((width, height), resample)
    batch = np.zeros((1, height, width, 3), dtype="float32")
    batch[0] = picture
    return model(preprocess(batch)).numpy()[0]


def ranked(row, class_names, top):
    assert len(row) == len(class_names)
    order = np.flip(np.argsort(row, kind="stable"))
    top = min(top, len(order))
    return [{"category": class_names[int(order[i])], "probability": float(row[order[i]])} for i in range(top)]


def suggest(data, model, class_names, preprocess, top=3, resample=Image.BICUBIC):
    assert top >= 1
    return ranked(probabilities_of(data, model, preprocess, resample), class_names, top)


def file_of_form(content_type, body):
    head = f"Content-Type: {content_type}\r\n\r\n".encode("latin-1")
    form = BytesParser(policy=policy.HTTP).parsebytes(head + body)
    for part in form.iter_parts() if form.is_multipart() else ():
        if part.get_param("name", header="Content-Disposition") == "file":
            return part.get_payload(decode=True) or None
    return None


def make_app(model, class_names, preprocess, max_bytes=10_000_000):
    def as_json(status, content, start_response):
        start_response(status, [("Content-Type", "application/json")])
        return [bytes(json.dumps(content), "utf-8")]

    def app(environ, start_response):
        match environ["REQUEST_METHOD"], environ["PATH_INFO"]:
            case "GET", "/":
                start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
                known = " | ".join(map(html.escape, class_names))
                return [f"""<html><body><FORM METHOD="POST" ACTION="/predict" ENCTYPE="multipart/form-data">
                    <INPUT TYPE="file" NAME="file"> <INPUT TYPE="submit"></FORM><p>{known}</p></body></html>""".encode()]
            case "POST", "/predict":
                length = int(environ.get("CONTENT_LENGTH") or 0)
                if length > max_bytes:
                    return as_json("413 Content Too Large", {"error": "This file is too large."}, start_response)
                data = environ["wsgi.input"].read(length)
                kind = environ.get("CONTENT_TYPE") or ""
                if kind.startswith("multipart/form-data"):
                    data = file_of_form(kind, data)
                if not data:
                    return as_json("400 Bad Request", {"error": "No file."}, start_response)
                try:
                    row = probabilities_of(data, model, preprocess)
                except ValueError as error:
                    return as_json("415 Unsupported Media Type", {"error": f"{error}"}, start_response)
                return as_json("200 OK", ranked(row, list(class_names), 3), start_response)
            case _, "/" | "/predict":
                return as_json("405 Method Not Allowed", {"error": "Not with this method."}, start_response)
        return as_json("404 Not Found", {"error": "No such address."}, start_response)

    return app
