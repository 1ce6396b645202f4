"""Small sets in the layouts of the real ones, and a publisher on localhost that can misbehave."""

import hashlib
import io
import tarfile
import threading
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
from PIL import Image

from autograder.datasets.real.registry import RealSet, RemoteFile

CLASSES = ("cats", "dogs")


def picture(seed: int, size: tuple[int, int] = (40, 30), kind: str = "PNG") -> bytes:
    """An image of noise, which no archive can pack smaller."""
    pixels = np.random.default_rng(seed).integers(0, 256, (size[1], size[0], 3), np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, kind)
    return buffer.getvalue()


def tree(splits: Mapping[str, int], top: str = "pets/", classes: Iterable[str] = CLASSES) -> dict[str, bytes]:
    """Files of a set: so many images of each class in each split."""
    return {
        f"{top}{split}/{name}/{name}{index:03d}.png": picture(zlib.crc32(f"{split}/{name}/{index}".encode()))
        for split, count in splits.items()
        for name in classes
        for index in range(count)
    }


def zipped(files: Mapping[str, bytes], comment: bytes = b"") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = comment
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def tarred(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return buffer.getvalue()


def pets(url: str, content: bytes | None = None, *, known: bool = True, same_bytes: bool = True) -> RealSet:
    """A set of one archive; with `known`, the size and hash of `content` are in the registry."""
    return RealSet(
        name="pets",
        about="cats and dogs",
        author="nobody",
        home="https://example.org",
        licence="not stated",
        kind="folders",
        classes=CLASSES,
        size=32,
        bytes=1000,
        images={"train": 10, "validation": 4},
        splits={"train": ("train",), "validation": ("validation",)},
        files=(
            RemoteFile(
                "pets.zip",
                url,
                len(content) if content and known else None,
                hashlib.sha256(content).hexdigest() if content and known else None,
                same_bytes,
            ),
        ),
    )


def write(root: Path, files: Mapping[str, bytes]) -> Path:
    """Files below a folder."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return root


@dataclass
class Publisher:
    """A server of one file.

    breaks: how many answers end after `after` bytes of body. announces: bytes added to the Content-Length.
    asked: the Range header of each request.
    """

    url: str = ""
    content: bytes = b""
    etag: str = '"one"'
    ranges: bool = True
    breaks: int = 0
    after: int = 0
    announces: int = 0
    status: int = 200
    type: str = "application/zip"
    asked: list[str] = field(default_factory=list)

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        wanted = request.headers.get("Range", "")
        self.asked.append(wanted)
        if self.status != 200:
            request.send_error(self.status)
            return
        start, status = 0, 200
        if self.ranges and wanted and request.headers.get("If-Range") == self.etag:
            start, status = int(wanted.removeprefix("bytes=").rstrip("-")), 206
        if start >= len(self.content) and status == 206:
            request.send_response(416)
            request.send_header("Content-Range", f"bytes */{len(self.content)}")
            request.send_header("Content-Length", "0")
            request.end_headers()
            return
        body = self.content[start:]
        request.send_response(status)
        request.send_header("Content-Type", self.type)
        if self.etag:
            request.send_header("ETag", self.etag)
        if status == 206:
            request.send_header("Content-Range", f"bytes {start}-{len(self.content) - 1}/{len(self.content)}")
        request.send_header("Content-Length", str(len(body) + self.announces))
        request.end_headers()
        if self.breaks:
            self.breaks -= 1
            body = body[: self.after]
        request.wfile.write(body[: len(body) + min(self.announces, 0)])


@contextmanager
def publisher() -> Iterator[Publisher]:
    """A running publisher; its file is at `url`."""
    published = Publisher()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            published.answer(self)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        published.url = f"http://127.0.0.1:{server.server_port}/pets.zip"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield published
        server.shutdown()
        thread.join()
