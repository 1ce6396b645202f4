"""One file from its publisher's server: pooch checks its hash, and a download that broke off goes on where it stopped.

What has come lies in NAME.part, with the server's mark of that version in NAME.part.mark beside it, so that two
versions are never mixed. NAME itself exists only once it is whole and its hash is right.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pooch
import requests

from autograder.datasets.real.failures import BrokenOff, NeedsLogin, NoNetwork, NotServed, WrongFile
from autograder.datasets.real.progress import Bar
from autograder.datasets.real.registry import RemoteFile
from autograder.submissions.wording import size

# Of a connection that breaks, the chunk that was being read is lost.
_CHUNK = 1 << 14
_CONNECT_SECONDS, _SILENCE_SECONDS = 10, 30
# Attempts in a row that bring nothing, and attempts in all.
_FRUITLESS, _ATTEMPTS = 3, 50
_MOST_BYTES = 4 << 30
_LOGIN, _GONE = (401, 403), (404, 410)


def download(file: RemoteFile, folder: Path, pinned: str | None, bar: Bar, *, pause: float = 1.0) -> Path:
    """Load a file into `folder` (or find it there, whole) and return its path.

    pinned: SHA-256 from an earlier fetch, asked for where the registry has none. pause: seconds before another attempt.

    Raises NoNetwork, NotServed, NeedsLogin, BrokenOff or WrongFile; OSError if it cannot be written.
    """
    known = file.sha256 or pinned
    part = folder / f"{file.name}.part"
    loading = _Resuming(file, part, bar, pause)
    try:
        with _quiet_pooch():
            path = pooch.retrieve(file.url, known, fname=file.name, path=folder, downloader=loading)
    except ValueError as error:
        # This is how pooch says that the hash differs; it has deleted the file.
        if file.sha256 is None:
            raise WrongFile(
                f"{file.url} is no longer the file that was fetched first (its SHA-256 differs); if you trust it, "
                f"delete the file's line in {folder.parent / 'registry.lock.json'} and run it again."
            ) from error
        raise WrongFile(
            f"What {_host(file.url)} sent is not {file.name} (its SHA-256 differs from the registry's); it was "
            f"deleted, run it again."
        ) from error
    return Path(path)


@contextmanager
def _quiet_pooch() -> Iterator[None]:
    logger = pooch.get_logger()
    before = logger.level
    logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        logger.setLevel(before)


def _host(url: str) -> str:
    return urlsplit(url).hostname or url


class _Interrupted(Exception):
    """The connection was lost in the middle of the body."""


class _Resuming:
    """A downloader for pooch."""

    def __init__(self, file: RemoteFile, part: Path, bar: Bar, pause: float) -> None:
        self.file = file
        self.part = part
        self.mark = part.with_name(f"{part.name}.mark")
        self.bar = bar
        self.pause = pause
        self.total: int | None = file.bytes

    def __call__(self, url: str, output_file: str, _: object) -> None:
        fruitless = 0
        for attempt in range(_ATTEMPTS):
            before = self._have()
            try:
                self._attempt(url)
                break
            except _Interrupted:
                fruitless = 0 if self._have() > before else fruitless + 1
            except requests.ConnectionError:
                if attempt == 0:
                    raise NoNetwork(
                        f"There is no connection to {_host(url)}: check the network and run it again, or take a copy "
                        "that you have with --from."
                    ) from None
                fruitless += 1
            if fruitless == _FRUITLESS:
                raise self._broken_off()
            time.sleep(self.pause * (1 + fruitless))
        else:
            raise self._broken_off()
        self._check_size()
        self.part.replace(output_file)
        self.mark.unlink(missing_ok=True)

    def _have(self) -> int:
        return self.part.stat().st_size if self.part.exists() else 0

    def _broken_off(self) -> BrokenOff:
        of = f" of {size(self.total)}" if self.total else ""
        return BrokenOff(
            f"The connection to {_host(self.file.url)} broke off after {size(self._have())}{of}: run it again to go on "
            "from there."
        )

    def _attempt(self, url: str) -> None:
        """Load what is missing. Raises _Interrupted if some of it is missing still."""
        have, headers = self._have(), {"Accept-Encoding": "identity"}
        mark = self.mark.read_text("utf-8") if have and self.mark.exists() else ""
        if have and mark:
            headers |= {"Range": f"bytes={have}-", "If-Range": mark}
        try:
            response = requests.get(url, headers=headers, stream=True, timeout=(_CONNECT_SECONDS, _SILENCE_SECONDS))
        except requests.ReadTimeout as error:
            raise _Interrupted from error
        except requests.ConnectionError:
            raise
        except requests.RequestException as error:
            raise NotServed(f"{self.file.url} cannot be loaded ({type(error).__name__}): use --from.") from error
        with response:
            if response.status_code == 416 and response.headers.get("Content-Range") == f"bytes */{have}":
                return  # all of it was there already
            if response.status_code == 416:
                self._forget()
                raise _Interrupted
            self._check_status(response)
            goes_on = response.status_code == 206 and response.headers.get("Content-Range", "").startswith(
                f"bytes {have}-"
            )
            start = have if goes_on else 0
            self._announced(response, start)
            self._write_mark(response)
            self._receive(response, start)

    def _check_status(self, response: requests.Response) -> None:
        code, host = response.status_code, _host(self.file.url)
        if code in _LOGIN:
            raise NeedsLogin(
                f"{host} asks for a login for {self.file.url}: load it with a browser and give it with --from."
            )
        if code in _GONE:
            raise NotServed(f"{host} has no {self.file.name} any more ({self.file.url} answers {code}): use --from.")
        if code not in (200, 206):
            raise NotServed(f"{host} answers {code} for {self.file.name}: run it again later.")

    def _announced(self, response: requests.Response, start: int) -> None:
        """Take the length that the server announces; refuse a web page, and another length than the registry's."""
        length = response.headers.get("Content-Length", "")
        announced = start + int(length) if length.isdecimal() else None
        host = _host(self.file.url)
        if response.headers.get("Content-Type", "").startswith("text/html"):
            self._forget()
            raise WrongFile(
                f"{host} sends a web page instead of {self.file.name}: does this network ask for a login first?"
            )
        if announced is not None and self.file.bytes is not None and announced != self.file.bytes:
            self._forget()
            raise WrongFile(
                f"{host} sends a file of {announced} bytes instead of {self.file.name}, which has {self.file.bytes}."
            )
        self.total = announced or self.total
        self.bar.start(self.file.name, self.total)

    def _write_mark(self, response: requests.Response) -> None:
        mark = response.headers.get("ETag") or response.headers.get("Last-Modified") or ""
        # A weak mark says that the meaning is the same, not the bytes.
        self.mark.write_text("" if mark.startswith("W/") else mark, "utf-8")

    def _receive(self, response: requests.Response, start: int) -> None:
        done = start
        with self.part.open("ab" if start else "wb") as output:
            chunks = response.iter_content(_CHUNK)
            while True:
                try:
                    chunk = next(chunks, b"")
                except requests.RequestException as error:
                    raise _Interrupted from error
                if not chunk:
                    break
                output.write(chunk)
                done += len(chunk)
                self.bar.at(done)
                if done > (self.file.bytes or _MOST_BYTES):
                    break
        if self.total is not None and done < self.total:
            raise _Interrupted

    def _check_size(self) -> None:
        have = self._have()
        if have > _MOST_BYTES or have != (self.file.bytes or have):
            self._forget()
            raise WrongFile(
                f"What {_host(self.file.url)} sent is not {self.file.name}: it has {size(have)}; it was deleted."
            )

    def _forget(self) -> None:
        self.part.unlink(missing_ok=True)
        self.mark.unlink(missing_ok=True)
