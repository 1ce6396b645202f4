"""Checks of 21 Capstone: a fashion service.

`suggest` is asked about pictures of known colours, with models whose probabilities say what they were given. The
application is called as a server would call it, without any network.
"""

from dataclasses import replace

import numpy as np
from PIL import Image

from autograder.checking import StudentError, called, expect_integer, expect_list, expect_text, points
from autograder.checking.contract import Contract
from autograder.checking.study import Fact
from autograder.laboratories.image_files import encoded
from autograder.laboratories.picture_folders import PAGE, cut_off, picture
from autograder.laboratories.web import Asked, form

from . import laboratory as lab

TEXT = b"My shirt is blue."
# Rounded to three decimals they are right as well.
ROUNDED = 6e-4
SENTENCE = '{"error": "a sentence"}'

# --- lines to try: a model that takes the mean of each channel for a probability ----------------------------------

MODEL = "model = keras.Sequential([keras.Input((8, 8, 3)), keras.layers.GlobalAveragePooling2D()])"
LEFT_SIDE = MODEL.replace("(8, 8, 3)), ", "(6, 10, 3)), keras.layers.Cropping2D(((0, 0), (0, 9))), ")
GIVEN = "model, ['red', 'a <b>', 'blue'], lambda x: x / 100"
NOISE = "import io; from PIL import Image; file = io.BytesIO(); Image.effect_noise((90, 90), 50).save(file, 'PNG')"
FLAT = NOISE.replace("effect_noise((90, 90), 50)", "new('RGB', (16, 9), (20, 90, 50))")
WIDE = FLAT.replace(
    "(16, 9), (20, 90, 50))", "(200, 40)).transform((200, 40), 0, (1, 0, -50, 0, 1, 0), fillcolor=(20, 90, 50))"
)
ANSWER = "list(app(environ, print))"


def printing(what: str, made: str = FLAT, model: str = MODEL) -> tuple[str, ...]:
    return made, model, f"print({what})"


def raising(data: str, made: str = FLAT) -> tuple[str, ...]:
    return (
        f"{made}; {MODEL}",
        f"try: print(suggest({data}, {GIVEN}))",
        "except ValueError as error: print('ValueError:', error)",
    )


def sending(asked: Asked, body: str = "", more: str = "", what: str = ANSWER) -> tuple[str, ...]:
    """Lines that send this request; `body` is code that makes another body."""
    names = {"REQUEST_METHOD": "method", "PATH_INFO": "path", "CONTENT_TYPE": "type", "CONTENT_LENGTH": "length"}
    values = {name: asked.request[key] for name, key in names.items()}
    texts = [f"{name!r}: {value!r}" for name, value in values.items() if value is not None]
    made = (NOISE if "[" in body else FLAT) if body else "import io"
    environ = ", ".join([*texts, "'wsgi.input': io.BytesIO(body)"])
    return (
        f"{made}; body = {body or repr(asked.body)}; {MODEL}",
        f"environ = {{{environ.replace(repr(asked.request['length']), 'str(len(body))') if body else environ}}}",
        f"app = make_app({GIVEN}{more}); print({what})",
    )


# --- suggest ---------------------------------------------------------------------------------------------------------

TRY_ORDER = printing(f"suggest(file.getvalue(), {GIVEN}, top=2)")
CATEGORIES = Fact(
    lambda asked: [name for name, _ in asked],
    lambda names: ", ".join(names) or "no categories",
    why="People read the first suggestion, and perhaps the second. How many there are is the caller's choice.",
    tries=TRY_ORDER,
)
PROBABILITIES = Fact(
    lambda asked: [value for _, value in asked],
    lambda values: f"probabilities {', '.join(f'{value:.3f}' for value in values) or 'none'}",
    why="Each category comes with the probability that the model gives it.",
    within=ROUNDED,
    tries=TRY_ORDER,
)


@points(1, function="suggest")
def test_likeliest_come_first(student, probes, study, rng):
    """suggest gives the likeliest categories, with the model's probabilities"""
    for count, top in ((5, 3), (4, 1), (6, 5), (2, 3), (3, 3)):
        asked = lab.Ranking(probes, rng, [*lab.NAMES, "hat"][:count])
        answer = lab.suggestions(student.suggest(picture(rng), *asked.given, top=top))
        called(f"suggest(data, model, class_names, preprocess, top={top}), for {count} classes")
        study.judge(answer, {CATEGORIES: asked.categories[:top], PROBABILITIES: asked.probabilities[:top]})


SEEN = Fact(
    lambda pair: pair,
    lambda pair: f"the model gets {' and '.join(f'{x:.2f}' if abs(x) < 9 else 'values far off' for x in pair)}",
    why="The model knows pictures as preprocess makes them: all of the picture, red, green and blue from 0 to 255.",
    within=0.12,  # JPEG files are off by as much as 0.1, other channels by 0.5 and more
)


def judge_seen(student, study, asked, data, what, colour, made=FLAT, model=MODEL):
    """The model gets this colour, at the sides of a picture."""
    seen = asked.seen(student, data)
    due = [float(colour[place]) / lab.SCALING[0] - lab.SCALING[1] for place in asked.channels]
    names = " and ".join(("red", "green", "blue")[place] for place in asked.channels)
    fact = replace(SEEN, tries=printing(f"suggest(file.getvalue(), {GIVEN})", made, model))
    study.judge(seen, {fact: due}, called=f"suggest(data, ...), what it gives the model for {names} of {what}")


@points(1, function="suggest")
def test_model_gets_what_preprocess_makes(student, probes, study, rng):
    """suggest gives the whole picture to preprocess, and what that returns to the model"""
    one = lab.dark(rng)
    flat, wide = np.full((30, 40, 3), one, np.uint8), np.full((40, 200, 3), np.roll(one, 1), np.uint8)
    wide[:, 50:150] = one
    for channels, pixels, due, what, *tries in (
        ((0, 1), flat, one, "a picture of one colour"),
        ((2, 0), flat, one, "a picture of one colour"),
        ((1, 2), wide, np.roll(one, 1), "a wide picture, at its left and right end", WIDE, LEFT_SIDE),
    ):
        asked = lab.Revealing(probes, channels, (6, 10), lab.SCALING, batches_only=True)
        judge_seen(student, study, asked, encoded(pixels), what, due, *tries)


@points(1, function="suggest")
def test_every_kind_of_picture(student, probes, study, rng):
    """suggest takes pictures that are grey, turned or large, with transparency or a palette, and in CMYK"""
    # preprocess changes nothing, and red is as blue: another check judges these.
    asked = lab.Revealing(probes, (0, 1), (8, 8), (1.0, 0.0))
    other, _, one = np.sort(lab.dark(rng)).tolist()
    colour, turned = Image.new("RGB", (30, 30), (one, other, one)), Image.Exif()
    turned[0x0112] = 6
    for image, kind, options, what in (
        (colour.convert("RGBA"), "PNG", {}, "a PNG file with transparency"),
        (Image.new("L", (30, 30), one), "PNG", {}, "a grey PNG file"),
        (Image.new("L", (30, 30), one), "JPEG", {}, "a grey JPEG file"),
        (Image.new("LA", (30, 30), (one, 255)), "PNG", {}, "a grey PNG file with transparency"),
        (colour.quantize(4), "PNG", {}, "a PNG file with a palette"),
        (colour.convert("CMYK"), "JPEG", {"quality": 95}, "a JPEG file in CMYK"),
        (colour, "JPEG", {"quality": 95, "exif": turned}, "a photo from a camera that was turned"),
        (colour.resize((2000, 2000)), "PNG", {"compress_level": 1}, "a PNG file of 2000 x 2000 pixels"),
    ):
        due = (one, one if image.mode in ("L", "LA") else other, one)
        made = FLAT.replace("(20, 90, 50))", f"(20, 90, 50)).convert({image.mode!r})").replace("PNG", kind)
        data = encoded(image, kind, **options)
        judge_seen(student, study, asked, data, what, due, made)


END = Fact(
    lambda end: end,
    "{}",
    why="By a ValueError the service knows that the file is wrong. Any other exception stops it, and without one it "
    "takes the answer for suggestions.",
)


@points(1, function="suggest")
def test_no_picture_is_a_value_error(student, probes, study, rng):
    """suggest raises a ValueError with a sentence for what is not a picture, and only then"""
    given = lab.Ranking(probes, rng).given
    lab.suggestions(student.suggest(picture(rng), *given))
    few = f"{NOISE}; Image.MAX_IMAGE_PIXELS = 100"
    for data, what, tries in (
        (TEXT, "a text", raising("b'My shirt'")),
        (PAGE, "a web page", raising("b'My shirt'")),
        (b"", "empty", raising("b''")),
        (cut_off(picture(rng, "PNG")), "a PNG file that was cut off", raising("file.getvalue()[:3000]", NOISE)),
        (cut_off(picture(rng)), "a JPEG file that was cut off", raising("file.getvalue()[:3000]", NOISE)),
        (lab.bomb(), "a PNG file of 20,000 x 20,000 pixels", raising("file.getvalue()", few)),
    ):
        try:
            student.suggest(data, *given)
            seen = "no exception"
        except StudentError as error:
            text = "a sentence" if len(error.message) > 2 else "no sentence"
            seen = f"a ValueError with {text}" if error.is_a("ValueError") else f"{error.type}, which is no ValueError"
        due = {replace(END, tries=tries): "a ValueError with a sentence"}
        study.judge(seen, due, called=f"suggest(data, model, class_names, preprocess), where data is {what}")


JSON = Fact(
    lambda asked: asked[0],
    lambda text: text or "an answer that JSON can hold",
    why="The service sends it as JSON, which has the numbers, texts, lists and dicts of Python, and nothing else.",
    tries=printing(f"json.dumps(suggest(file.getvalue(), {GIVEN}))", f"import json; {FLAT}"),
)
FILES = "before = {*glob.glob('*'), *glob.glob(tempfile.gettempdir() + '/*')}"
LEFT = Fact(
    lambda asked: asked[1],
    "{} files left on the disk",
    why="A service gets thousands of pictures. What it leaves fills the disk, and it belongs to other people.",
    tries=printing(
        f"len(suggest(file.getvalue(), {GIVEN})), len({FILES[9:]} - before)", f"import glob, tempfile; {FLAT}; {FILES}"
    ),
)


@points(0.5, function="suggest")
def test_ready_for_json(student, probes, study, rng):
    """suggest's answer can be sent as JSON, and leaves no file behind"""
    found = probes.own.as_json(student.suggest, picture(rng), *lab.Ranking(probes, rng).given)
    called("json.dumps(suggest(data, model, class_names, preprocess))")
    text, left, answer = expect_list(found, 3)
    lab.suggestions(answer)
    study.judge((expect_text(text), expect_integer(left)), {JSON: "", LEFT: 0})


# --- make_app --------------------------------------------------------------------------------------------------------


def suggested(answer, key: str) -> list | str:
    """This of each suggestion in the answer; a text where there are none."""
    items = answer.json if isinstance(answer.json, list) else [None]
    if not all(isinstance(item, dict) and {"category", "probability"} <= set(item) for item in items):
        return "no JSON" if answer.json is None else "JSON, but not a list with category and probability"
    return [item[key] for item in items]


def error_in(answer) -> str:
    """What is said of an error."""
    if not isinstance(answer.json, dict) or not isinstance(answer.json.get("error"), str):
        return "no JSON" if answer.json is None else "JSON, but not a dict with a text under error"
    return SENTENCE if answer.json["error"].strip() else '{"error": ""}'


STATUS = Fact(lambda answer: answer.status, "status {}", why="By this number others know what became of the request.")
GOT = Fact(
    lambda answer: suggested(answer, "category"),
    lambda names: names if isinstance(names, str) else f"in JSON {', '.join(map(str, names)) or 'an empty list'}",
    why="The answer is what suggest gives for the picture that was sent, as JSON.",
)
PROBABLE = replace(PROBABILITIES, of=lambda answer: suggested(answer, "probability"), words=str)
ERROR = Fact(error_in, "{}", why="A page or another program shows this sentence to the person who sent the file.")


def judge_pictures(service, cases, tries, pictures):
    """Each of these requests gets the suggestions."""
    due = {STATUS: "200", GOT: service.ranking.categories[:3], PROBABLE: service.ranking.probabilities[:3]}
    facts = {replace(fact, tries=tries): value for fact, value in due.items()}
    service.judge([(asked, facts) for asked in cases], pictures)


@points(1.5, function="make_app")
def test_picture_as_the_body(student, probes, study, rng):
    """POST /predict with a picture as its body gives the suggestions"""
    pictures, kinds = [picture(rng), picture(rng, "PNG", "L")], ("image/jpeg", None, "application/octet-stream")
    sent = zip(kinds, (*pictures, pictures[0]), strict=True)
    cases = [Asked(f"POST /predict, a picture, CONTENT_TYPE {kind!r}", body=body, type=kind) for kind, body in sent]
    tries = sending(Asked("", type="image/png"), "file.getvalue()")
    judge_pictures(lab.Service(student, probes, study, rng), cases, tries, pictures)


@points(1, function="make_app")
def test_picture_in_a_form(student, probes, study, rng):
    """POST /predict with a picture in the field "file" of a form gives the suggestions"""
    pictures = [picture(rng), picture(rng, "PNG")]
    sent = zip(pictures, ("shirt.jpg", "<b>\u00e9t\u00e9</b> (1).png"), strict=True)
    cases = [Asked("POST /predict, a form with a picture", **form(rng, body, filename=name)) for body, name in sent]
    head = r"b'--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n'"
    body = head + r" + file.getvalue() + b'\r\n--x--\r\n'"
    tries = sending(Asked("", type="multipart/form-data; boundary=x"), body)
    judge_pictures(lab.Service(student, probes, study, rng), cases, tries, pictures)


@points(1, function="make_app")
def test_what_goes_wrong_is_said(student, probes, study, rng):
    """What goes wrong is answered with its status and a sentence: 400, 404, 405 or 415"""
    good = picture(rng)
    facts = []
    for code, asked in (
        (404, Asked("GET /nothing", "GET", "/nothing", length=None)),
        (404, Asked("POST /upload", path="/upload", body=TEXT)),
        (405, Asked("GET /predict", "GET", length="")),
        (405, Asked("PUT /predict", "PUT", body=TEXT)),
        (405, Asked("POST /", path="/", body=TEXT)),
        (400, Asked("POST /predict, without CONTENT_LENGTH", length=None)),
        (400, Asked('POST /predict, CONTENT_LENGTH ""', length="")),
        (400, Asked("POST /predict, an empty file")),
        (400, Asked("POST /predict, a form in which no file was chosen", **form(rng, b"", filename=""))),
        (400, Asked("POST /predict, a form without a field named file", **form(rng, b"a", name="other"))),
        (415, Asked("POST /predict, a text", body=TEXT, type="image/png")),
        (415, Asked("POST /predict, a form with a text", **form(rng, TEXT))),
        (415, Asked("POST /predict, a picture that was cut off", body=cut_off(picture(rng, "PNG")), type="image/png")),
    ):
        tries = sending(asked, "file.getvalue()[:3000]" if "cut" in asked.what else "")
        facts.append((asked, {replace(STATUS, tries=tries): str(code), replace(ERROR, tries=tries): SENTENCE}))
    # Before and after all that is wrong: an app remembers nothing of another request.
    fine = Asked("POST /predict, a picture", body=good, type="image/jpeg")
    answered = (fine, {replace(STATUS, tries=sending(fine, "file.getvalue()")): "200"})
    lab.Service(student, probes, study, rng).judge([answered, *facts, answered], [good])


READS_ON = Fact(
    lambda answer: answer.reads_on,
    {True: "the app reads on after the end of the body", False: "the app reads CONTENT_LENGTH bytes"},
    why="The connection stays open, and nothing follows. On a real server read() waits there forever.",
    tries=(
        f"{FLAT}; data = file.getvalue(); from types import SimpleNamespace; {MODEL}",
        "body = SimpleNamespace(read=lambda n=-1: print('reads all:', n < 0) or data); environ = {'wsgi.input': body, "
        "'REQUEST_METHOD': 'POST', 'PATH_INFO': '/predict', 'CONTENT_LENGTH': str(len(data))}",
        f"app = make_app({GIVEN}); print({ANSWER})",
    ),
)
TAKEN = Fact(
    lambda answer: answer.taken > 200_000,
    {True: "the app reads a body of 5,000,000 bytes", False: "the app reads max_bytes bytes of it, or fewer"},
    why="The limit is there so that nobody can fill the memory of your service.",
)


@points(0.5, function="make_app")
def test_reads_no_more_than_it_may(student, probes, study, rng):
    """CONTENT_LENGTH bytes of a body are read; of one that is too large next to nothing, and the status is 413"""
    good = picture(rng, "PNG")
    most = Asked("POST /predict, a picture of max_bytes bytes", body=good, type="image/png")
    more = Asked("POST /predict, one byte more", body=good + b"\0", type="image/png")
    far = Asked("POST /predict, 5,000,000 bytes", length="5000000", type="image/png")
    exact = sending(most, "file.getvalue()", ", len(body)")
    above = sending(more, "file.getvalue()", ", len(body) - 1")
    huge = sending(far, "bytes(5_000_000)", ", 3000", f"{ANSWER}, environ['wsgi.input'].tell() < 200_000")
    cases = [
        (most, {READS_ON: False, replace(STATUS, tries=exact): "200"}),
        (more, {replace(STATUS, tries=above): "413", replace(ERROR, tries=above): SENTENCE}),
        (far, {replace(STATUS, tries=huge): "413", replace(TAKEN, tries=huge): False}),
    ]
    lab.Service(student, probes, study, rng).judge(cases, [good], len(good))


HOME = Asked("GET /", "GET", "/", length=None)
FORM = Fact(
    lambda answer: answer.page.sends,
    "{}",
    why="A browser sends a file only if the form says so, and under the name that the field has.",
    tries=sending(HOME),
)
SHOWN = Fact(
    lambda answer: [name for name in lab.NAMES if name in answer.page.text],
    lambda names: f"on the page {', '.join(names) or 'none of the class names'}",
    why="People see what the service knows. In HTML, <b> is an instruction and not text: a name that is not escaped "
    "can change your page, or run a script in it.",
    tries=sending(HOME),
)


@points(0.5, function="make_app")
def test_page_with_a_form(student, probes, study, rng):
    """GET / gives a page with a form for a file, and with the class names as text"""
    status, sends = replace(STATUS, tries=sending(HOME)), 'a form that sends a file as "file" by POST to /predict'
    due = {status: "200", FORM: sends, SHOWN: list(lab.NAMES)}
    lab.Service(student, probes, study, rng).judge([(HOME, due)], [])


SLIP = Fact(
    lambda answer: answer.slip,
    lambda text: text or "an answer as WSGI wants it",
    why="Servers take a text such as '200 OK', a list of pairs of texts, and a list of bytes, and nothing else.",
)
KIND = Fact(
    lambda answer: answer.kind.partition(";")[0].strip().lower(),
    lambda kind: f"Content-Type {kind or 'missing'}",
    why="The browser goes by it: a page is shown, and JSON is data, in which nothing is run.",
)


@points(0.5, function="make_app")
def test_speaks_as_servers_expect(student, probes, study, rng):
    """Answers have the form that WSGI asks for, and the right Content-Type"""
    good = picture(rng)
    cases = []
    for kind, asked, body in (
        ("text/html", HOME, ""),
        ("application/json", Asked("POST /predict, a picture", body=good, type="image/jpeg"), "file.getvalue()"),
        ("application/json", Asked("GET /nothing", "GET", "/nothing", length=None), ""),
    ):
        tries = sending(asked, body)
        cases.append((asked, {replace(SLIP, tries=tries): "", replace(KIND, tries=tries): kind}))
    lab.Service(student, probes, study, rng).judge(cases, [good])


# --- the stubs' promises ---------------------------------------------------------------------------------------------


@points(0.5, function="suggest")
def test_keeps_to_its_contract(contract, probes, rng):
    """Arguments stay as they are, and top is 3 where it is left out"""
    given = dict(zip(("model", "class_names", "preprocess"), lab.Ranking(probes, rng).given, strict=True))
    sample = lambda rng: {"data": picture(rng), **given}  # noqa: E731
    contract.holds(
        Contract("suggest", sample=sample, view=lambda answer: list(map(list, lab.suggestions(answer))), example=False),
        Contract("make_app", example=False),
    )
