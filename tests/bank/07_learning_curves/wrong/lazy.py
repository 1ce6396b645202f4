# mistake: each function gives the simplest answer
# try: history = {"loss": [3.0, 2.0, 2.5], "accuracy": [0.1, 0.2, 0.1], "val_loss": [1.0, 2.0, 3.0]}
# try: print(best_epoch(history, "loss"), last_epochs(history, "loss", 1), last_epochs(history, "loss", 3, "std"))
# try: print(overfits_after(history, 1), join({"loss": [1.0]}, {"loss": [2.0]}), [len(a.lines) for a in plot_curves(history).axes])
# fails: highest_accuracy_or_lowest_loss, first_of_equals, mean_and_median_of_the_last, standard_deviation_of_the_last, turn_is_found, no_turn_is_none, second_comes_after_the_first, losses_and_accuracies_have_a_plot_each, epochs_count_from_1, a_legend_tells_the_lines_apart, each_call_makes_a_figure, keeps_to_its_contract
# points: 0
import matplotlib.pyplot as plt
import numpy as np


def best_epoch(history, monitor):
    return 1


def last_epochs(history, name, n, how="median"):
    return 1.0


def overfits_after(history, patience):
    return None


def join(first, second):
    return first


def plot_curves(history):
    return plt.figure()
