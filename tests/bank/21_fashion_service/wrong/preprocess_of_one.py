# mistake: a single image handed to preprocess
# looks like: a single image handed to preprocess, which takes an array of images
# fails: model_gets_what_preprocess_makes
# points: 9
import html
import io
import json
from email import policy
from email.parser import BytesParser

import keras
import numpy as np
from PIL import Image


def suggest(data, model, class_names, preprocess, top=3):
    try:
        picture = Image.open(io.BytesIO(data))
        picture.load()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise ValueError("Sorry, I cannot read this file as a picture.")
    if picture.mode != "RGB":
        picture = picture.convert("RGB")
    _, height, width, _ = model.input_shape
    picture = picture.resize((width, height), Image.BILINEAR)
    x = np.asarray(picture).astype(np.float32)
    x = np.expand_dims(preprocess(x), 0)
    row = np.array(model(x))[0]
    result = []
    for place in np.argsort(row)[::-1]:
        if len(result) == top:
            break
        result.append({"category": class_names[place], "probability": row[place].item()})
    return result


def file_of_form(content_type, body):
    head = f"Content-Type: {content_type}\r\n\r\n".encode("latin-1")
    form = BytesParser(policy=policy.HTTP).parsebytes(head + body)
    for part in form.iter_parts() if form.is_multipart() else ():
        if part.get_param("name", header="Content-Disposition") == "file":
            return part.get_payload(decode=True) or None
    return None


def make_app(model, class_names, preprocess, max_bytes=10_000_000):
    page = "<html><body><form method=post action=/predict enctype=multipart/form-data>"
    page += "<input type=file name=file><input type=submit></form>"
    for name in class_names:
        page += "<p>" + html.escape(str(name)) + "</p>"
    page += "</body></html>"

    def send(start_response, status, content):
        body = json.dumps(content).encode("utf-8")
        start_response(status, [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
        return [body]

    def app(environ, start_response):
        path = environ.get("PATH_INFO", "/")
        method = environ["REQUEST_METHOD"]
        if path == "/":
            if method != "GET":
                return send(start_response, "405 Method Not Allowed", {"error": "Only GET works here."})
            start_response("200 OK", [("Content-Type", "text/html")])
            return [page.encode("utf-8")]
        if path == "/predict":
            if method != "POST":
                return send(start_response, "405 Method Not Allowed", {"error": "Only POST works here."})
            try:
                length = int(environ.get("CONTENT_LENGTH", 0))
            except (TypeError, ValueError):
                length = 0
            if length > max_bytes:
                return send(start_response, "413 Payload Too Large", {"error": "That file is too large for us."})
            data = environ["wsgi.input"].read(length)
            if "multipart/form-data" in (environ.get("CONTENT_TYPE") or ""):
                data = file_of_form(environ["CONTENT_TYPE"], data)
            if not data:
                return send(start_response, "400 Bad Request", {"error": "There was no file."})
            try:
                found = suggest(data, model, class_names, preprocess)
            except ValueError as error:
                return send(start_response, "415 Unsupported Media Type", {"error": str(error)})
            return send(start_response, "200 OK", found)
        return send(start_response, "404 Not Found", {"error": "Nothing is here."})

    return app
