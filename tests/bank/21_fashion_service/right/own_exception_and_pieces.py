# right: an exception of its own that alone is caught; alpha over white, the camera turned; HTTPStatus; read in pieces
import heapq
from http import HTTPStatus

import html
import io
import json
from email import policy
from email.parser import BytesParser

import keras
import numpy as np
from PIL import Image

from PIL import ImageOps


class NotAPicture(ValueError):
    """Somebody sent something else."""


def decoded(data):
    try:
        Image.open(io.BytesIO(data)).verify()
        picture = ImageOps.exif_transpose(Image.open(io.BytesIO(data)))
        if "A" in picture.getbands() or "transparency" in picture.info:
            picture = picture.convert("RGBA")
            white = Image.new("RGBA", picture.size, "white")
            picture = Image.alpha_composite(white, picture)
        return picture.convert("RGB")
    except Exception as error:
        raise NotAPicture("What you sent cannot be read as a picture.") from error


def suggest(data, model, class_names, preprocess, top=3):
    height, width = model.input_shape[1:3]
    pixels = keras.ops.convert_to_numpy(keras.ops.image.resize(np.array(decoded(data), "float32"), (height, width)))
    row = keras.ops.convert_to_numpy(model(preprocess(pixels[np.newaxis])))[0]
    pairs = [(float(p), str(name)) for p, name in zip(row, class_names, strict=True)]
    return [{"category": name, "probability": p} for p, name in heapq.nlargest(top, pairs)]


def file_of_form(content_type, body):
    head = f"Content-Type: {content_type}\r\n\r\n".encode("latin-1")
    form = BytesParser(policy=policy.HTTP).parsebytes(head + body)
    for part in form.iter_parts() if form.is_multipart() else ():
        if part.get_param("name", header="Content-Disposition") == "file":
            return part.get_payload(decode=True) or None
    return None


def make_app(model, class_names, preprocess, max_bytes=10_000_000):
    def read(environ):
        left = int(environ.get("CONTENT_LENGTH") or 0)
        body = bytearray()
        while left and len(body) <= max_bytes:
            piece = environ["wsgi.input"].read(min(left, 500))
            if not piece:
                break
            body += piece
            left -= len(piece)
        return bytes(body)

    def answer(environ):
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"].rstrip("/")
        if path == "/predict":
            if method != "POST":
                return HTTPStatus.METHOD_NOT_ALLOWED, {"error": "Use POST."}
            body = read(environ)
            if len(body) > max_bytes:
                return HTTPStatus.REQUEST_ENTITY_TOO_LARGE, {"error": "The file is too large."}
            kind = environ.get("CONTENT_TYPE") or ""
            data = file_of_form(kind, body) if kind.startswith("multipart/form-data") else body
            if not data:
                return HTTPStatus.BAD_REQUEST, {"error": "A file is missing."}
            try:
                return HTTPStatus.OK, suggest(data, model, class_names, preprocess)
            except NotAPicture as error:
                return HTTPStatus.UNSUPPORTED_MEDIA_TYPE, {"error": str(error)}
        if path == "":
            if method != "GET":
                return HTTPStatus.METHOD_NOT_ALLOWED, {"error": "Use GET."}
            return HTTPStatus.OK, None
        return HTTPStatus.NOT_FOUND, {"error": "Not found."}

    def app(environ, start_response):
        status, content = answer(environ)
        headers = [("Content-Type", "application/json; charset=utf-8")]
        if content is None:
            headers = [("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "no-store")]
        if status == HTTPStatus.METHOD_NOT_ALLOWED:
            headers.append(("Allow", "GET, POST"))
        write = start_response(f"{status.value} {status.phrase}", headers)
        if content is None:
            write(b"<!doctype html><form method=POST action=/predict enctype='multipart/form-data'>")
            write(b"<label for=f>File</label><input id=f type=file name=file><button>Send</button></form><ul>")
            return [f"<li>{html.escape(name)}</li>".encode() for name in class_names]
        return [json.dumps(content, indent=2).encode("utf-8")]

    return app
