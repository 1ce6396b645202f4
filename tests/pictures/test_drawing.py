"""Drawing alone: every kind of panel, with texts and numbers that nobody wishes for."""

import numpy as np
import pytest

from autograder.pictures import Picture
from autograder.pictures.painting import COLOURS
from autograder.pictures.panels import Absent, Curve, Curves, Heat, Images, Level, Mark, Panel, Regions, Span
from autograder.pictures.picture import Row

NASTY = ("$\\frac{1}{$", "a_b^{c", "%s {0} \\n", "名前 \U0001f600", "\u202eback", "x" * 3000, "", "line\n" * 40)


def panels(text: str) -> list[Panel]:
    """One of each kind, with this text wherever there is one."""
    odd = np.array([0.5, np.nan, np.inf, -np.inf, 1e308, -1e308, 0.0])
    curve = Curve(text, np.arange(7.0), odd, 3)
    dots = Curve(text, np.arange(7.0), odd, 9, is_dots=True)
    gone = Curve(text, np.arange(2.0), np.full(2, np.nan), 1)
    return [
        Absent(text, text),
        Heat(text, text, np.array([[0.0, -0.0], [1e308, -1e308]]), 0.0, 1.0, text, text, has_scale=True),
        Heat(text, text, np.array([[0.0, 3.0], [1e308, -1e308]]), 0.0, 1.0, names=(text, text)),
        Curves(
            *(text, text, text, text),
            curves=(curve, dots, gone),
            xlim=(0, 7),
            ylim=(0, 1),
            levels=(Level(text, 0.5), Level(text, 1e300)),
            marks=(Mark(text, 3, 1e300),),
            spans=(Span(text, 3, 7),),
        ),
        Regions(
            *(text, text, np.array([[0, 1], [2, 2]]), (text, text, text), np.zeros((3, 2)), np.arange(3)),
            *((-1, 1, -1, 1), text, text),
        ),
        Images(text, text, np.array([np.nan, np.inf, -1e308, 0.5]).reshape(1, 2, 2, 1), (text,)),
        Images(text, text, np.zeros((5, 3, 4, 3)), (text,) * 5, columns=2),
    ]


def drawn(*these: Panel, words: str = "words") -> bytes:
    return Picture(words, words, (Row(3.0, tuple((1.0, panel) for panel in these)),)).png


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_every_panel_takes_every_text_and_number(text: str, opened):
    found = panels(text)
    for two in (found[:2], found[2:4], found[4:]):
        image = opened(drawn(*two, words=text))
        assert image.size[0] == 1100
        assert image.text.get("Description", "") == text


def test_nothing_is_read_as_tex(opened):
    """A formula would be drawn narrower than its source; the same letters without signs take as much room."""
    plain, formula = (opened(drawn(Absent("t", text))).convert("L") for text in ("SxxxxxxxxxxxxS", "$xxxxxxxxxxxx$"))
    widths = [np.ptp(np.nonzero((np.asarray(image)[80:] < 128).any(axis=0))[0]) for image in (plain, formula)]
    assert abs(int(widths[0]) - int(widths[1])) <= 3


def test_settings_of_the_student_do_not_count(opened):
    import matplotlib

    before = np.asarray(opened(drawn(Absent("t", "words"))))
    with matplotlib.rc_context({"figure.facecolor": "black", "font.size": 30, "savefig.dpi": 10}):
        assert np.array_equal(np.asarray(opened(drawn(Absent("t", "words")))), before)


def test_colours_differ_in_lightness_or_hue_for_the_colour_blind():
    """Through the eyes of people without red, green or blue cones, no two of the first four colours are alike."""
    # Linear RGB as seen without one kind of cone (Machado, Oliveira and Fernandes 2009, severity 1.0).
    eyes = {
        "red": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
        "green": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
        "blue": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
    }
    colours = np.array([[int(text[index : index + 2], 16) / 255 for index in (1, 3, 5)] for text in COLOURS[:4]])
    for seen in eyes.values():
        shown = (colours**2.2) @ np.array(seen).T
        apart = [np.abs(one - other).max() for index, one in enumerate(shown) for other in shown[:index]]
        assert min(apart) > 0.1
