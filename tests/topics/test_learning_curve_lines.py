"""The probes of figures find the names of lines wherever a legend gives them, and histories can be told apart."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from autograder import topics
from autograder.probes import figures as probes


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
    assert [(number, names) for number, *_, names in probes.lines(figure)] == [
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


@pytest.mark.parametrize("differs", [{"linewidth": 4}, {"alpha": 0.3}, {"markersize": 9}])
def test_lines_of_one_colour_are_told_apart_by(differs):
    figure = Figure()
    axes = figure.subplots()
    axes.plot([1, 2], [0.5, 0.4], "ko-", label="train")
    axes.plot([1, 2], [0.7, 0.6], "ko-", label="val", **differs)
    axes.legend()
    assert [names for *_, names in probes.lines(figure)] == [["train"], ["val"]]


def test_lines_of_a_legend_made_by_hand_may_be_wider():
    figure = Figure()
    axes = figure.subplots()
    axes.plot([1, 2], [0.5, 0.4], "k")
    axes.legend(handles=[Line2D([], [], color="black", linewidth=7)], labels=["train"])
    assert [names for *_, names in probes.lines(figure)] == [["train"]]


def test_twin_axes_are_in_one_place():
    figure = Figure()
    left, right = figure.subplots(1, 2)
    for axes in (left, right, right.twinx()):
        axes.plot([1, 2], [0.5, 0.4])
    assert [line[:2] for line in probes.lines(figure)] == [(0, 0), (1, 1), (2, 1)]


def test_axes_of_two_subfigures_are_in_two_places():
    figure = Figure()
    for part in figure.subfigures(1, 2):
        part.subplots().plot([1, 2], [0.5, 0.4])
    assert [line[:2] for line in probes.lines(figure)] == [(0, 0), (1, 1)]


def test_no_two_curves_of_a_history_are_the_same():
    laboratory = topics.load("07_learning_curves", "laboratory")
    for seed in range(200):
        for epochs in (1, 2, 3, 5):
            history = laboratory.drawn(np.random.default_rng(seed), epochs)
            assert len({tuple(values) for values in history.values()}) == len(history)


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
