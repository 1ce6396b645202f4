"""The probe of exercise 07 finds the names of lines wherever a legend gives them."""

import matplotlib.pyplot as plt
import pytest
from matplotlib.figure import Figure

from autograder import topics

probes = topics.load("07_learning_curves", "probes")


@pytest.fixture
def figure():
    figure = Figure()
    for axes in figure.subplots(1, 2):
        axes.plot([1, 2], [0.5, 0.4])
        axes.plot([1, 2], [0.7, 0.6])
    return figure


def label(figure):
    for axes in figure.axes:
        for line, name in zip(axes.lines, ("train", "val"), strict=True):
            line.set_label(name)


def legend_in_each(figure):
    label(figure)
    for axes in figure.axes:
        axes.legend()


def names_given_to_the_legend(figure):
    for axes in figure.axes:
        axes.legend(["train", "val"])


def legend_of_the_figure(figure):
    label(figure)
    figure.legend(*figure.axes[0].get_legend_handles_labels())


@pytest.mark.parametrize("name", [legend_in_each, names_given_to_the_legend, legend_of_the_figure])
def test_names_of_lines_are_found(figure, name):
    name(figure)
    assert [(number, names) for number, _, _, names in probes.lines(figure)] == [
        (0, ["train"]),
        (0, ["val"]),
        (1, ["train"]),
        (1, ["val"]),
    ]


def test_labels_without_a_legend_are_no_names(figure):
    label(figure)
    assert [names for *_, names in probes.lines(figure)] == [[]] * 4


def test_lines_that_look_alike_have_both_names(figure):
    legend_in_each(figure)
    for line in figure.axes[0].lines:
        line.set_color("black")
    figure.axes[0].legend()
    assert [names for number, *_, names in probes.lines(figure) if number == 0] == [["train", "val"]] * 2


def test_a_legend_in_one_of_twin_axes_speaks_for_both():
    figure = Figure()
    left = figure.subplots()
    lines = left.plot([1, 2], [0.5, 0.4], label="train loss")
    lines += left.twinx().plot([1, 2], [0.1, 0.2], "C1--", label="train accuracy")
    left.legend(handles=lines)
    assert [names for *_, names in probes.lines(figure)] == [["train loss"], ["train accuracy"]]


def test_it_is_noticed_that_something_was_to_be_shown():
    def plot(history):
        figure = plt.figure()
        plt.show()
        figure.show()
        return figure

    figures, shown = probes.drawn(plot, [{}, {}])
    assert (len(figures), shown) == (2, 4)
    plt.close("all")
