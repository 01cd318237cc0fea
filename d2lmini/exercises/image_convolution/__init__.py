"""The exercises of the chapter "Image convolution", in the order of the page."""

EXERCISES = "corr2d edge_kernel edge_labels conv2d_layer learn_kernel convolve2d fft_convolve2d"
