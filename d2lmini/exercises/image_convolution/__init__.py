"""The exercises of the chapter "Image convolution", in the order of the page."""

EXERCISES = "corr2d edge_kernel convolve2d conv2d_layer learn_kernel fft_convolve2d"
