"""The book's networks, one file each; what each layer of a network costs is in `summary`."""

from d2lmini.models.alexnet import alexnet, alexnet_2012
from d2lmini.models.branches import Add, Concat
from d2lmini.models.googlenet import googlenet, inception_block
from d2lmini.models.invariant import BlurPool2d, small_dense, small_lenet
from d2lmini.models.invariant_mnist import invariant_mnist, invariant_mnist_accuracy
from d2lmini.models.lenet import lenet
from d2lmini.models.lenet5 import RBF, PartialConv2d, Subsample, lenet5
from d2lmini.models.lenet_mnist import lenet_mnist, lenet_mnist_accuracy
from d2lmini.models.mobilenet import inverted_residual, mobilenet, separable_block
from d2lmini.models.nin import nin, nin_block
from d2lmini.models.resnet import bottleneck_block, residual_block, resnet18, resnet34, resnet50
from d2lmini.models.summary import summary
from d2lmini.models.vgg import vgg16, vgg_block
from d2lmini.models.zfnet import zfnet

__all__ = [
    "RBF",
    "Add",
    "BlurPool2d",
    "Concat",
    "PartialConv2d",
    "Subsample",
    "alexnet",
    "alexnet_2012",
    "bottleneck_block",
    "googlenet",
    "inception_block",
    "invariant_mnist",
    "invariant_mnist_accuracy",
    "inverted_residual",
    "lenet",
    "lenet5",
    "lenet_mnist",
    "lenet_mnist_accuracy",
    "mobilenet",
    "nin",
    "nin_block",
    "residual_block",
    "resnet18",
    "resnet34",
    "resnet50",
    "separable_block",
    "small_dense",
    "small_lenet",
    "summary",
    "vgg16",
    "vgg_block",
    "zfnet",
]
