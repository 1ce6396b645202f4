"""What stands in front of a student's application, over real connections: its page, and sentences for what fails."""

import http.client
import json
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from autograder.service.front import OWN_PAGE, front
from autograder.service.server import HOST, Server

JSON = [("Content-Type", "application/json")]
# The least of a browser in which the page's script runs; the first argument is what the service answers.
BROWSER = """
const made = () => ({ style: {}, classList: { toggle() {} }, append() {}, replaceChildren() {},
                      addEventListener(name, does) { this["on" + name] = does; } });
const all = {}, answer = process.argv[1];
globalThis.document = { getElementById: (id) => all[id] ??= made(), createElement: made, addEventListener() {} };
URL.createObjectURL = URL.revokeObjectURL = () => "";
globalThis.fetch = async () => { if (!answer) throw new TypeError("fetch failed"); return new Response(answer); };
"""
CHOOSE = """
all.file.files = [{ name: "a.png", type: "" }];
all.file.onchange();
setTimeout(() => console.log(all.said.textContent), 100);
"""


class Serving:
    """A served application, and the lines that were told."""

    def __init__(self, server: Server, lines: list[str]):
        self.port, self.lines = server.server_port, lines

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection(HOST, self.port, timeout=20)
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        answer.content = answer.read()  # type: ignore[attr-defined]
        connection.close()
        return answer


@pytest.fixture
def serve() -> Iterator[Callable[[Any], Serving]]:
    servers = []

    def start(app: Any) -> Serving:
        lines: list[str] = []
        server = Server(0)
        servers.append(server)
        server.set_app(front(app, Path(__file__), lines.append))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return Serving(server, lines)

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def echo(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    start_response("200 OK", JSON)
    return [json.dumps([environ["PATH_INFO"], len(environ["wsgi.input"].read())]).encode()]


def test_our_page_is_at_the_root_and_the_students_own_beside_it(serve):
    serving = serve(echo)
    ours = serving.ask("GET", "/")
    assert (ours.status, ours.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert b"Choose a picture, or drop one here" in ours.content
    assert json.loads(serving.ask("GET", OWN_PAGE).content) == ["/", 0]


def test_a_body_ends_where_its_length_says_even_for_who_reads_on(serve):
    """The connection stays open: without an end of its own, `read()` would wait forever."""
    assert json.loads(serve(echo).ask("POST", "/predict", b"12345").content) == ["/predict", 5]


def test_a_refused_file_is_read_all_the_same_so_that_the_reason_arrives(serve):
    def refuse(environ, start_response):
        start_response("413 Content Too Large", JSON)
        return [b'{"error": "Too large."}']

    answer = serve(refuse).ask("POST", "/predict", bytes(30_000_000))
    assert (answer.status, json.loads(answer.content)) == (413, {"error": "Too large."})


def test_an_app_that_ends_python_ends_nothing(serve):
    def leaving(environ, start_response):
        raise SystemExit(3)

    assert serve(leaving).ask("GET", "/x").status == 500


def test_an_exception_becomes_a_sentence_and_its_line_is_told(serve):
    def broken(environ, start_response):
        return {}["category"]  # the line

    serving = serve(broken)
    answer = serving.ask("POST", "/predict", b"x")
    assert answer.status == 500
    assert json.loads(answer.content)["error"].startswith("The service itself failed, with KeyError.")
    (line,) = serving.lines
    assert "KeyError: 'category', in line" in line
    assert "# the line" in line
    assert "Traceback" not in line


@pytest.mark.parametrize(
    ("status", "headers", "result", "told"),
    [
        (200, JSON, [b""], "its status is 200"),
        ("200 OK", {"Content-Type": "text/html"}, [b""], "its headers are not a list of pairs"),
        ("200OK", JSON, [b""], "its status is '200OK'"),
        ("200 OK\n", JSON, [b""], "its status is '200 OK"),
        ("200 OK", [("Content-Length", 3)], [b"abc"], "not a pair of texts"),
        ("200 OK", [("X-Name", "a\r\nb")], [b""], "its header 'X-Name' holds"),
        ("200 OK", [("X-Price", "3 €")], [b""], "its header 'X-Price' holds"),
        ("200 OK", JSON, ["text"], "something other than bytes"),
        ("200 OK", JSON, "text", "it returned str"),
        ("200 OK", JSON, b"bytes", "it returned bytes"),
        ("200 OK", JSON, None, "it returned NoneType"),
        (None, JSON, [b""], "it did not call start_response"),
    ],
)
def test_what_a_server_cannot_send_is_said_in_a_sentence(serve, status, headers, result, told):
    def app(environ, start_response):
        if status is not None:
            start_response(status, headers)
        return result

    serving = serve(app)
    assert serving.ask("GET", "/nothing").status == 500
    assert told in serving.lines[0]


def test_a_wrong_content_length_is_put_right(serve):
    def app(environ, start_response):
        start_response("200 OK", [*JSON, ("Content-Length", "4")])
        return ['"Hüte"'.encode()]

    assert json.loads(serve(app).ask("GET", "/x").content) == "Hüte"


def test_headers_of_the_connection_are_the_servers(serve):
    def app(environ, start_response):
        start_response("200 OK", [*JSON, ("Connection", "keep-alive"), ("Keep-Alive", "timeout=5")])
        return [b"1"]

    answer = serve(app).ask("GET", "/x")
    assert (answer.status, answer.content, answer.headers["Keep-Alive"]) == (200, b"1", None)


def test_what_a_request_says_does_not_act_on_the_terminal_and_ends_nothing(serve):
    serving = serve(echo)
    assert serving.ask("GET", "/a%1b%5b2Jb%0Ac", **{"Content-Length": "9" * 5000}).status == 200
    assert serving.lines == ["GET /a\\x1b[2Jb\\nc: 200 OK"]


def test_connections_that_say_nothing_keep_nobody_waiting(serve):
    """Browsers open some ahead of time."""
    serving = serve(echo)
    idle = [http.client.HTTPConnection(HOST, serving.port, timeout=20) for _ in range(3)]
    for connection in idle:
        connection.connect()
    assert serving.ask("GET", "/").status == 200
    for connection in idle:
        connection.close()


class Outside(HTMLParser):
    """Addresses that a page has, labels, and fields without one."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.labels: set[str] = set()
        self.fields: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.addresses += [str(values[name]) for name in ("src", "href", "action") if name in values]
        if tag == "label":
            self.labels.add(str(values.get("for")))
        if tag in ("input", "button", "select"):
            self.fields.add(str(values.get("id")))


def test_the_page_needs_nothing_from_elsewhere_and_names_its_field(serve):
    answer = serve(echo).ask("GET", "/")
    text = answer.content.decode()
    page = Outside()
    page.feed(text)
    assert page.addresses == ["data:,"]
    assert page.fields == page.labels == {"file"}
    assert "http" not in text
    assert "innerHTML" not in text
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")


@pytest.mark.skipif(shutil.which("node") is None, reason="needs Node.js")
@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ('[{"category": "hat", "probability": 0.5}]', "Suggestions for a.png:"),
        ("", "The service cannot be reached. Is it still running?"),
        ('{"error": "No."}', "No."),
        *(
            (odd, "not with a list of categories and probabilities")
            for odd in ("null", "[1]", '["hat"]', "[null]", "{}")
        ),
        ("<p>", "something that is not JSON"),
    ],
)
def test_the_page_tells_an_odd_answer_from_none(serve, answer: str, said: str):
    page = serve(echo).ask("GET", "/").content.decode()
    script = page.partition("<script>")[2].partition("</script>")[0]
    done = subprocess.run(
        ["node", "-e", BROWSER + script + CHOOSE, answer], capture_output=True, text=True, timeout=60, check=True
    )
    assert said in done.stdout
