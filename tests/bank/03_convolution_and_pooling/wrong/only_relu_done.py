# mistake: the other functions give their argument back
# try: print(output_size(7, 3, 2), convolve(np.ones((3, 3)), np.ones((2, 2))), max_pool(np.ones((3, 5, 1))).shape, conv_parameters(3, 3, 32))
# fails: windows_inside_are_counted, same_size_is_divided_by_the_stride, windows_are_weighted_and_summed, stride_moves_the_window, same_puts_zeros_around, same_with_a_stride, largest_of_each_block, blocks_that_are_not_full_are_left_out, weights_are_counted, biases_are_counted, keeps_to_its_contract
# points: 1
import numpy as np


def output_size(size, kernel_size, stride=1, padding="valid"):
    return kernel_size


def convolve(image, kernel, stride=1, padding="valid"):
    return image


def relu(x):
    return np.maximum(x, 0)


def max_pool(maps, size=2):
    return maps


def conv_parameters(kernel_size, in_channels, filters, bias=True):
    return kernel_size
