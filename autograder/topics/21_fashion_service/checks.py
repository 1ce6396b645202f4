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
from autograder.laboratories.picture_folders import PAGE, cut_off, picture

from . import laboratory as lab
from .laboratory import Asked

TENSORFLOW_ONLY = "its known submissions were not graded on other backends yet"

MODEL = "model = keras.Sequential([keras.Input((8, 8, 3)), keras.layers.GlobalMaxPooling2D()])"
FILE = "import io; from PIL import Image; file = io.BytesIO(); "
# Rounded to three decimals they are right as well.
ROUNDED = 6e-4

# --- suggest ---------------------------------------------------------------------------------------------------------

TRY_ORDER = (
    f"{FILE}Image.new('RGB', (9, 9), (20, 90, 50)).save(file, 'PNG')",
    MODEL,
    "print(suggest(file.getvalue(), model, ['red', 'green', 'blue'], lambda x: x / 100, top=2))  # green .9, blue .5",
)
CATEGORIES = Fact(
    lambda asked: [name for name, _ in asked],
    lambda names: ", ".join(names) or "no categories",
    why="The first suggestion is the one that people read. `top` says how many there are.",
    tries=TRY_ORDER,
)
PROBABILITIES = Fact(
    lambda asked: [value for _, value in asked],
    lambda values: ", ".join(f"{value:.3f}" for value in values),
    why="Each category comes with the probability that the model gives it.",
    within=ROUNDED,
    tries=TRY_ORDER,
)


@points(1.5, function="suggest")
def test_likeliest_come_first(student, probes, study, rng):
    """suggest gives the likeliest categories, with the model's probabilities"""
    data = lab.encoded(Image.new("RGB", (20, 16), tuple(lab.dark(rng).tolist())))
    for count, top in ((5, 3), (4, 1), (6, 5), (2, 3), (3, 3)):
        asked = lab.Ranking(probes, rng, [*lab.NAMES, "hat"][:count])
        answer = lab.suggestions(student.suggest(data, asked.model, asked.names, asked.preprocess, top=top))
        called(f"suggest(data, model, class_names, preprocess, top={top}), for {count} classes")
        study.judge(answer, {CATEGORIES: asked.categories[:top], PROBABILITIES: asked.probabilities[:top]})


TRY_COLOUR = (
    f"{FILE}Image.new('RGB', (12, 9), (20, 90, 50)).save(file, 'PNG')",
    MODEL,
    "print(suggest(file.getvalue(), model, ['red', 'green', 'blue'], lambda x: x / 100))  # green .9, blue .5, red .2",
)
GIVEN = Fact(
    lambda asked: asked,
    lambda pair: (
        "the model gets, in two channels, "
        + " and ".join(f"{value:.2f}" if abs(value) < 9 else "values that are far off" for value in pair)
    ),
    why="The model only knows pictures that were prepared as preprocess does it: red, green and blue from 0 to 255 go "
    "in. All of the picture counts.",
    tries=TRY_COLOUR,
    within=0.08,
)


def judge_given(student, probes, study, content, what, channels, size, scaling, colour):
    """The model gets this colour, as `preprocess` makes it."""
    seen = lab.revealed(student, probes, content, channels, size, scaling)
    due = [float(colour[place]) / lab.SCALING[0] - lab.SCALING[1] for place in channels]
    study.judge(seen, {GIVEN: due}, called=f"suggest(data, model, class_names, preprocess), where data is {what}")


@points(1, function="suggest")
def test_model_gets_what_preprocess_makes(student, probes, study, rng):
    """suggest gives the whole picture to preprocess, and what that returns to the model"""
    colour = lab.dark(rng)
    other, flat = np.roll(colour, 1), np.full((30, 30, 3), colour, np.uint8)
    wide = np.full((40, 120, 3), colour, np.uint8)
    wide[:, :24] = wide[:, 96:] = other
    for channels, pixels, due, what in (
        ((0, 1), flat, colour, "a picture of one colour"),
        ((2, 0), flat, colour, "a picture of one colour"),
        ((1, 2), wide, 0.6 * colour + 0.4 * other, "a wide picture, with another colour at both ends"),
    ):
        judge_given(student, probes, study, lab.encoded(pixels), what, channels, (6, 10), lab.SCALING, due)


@points(1, function="suggest")
def test_every_kind_of_picture(student, probes, study, rng):
    """suggest takes pictures that are grey, turned or large, with transparency or a palette, and in CMYK"""
    one, other = lab.dark(rng)[:2].tolist()
    colour, turned = Image.new("RGB", (30, 20), (one, other, one)), Image.Exif()
    turned[0x0112] = 6
    for drawn, kind, options, what in (
        (Image.new("L", (30, 20), one), "PNG", {}, "a grey PNG file"),
        (Image.new("L", (30, 20), one), "JPEG", {}, "a grey JPEG file"),
        (colour.convert("RGBA"), "PNG", {}, "a PNG file with transparency"),
        (Image.new("LA", (30, 20), (one, 255)), "PNG", {}, "a grey PNG file with transparency"),
        (colour.quantize(4), "PNG", {}, "a PNG file with a palette"),
        (colour.convert("CMYK"), "JPEG", {"quality": 95}, "a JPEG file in CMYK"),
        (colour, "JPEG", {"quality": 95, "exif": turned}, "a photo from a camera that was turned"),
        (colour.resize((2400, 1600)), "PNG", {"compress_level": 1}, "a PNG file of 2400 x 1600 pixels"),
    ):
        due = (one, one if drawn.mode in ("L", "LA") else other, one)
        # preprocess leaves the values as they are: whether it is called is judged by another check.
        judge_given(
            student, probes, study, lab.encoded(drawn, kind, **options), what, (0, 1), (8, 8), (1.0, 0.0), due
        )


TRY_BROKEN = (
    f"{FILE}Image.effect_noise((90, 90), 50).save(file, 'PNG'); {MODEL}",
    "try: print(suggest(file.getvalue()[:3000], model, ['red', 'green', 'blue'], lambda x: x))",
    "except ValueError as error: print('ValueError:', error)",
)
TRY_BOMB = (
    f"import io; from PIL import Image; Image.MAX_IMAGE_PIXELS = 100; {MODEL}; file = io.BytesIO(); "
    "Image.new('RGB', (90, 90)).save(file, 'PNG')",
    "try: print(suggest(file.getvalue(), model, ['red', 'green', 'blue'], lambda x: x))",
    "except ValueError as error: print('ValueError:', error)",
)
TRY_TEXT = (
    MODEL,
    "try: print(suggest(b'no picture', model, ['red', 'green', 'blue'], lambda x: x))",
    "except ValueError as error: print('ValueError:', error)",
)
END = Fact(
    lambda end: end,
    "{}",
    why="Whoever calls suggest waits for a ValueError. Any other exception stops the service for a file that is wrong.",
)


def end_of(student, given) -> str:
    """How suggest ends."""
    try:
        return f"suggestions ({len(lab.suggestions(student.suggest(*given)))})"
    except StudentError as error:
        if error.is_a("NotImplementedError"):
            raise
        if not error.is_a("ValueError"):
            return f"{error.type}, which is not a ValueError"
        return "a ValueError with a sentence" if len(error.message) > 2 else "a ValueError without a sentence"


@points(1, function="suggest")
def test_no_picture_is_a_value_error(student, probes, study, rng):
    """suggest raises a ValueError with a sentence for what is not a picture, and only then"""
    asked = lab.Ranking(probes, rng, lab.NAMES)
    for data, what, tries in (
        (picture(rng), "a picture", TRY_ORDER),
        (b"My favourite shirt is blue.", "a text", TRY_TEXT),
        (PAGE, "a web page", TRY_TEXT),
        (b"", "empty", TRY_TEXT),
        (cut_off(picture(rng, "PNG")), "a PNG file that was cut off", TRY_BROKEN),
        (cut_off(picture(rng)), "a JPEG file that was cut off", TRY_BROKEN),
        (lab.bomb(), "a PNG file of 20,000 x 20,000 pixels", TRY_BOMB),
    ):
        seen = end_of(student, (data, asked.model, asked.names, asked.preprocess))
        due = "suggestions (3)" if what == "a picture" else "a ValueError with a sentence"
        study.judge(
            seen,
            {replace(END, tries=tries): due},
            called=f"suggest(data, model, class_names, preprocess), where data is {what}",
        )


JSON = Fact(
    lambda asked: asked[0],
    lambda text: text or "an answer for JSON",
    why="The service sends the answer as JSON. That knows Python's numbers, texts, lists and dicts, and nothing else.",
    tries=(
        f"import json; {FILE}Image.new('RGB', (9, 9), (20, 90, 50)).save(file, 'PNG')",
        MODEL,
        "print(json.dumps(suggest(file.getvalue(), model, ['red', 'green', 'blue'], lambda x: x / 100)))",
    ),
)
LEFT = Fact(
    lambda asked: asked[1],
    "{} files left on the disk",
    why="A service gets thousands of pictures. Left behind, they fill the disk, and they belong to other people.",
    tries=(
        f"import glob, tempfile; {FILE}Image.new('RGB', (9, 9)).save(file, 'PNG')",
        f"{MODEL}; before = glob.glob('*') + glob.glob(tempfile.gettempdir() + '/*')",
        "suggest(file.getvalue(), model, ['red', 'green', 'blue'], lambda x: x / 100); "
        "print(len(glob.glob('*') + glob.glob(tempfile.gettempdir() + '/*')) - len(before))",
    ),
)


@points(0.5, function="suggest")
def test_ready_for_json(student, probes, study, rng):
    """suggest's answer can be sent as JSON, and leaves no file behind"""
    asked = lab.Ranking(probes, rng, lab.NAMES)
    found = probes.own.as_json(student.suggest, picture(rng), asked.model, asked.names, asked.preprocess)
    called("json.dumps(suggest(data, model, class_names, preprocess))")
    text, left, answer = expect_list(found, 3)
    lab.suggestions(answer)
    study.judge((expect_text(text), expect_integer(left)), {JSON: "", LEFT: 0})


# --- make_app --------------------------------------------------------------------------------------------------------

STATUS = Fact(lambda answer: answer.status, "status {}", why="It is by this number that others know what happened.")
GOT = Fact(
    lambda answer: [name for name, _ in answer.pairs],
    lambda names: ", ".join(map(str, names)) or "no list of suggestions",
    due=lambda names: f"the JSON list with {', '.join(names)}",
    why="The answer is what suggest gives for the picture that was sent, as JSON.",
)
PROBABLE = Fact(
    lambda answer: [value for _, value in answer.pairs],
    lambda values: f"probabilities {', '.join(map(str, values))}",
    why=GOT.why,
    within=ROUNDED,
)
ERROR = Fact(
    lambda answer: answer.has_error,
    {False: "no JSON with an error", True: '{"error": "a sentence"}'},
    why="A page or another program shows this sentence to the person who sent the file.",
)
PICTURE, NOISE = ("Image.new('RGB', (9, 9), (20, 90, 50))", "Image.effect_noise((90, 90), 50)")


def lines(asked: Asked, code: str = "", further: str = "", end: str = "list(app(environ, print))") -> tuple[str, ...]:
    """Lines that send this request, and print the answer; `code` makes another body."""
    made = f"{FILE}{NOISE if '[' in code else PICTURE}.save(file, 'PNG'); body = {code}" if code else ""
    request = asked.request
    names = {"method": "REQUEST_METHOD", "path": "PATH_INFO", "type": "CONTENT_TYPE", "length": "CONTENT_LENGTH"}
    given = {name: request[key] for key, name in names.items() if request[key] is not None}
    environ = repr(given)[1:-1]
    if code:
        environ = environ.replace(repr(request["length"]), "str(len(body))")
    return (
        f"{made or f'import io; body = {asked.body!r}'}; {MODEL}",
        f"environ = {{{environ}, 'wsgi.input': io.BytesIO(body)}}",
        f"app = make_app(model, ['red', 'a <b>', 'blue'], lambda x: x / 100{further}); print({end})",
    )


def judge_pictures(service, cases, tries, pictures):
    """Each of these requests gets the suggestions."""
    ranking = service.ranking
    due = {STATUS: "200", GOT: ranking.categories[:3], PROBABLE: ranking.probabilities[:3]}
    facts = {replace(fact, tries=tries): value for fact, value in due.items()}
    service.judge([(asked, facts) for asked in cases], pictures)


@points(1, function="make_app")
def test_picture_as_the_body(student, probes, study, rng):
    """POST /predict with a picture as its body gives the suggestions"""
    pictures = [picture(rng), picture(rng, "PNG", "L")]
    kinds = ("image/jpeg", None, "application/octet-stream", "image/png")
    cases = [
        Asked(f"POST /predict, a picture, CONTENT_TYPE {kind!r}", body=body, type=kind)
        for body, kind in zip(pictures * 2, kinds, strict=True)
    ]
    tries = lines(Asked("", type="image/png"), "file.getvalue()")
    judge_pictures(lab.Service(student, probes, study, rng), cases, tries, pictures)


@points(1, function="make_app")
def test_picture_in_a_form(student, probes, study, rng):
    """POST /predict with a picture in the field "file" of a form gives the suggestions"""
    pictures = [picture(rng), picture(rng, "PNG")]
    sent = zip(pictures, ("shirt.jpg", "<b>\u00e9t\u00e9</b> (1).png"), strict=True)
    cases = [Asked("POST /predict, a form with a picture", **lab.form(rng, body, filename=name)) for body, name in sent]
    head = r"b'--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n'"
    tries = lines(Asked("", type="multipart/form-data; boundary=x"), head + r" + file.getvalue() + b'\r\n--x--\r\n'")
    judge_pictures(lab.Service(student, probes, study, rng), cases, tries, pictures)


@points(1, function="make_app")
def test_what_goes_wrong_is_said(student, probes, study, rng):
    """What goes wrong is answered with its status and a sentence: 400, 404, 405 or 415"""
    good, text = picture(rng), b"My shirt is blue."
    cases = [
        (404, Asked("GET /nothing", "GET", "/nothing", length=None)),
        (404, Asked("POST /upload", path="/upload", body=text)),
        (405, Asked("GET /predict", "GET", length="")),
        (405, Asked("PUT /predict", "PUT", body=text)),
        (405, Asked("POST /", path="/", body=text)),
        (400, Asked("POST /predict, without CONTENT_LENGTH", length=None)),
        (400, Asked('POST /predict, CONTENT_LENGTH ""', length="")),
        (400, Asked("POST /predict, an empty file")),
        (400, Asked("POST /predict, a form in which no file was chosen", **lab.form(rng, b"", filename=""))),
        (400, Asked("POST /predict, a form without a field named file", **lab.form(rng, b"a", name="other"))),
        (415, Asked("POST /predict, a text", body=text, type="image/png")),
        (415, Asked("POST /predict, a form with a text", **lab.form(rng, text))),
        (415, Asked("POST /predict, a picture that was cut off", body=cut_off(picture(rng, "PNG")), type="image/png")),
    ]
    facts = []
    for code, asked in cases:
        tries = lines(asked, "file.getvalue()[:3000]" if "cut" in asked.what else "")
        facts.append((asked, {replace(STATUS, tries=tries): str(code), replace(ERROR, tries=tries): True}))
    after = Asked("POST /predict, a picture", body=good, type="image/jpeg")
    facts.append((after, {replace(STATUS, tries=lines(replace(after, body=b""), "file.getvalue()")): "200"}))
    lab.Service(student, probes, study, rng).judge(facts, [good])


READS_ON = Fact(
    lambda answer: answer.reads_on,
    {True: "the app reads on after the body", False: "the app reads CONTENT_LENGTH bytes"},
    why="The connection stays open, and nothing follows. On a real server read() waits there forever.",
    tries=(
        f"import types; {FILE}{PICTURE}.save(file, 'PNG'); data = file.getvalue(); {MODEL}",
        "body = types.SimpleNamespace(read=lambda n=-1: print('read', n > 0) or data); environ = {'wsgi.input': body, "
        "'CONTENT_LENGTH': str(len(data)), 'REQUEST_METHOD': 'POST', 'PATH_INFO': '/predict'}",
        "app = make_app(model, ['red', 'green', 'blue'], lambda x: x / 100); print(list(app(environ, print)))",
    ),
)
TAKEN = Fact(
    lambda answer: "most" if answer.taken > 200_000 else "little",
    {"most": "the app reads all of a body of 5,000,000 bytes", "little": "the app reads 3,000 bytes of it or fewer"},
    why="The limit is there so that nobody can fill the memory of your service.",
)


@points(0.5, function="make_app")
def test_reads_no_more_than_it_may(student, probes, study, rng):
    """CONTENT_LENGTH bytes of a body are read; of one that is too large next to nothing, and the status is 413"""
    good = picture(rng, "PNG")
    most = Asked("POST /predict, a picture of max_bytes bytes", body=good, type="image/png")
    more = Asked("POST /predict, one byte more", body=good + b"\0", type="image/png")
    far = Asked("POST /predict, 5,000,000 bytes", length="5000000", type="image/png")
    tries = lines(replace(most, body=b""), "file.getvalue()", ", max_bytes=len(body)")
    small = lines(replace(most, body=b""), "file.getvalue()", ", max_bytes=len(body) - 1")
    much = lines(
        replace(most, body=b""),
        "bytes(5_000_000)",
        ", 3000",
        "list(app(environ, print)), environ['wsgi.input'].tell() < 1e6",
    )
    cases = [
        (most, {READS_ON: False, replace(STATUS, tries=tries): "200"}),
        (more, {replace(STATUS, tries=small): "413", replace(ERROR, tries=small): True}),
        (far, {replace(STATUS, tries=much): "413", replace(TAKEN, tries=much): "little"}),
    ]
    lab.Service(student, probes, study, rng).judge(cases, [good], len(good))


SHOW_PAGE = lines(Asked("", "GET", "/", length=None))
FORM = Fact(
    lambda answer: answer.page.sends,
    "{}",
    why="A browser sends a file from a page only if the form and its field say so.",
    tries=SHOW_PAGE,
)
SHOWN = Fact(
    lambda answer: [name for name in lab.NAMES if name in answer.page.text],
    lambda names: f"to be read on the page: {', '.join(names) or 'none of the classes'}",
    why="People should see what the service knows. In HTML, `<b>` is an instruction, not text: a name that is not "
    "escaped can change your page, or run a script in it.",
    tries=SHOW_PAGE,
)


@points(0.5, function="make_app")
def test_page_with_a_form(student, probes, study, rng):
    """GET / gives a page with a form for a file, and with the class names as text"""
    due = {replace(STATUS, tries=SHOW_PAGE): "200", FORM: 'a form that sends a file as "file" by POST to /predict'}
    asked = Asked("GET /", "GET", "/", length=None)
    lab.Service(student, probes, study, rng).judge([(asked, due | {SHOWN: list(lab.NAMES)})], [])


SLIP = Fact(
    lambda answer: answer.slip,
    lambda text: text or "an answer as WSGI wants it",
    why="A server takes exactly this: a status such as '200 OK', a list of pairs of texts, and a list of bytes.",
)
KIND = Fact(
    lambda answer: answer.kind.partition(";")[0].strip().lower(),
    lambda kind: f"Content-Type {kind}" if kind else "no Content-Type",
    why="The browser goes by it: a page is shown, and JSON is data, in which nothing is run.",
)


@points(0.5, function="make_app")
def test_speaks_as_servers_expect(student, probes, study, rng):
    """Answers have the form that WSGI asks for, and the right Content-Type"""
    good = picture(rng)
    cases = []
    for kind, asked in (
        ("text/html", Asked("GET /", "GET", "/", length=None)),
        ("application/json", Asked("POST /predict, a picture", body=good, type="image/jpeg")),
        ("application/json", Asked("GET /nothing", "GET", "/nothing", length=None)),
        ("application/json", Asked("POST /predict, a text", body=b"shirt", type="image/png")),
    ):
        is_picture = asked.body == good
        tries = lines(replace(asked, body=b""), "file.getvalue()") if is_picture else lines(asked)
        cases.append((asked, {replace(SLIP, tries=tries): "", replace(KIND, tries=tries): kind}))
    lab.Service(student, probes, study, rng).judge(cases, [good])


# --- the stubs' promises ---------------------------------------------------------------------------------------------


@points(0.5, function="suggest")
def test_keeps_to_its_contract(contract, probes, rng):
    """Arguments stay as they are, and top is 3 where it is left out"""
    asked = lab.Ranking(probes, rng, lab.NAMES)
    given = {"model": asked.model, "class_names": asked.names, "preprocess": asked.preprocess}
    contract.holds(
        Contract(
            "suggest",
            sample=lambda rng: {"data": picture(rng), **given},
            view=lambda answer: [[name, value] for name, value in lab.suggestions(answer)],
            example=False,
        ),
        Contract("make_app", example=False),
    )
