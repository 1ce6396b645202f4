# right: keras.utils.load_img and predict; the application is an object, and what goes wrong an exception
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
        image = keras.utils.load_img(io.BytesIO(data), target_size=model.input_shape[1:3])
    except Exception as error:
        raise ValueError("Only pictures can be sorted into categories.") from error
    batch = keras.utils.img_to_array(image).reshape((1,) + model.input_shape[1:])
    probabilities = model.predict(preprocess(batch), verbose=0).flatten().tolist()
    pairs = sorted(zip(probabilities, class_names), key=lambda pair: pair[0], reverse=True)
    return [dict(category=name, probability=p) for p, name in pairs[:top]]


def file_of_form(content_type, body):
    head = f"Content-Type: {content_type}\r\n\r\n".encode("latin-1")
    form = BytesParser(policy=policy.HTTP).parsebytes(head + body)
    for part in form.iter_parts() if form.is_multipart() else ():
        if part.get_param("name", header="Content-Disposition") == "file":
            return part.get_payload(decode=True) or None
    return None


class Problem(Exception):
    def __init__(self, status, text):
        self.status, self.text = status, text


class Service:
    def __init__(self, model, class_names, preprocess, max_bytes):
        self.model, self.class_names, self.preprocess, self.max_bytes = model, class_names, preprocess, max_bytes

    def __call__(self, environ, start_response):
        try:
            kind, body = self.route(environ)
            status = "200 OK"
        except Problem as problem:
            status, kind, body = problem.status, "application/json", json.dumps({"error": problem.text})
        start_response(status, [("Content-Type", kind + "; charset=utf-8")])
        yield body.encode()

    def route(self, environ):
        routes = {"/": {"GET": self.page}, "/predict": {"POST": self.predict}}
        methods = routes.get(environ["PATH_INFO"])
        if methods is None:
            raise Problem("404 Not Found", "Unknown address.")
        if environ["REQUEST_METHOD"] not in methods:
            raise Problem("405 Method Not Allowed", "That method is not for this address.")
        return methods[environ["REQUEST_METHOD"]](environ)

    def page(self, environ):
        items = "\n".join("<li>" + html.escape(name) for name in self.class_names)
        form = '<form action="/predict" method="POST" enctype="multipart/form-data"><input name="file" type="file"/><button>Go</button></form>'
        return "text/html", "<!doctype html><title>Shop</title>" + form + "<ol>" + items + "</ol>"

    def predict(self, environ):
        length = environ.get("CONTENT_LENGTH") or "0"
        if int(length) > self.max_bytes:
            raise Problem("413 Request Entity Too Large", "The file has too many bytes.")
        body = environ["wsgi.input"].read(int(length))
        if (environ.get("CONTENT_TYPE") or "").lower().startswith("multipart/"):
            body = file_of_form(environ["CONTENT_TYPE"], body)
        if not body:
            raise Problem("400 Bad Request", "No file was sent.")
        try:
            return "application/json", json.dumps(suggest(body, self.model, self.class_names, self.preprocess))
        except ValueError as error:
            raise Problem("415 Unsupported Media Type", str(error))


def make_app(model, class_names, preprocess, max_bytes=10_000_000):
    return Service(model, class_names, preprocess, max_bytes)
