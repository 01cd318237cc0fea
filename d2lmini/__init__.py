"""The package behind the book: `import d2lmini as d2l`, or `from d2lmini import torch as d2l`.

Names load their module on first use, so that importing the package costs nothing and has no side effects.
Functions return numbers and figures. A cell of a notebook shows the figure it ends in; a script ends in
`d2l.plt.show()`.
"""

from importlib import import_module
from importlib.util import find_spec

__version__ = "0.1.0"

_PUBLIC = {
    "ops": "Conv2D comp_conv2d corr2d corr2d_multi_in corr2d_multi_in_out corr2d_multi_in_out_1x1 "
    "output_size pool2d",
    "boards": "capture_puzzles captures count_liberties",
    "data": "FASHION_MNIST_LABELS TensorLoader load_data_digits load_data_fashion_mnist load_data_mnist "
    "sample_photo",
    "train": "Accumulator History Timer accuracy evaluate_accuracy_gpu train_ch6 try_gpu",
    "models": "Add BlurPool2d Concat PartialConv2d RBF Subsample alexnet alexnet_2012 bottleneck_block "
    "googlenet inception_block invariant_mnist invariant_mnist_accuracy inverted_residual lenet lenet5 "
    "lenet_mnist lenet_mnist_accuracy mobilenet nin nin_block residual_block resnet18 resnet34 resnet50 "
    "separable_block small_dense small_lenet summary vgg16 vgg_block zfnet",
    "fast_conv": "avg_pool2d avg_pool2d_backward col2im conv2d_backward conv2d_im2col conv2d_loops "
    "conv2d_numba im2col max_pool2d max_pool2d_backward",
    "receptive": "ReceptiveField measured_receptive_field receptive_field",
    "spatial": "SpatialTransformer affine_grid grid_sample",
    "plot": "Animator plot_history plt set_figsize show_board show_correlation show_images show_matrices "
    "use_book_style use_svg_display",
    "dropin": "evaluate_accuracy get_fashion_mnist_labels predict_ch3",
    "exercises": "check hint solution",
}
_MODULE_OF = {name: module for module, names in _PUBLIC.items() for name in names.split()}


def __getattr__(name: str) -> object:
    if name in _MODULE_OF:
        return getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)
    if name.startswith("_") and name != "__all__":  # Python and its tools look for many of these
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if find_spec(f"{__name__}.{name}"):
        return import_module(f"{__name__}.{name}")
    widgets = import_module(f"{__name__}.widgets")  # which lists the explorables itself
    if name in widgets.__all__:
        return getattr(widgets, name)
    names = sorted([*_MODULE_OF, *widgets.__all__])
    if name == "__all__":
        return names
    reason = import_module(f"{__name__}.d2l_names").explain(name, names)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}{reason}")


def __dir__() -> list[str]:
    return sorted([*globals(), *__getattr__("__all__")])
