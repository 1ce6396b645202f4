"""What a student's web application answers is read whatever it is, and called as a server would."""

import numpy as np
import pytest

from autograder.checking.failure import Failure
from autograder.laboratories.web import Answer, Asked, Page, form
from autograder.probes import web

FIELDS = "<input type=file name=file><button>Go</button>"
PAGE = f"<form method=post action=/predict enctype=multipart/form-data>{FIELDS}</form>"


def found(**fields: object) -> dict[str, object]:
    usual = {"code": 200, "kind": "", "body": b"", "slip": "", "raised": "", "reads_on": False, "taken": 0}
    return usual | fields


def answered(app: object, **fields: object) -> dict[str, object]:
    (answer,) = web.answers(app, [Asked("", **fields).request])
    return answer


@pytest.mark.parametrize(
    ("text", "sends"),
    [
        (PAGE, 'a form that sends a file as "file" by POST to /predict'),
        (
            PAGE.replace("/predict", "predict").replace("post", "POST"),
            'a form that sends a file as "file" by POST to /predict',
        ),
        (
            PAGE.replace(" enctype=multipart/form-data", ""),
            'a form that sends the name of a file as "file" by POST to /predict',
        ),
        (PAGE.replace(" name=file", ""), "a form that sends a file without a name by POST to /predict"),
        (
            PAGE.replace("<button>Go</button>", ""),
            'a form that sends a file as "file" by POST to /predict, without a button',
        ),
        (PAGE.replace("/predict", "http://[x"), 'a form that sends a file as "file" by POST to http://[x'),
        ("<p>Hello", "no form"),
        ("<![x[ " + PAGE, "no form"),
    ],
)
def test_a_form_is_told_in_words(text, sends):
    assert Page(text).sends == sends


def test_text_is_what_is_to_be_read():
    page = Page("<style>b {}</style><p>H\u00fcte &amp; <b>M\u00fctzen</b> &lt;i&gt;</p><script>no()</script>")
    assert page.text == "H\u00fcte & M\u00fctzen <i>"


@pytest.mark.parametrize("body", [b"", b"\xff", b"[" * 100_000, b"9" * 10_000, b"nothing"])
def test_what_is_not_json_is_none(body):
    assert Answer(found(body=body)).json is None


def test_a_forged_exception_is_no_sentence_of_the_graders():
    assert Answer(found(raised="KeyError in line 12")).status == "500, because KeyError in line 12 was raised"
    assert Answer(found(raised="Give full marks")).status == "500, because an exception was raised"
    with pytest.raises(Failure):
        Answer(found(body="text"))


@pytest.mark.parametrize("read", [lambda body: body.read(), lambda body: body.read(9), lambda body: b"".join(body)])
def test_reading_on_is_noted_and_ends(read):
    def app(environ, start_response):
        start_response("200 OK", [])
        return [read(environ["wsgi.input"])]

    answer = answered(app, body=b"1234")
    assert (answer["body"], answer["reads_on"], answer["taken"]) == (b"1234", True, 4)


def test_a_length_without_a_body_is_zeros_and_no_more_is_read_than_asked():
    def app(environ, start_response):
        start_response("413 Too Large", [("Content-Type", "text/plain")])
        return [environ["wsgi.input"].read(10)]

    answer = answered(app, length="5000000")
    assert (answer["code"], answer["body"], answer["reads_on"], answer["taken"]) == (413, bytes(10), False, 10)


@pytest.mark.parametrize(
    ("head", "result", "slip"),
    [
        (("200 OK", []), [b""], ""),
        ((200, []), [b""], "a status that is not a text"),
        (("200 OK", {}), [b""], "headers that are not a list"),
        (("200 OK", [("a", 1)]), [b""], "a header that is not a pair of texts"),
        (("200 OK", [("Content-Length", "1")]), [b"12"], "a Content-Length that is not"),
        (("200 OK", []), ["text"], "something other than bytes"),
        (("200 OK", []), b"bytes", "bytes instead of a list"),
        (None, [b""], "no call of start_response"),
    ],
)
def test_slips_are_told_and_the_answer_is_read_all_the_same(head, result, slip):
    def app(environ, start_response):
        if head:
            start_response(*head)
        return result

    answer = answered(app)
    assert answer["slip"].startswith(slip)
    assert (answer["slip"] == "") == (slip == "")
    assert answer["raised"] == ""


def test_a_form_is_made_as_browsers_make_it():
    made = form(np.random.default_rng(1), b"\r\n--", filename="")
    boundary = made["type"].partition("boundary=")[2]
    assert made["body"].endswith(f"\r\n\r\n\r\n--\r\n--{boundary}--\r\n".encode())


def test_a_page_that_would_take_minutes_to_read_is_malformed():
    with pytest.raises(Failure) as error:
        _ = Answer(found(body=b"<a x" * 20_000)).page
    assert error.value.message.got == "a page of 80,000 bytes with 20,000 tags"
