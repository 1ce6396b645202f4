"""Serve a student's application until the standard input ends: whoever started this process holds the other end."""

import argparse
import importlib.util
import os
import signal
import sys
import textwrap
import threading
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

from autograder.service.front import OWN_PAGE, described, front
from autograder.service.server import HOST, Server

# As all commands: graded and wrong, and used wrongly.
_NOT_YET, _WRONG_USE = 1, 2


def main() -> None:
    """Everything that can be wrong is looked at before Keras, which takes seconds to start."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    parser = argparse.ArgumentParser(prog="python -m autograder.service")
    parser.add_argument("file", type=Path)
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--names", default="")
    parser.add_argument("--values", default="-1..1")
    parser.add_argument("--open", action="store_true")
    given = parser.parse_args()
    try:
        server = Server(given.port)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        _end(_WRONG_USE, f"Port {given.port} cannot be used: {reason}. Choose another with --port, or 0 for any.")
    threading.Thread(target=_end_with_stdin, daemon=True).start()
    if given.model is None:
        _say("A small model first learns drawn clothes. This takes about half a minute.")
    with _without_noise():
        from autograder.service import models  # imports Keras
    make_app = _make_app(given.file)
    try:
        names = [name.strip() for name in given.names.split(",")]
        trained = models.saved(given.model, names, given.values) if given.model else models.drawn_clothes()
    except models.Unfit as unfit:
        _end(_WRONG_USE, str(unfit))
    try:
        app = make_app(*trained)
    except (Exception, SystemExit) as error:
        _cannot_serve(given.file, error)
    if not callable(app):
        _end(_NOT_YET, f"make_app in {given.file.name} returns {type(app).__name__}. It should return an application.")
    server.set_app(front(app, given.file, _say))
    _say(f"{server.address}       a page for your service")
    _say(f"{server.address}{OWN_PAGE}    the page that you wrote")
    _say(f"The model knows: {', '.join(trained.class_names)}. Only this machine reaches {HOST}. Ctrl-C ends it.")
    if given.open and not webbrowser.open(server.address):
        _say("There is no browser to open: type the address into yours.")
    server.serve_forever()


@contextmanager
def _without_noise() -> Iterator[None]:
    """What TensorFlow's own code writes as it starts says nothing to a student, and passes by `sys.stderr`."""
    sys.stderr.flush()
    kept, nothing = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nothing)


def _end_with_stdin() -> None:
    sys.stdin.buffer.read()
    os._exit(0)


def _say(text: str) -> None:
    print(textwrap.fill(text, 88, replace_whitespace=False) if len(text) > 88 else text, flush=True)


def _end(code: int, sentence: str) -> NoReturn:
    print(f"Error: {sentence}", file=sys.stderr, flush=True)
    os._exit(code)


def _make_app(path: Path) -> Callable[..., Any]:
    spec = importlib.util.spec_from_file_location("exercise", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["exercise"] = module
    sys.path.append(str(path.parent.resolve()))
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:
        _cannot_serve(path, error)
    make_app = getattr(module, "make_app", None)
    if not callable(make_app):
        _end(_NOT_YET, f"There is no function make_app in {path.name}.")
    return make_app


def _cannot_serve(path: Path, error: BaseException) -> NoReturn:
    _end(_NOT_YET, f"{path.name} cannot be served yet: {described(error, path)}")


if __name__ == "__main__":
    main()
