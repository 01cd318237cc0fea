"""Names of *Dive into Deep Learning*'s package, old and new, that this one lacks, and the way out."""

from collections.abc import Iterable
from difflib import get_close_matches

_TRAIN = "use train_ch6(net, train_iter, test_iter, num_epochs, lr, device), which trains any classifier"
_NETWORK = "build the network as an nn.Module, such as lenet(), and train it with train_ch6"
_COPY = "copy it from d2l's chapter; train_ch6 trains such a network"
_LOAD = "use load_data_fashion_mnist(batch_size), load_data_digits(batch_size) or a DataLoader"
_VISION = "it belongs to d2l's chapters on computer vision, which are not covered here; take it from d2l.ai"
_SEQUENCES = "it belongs to d2l's chapters on sequences and language, not covered here; take it from d2l.ai"
_OPTIMISATION = (
    "it belongs to d2l's chapters on optimisation and speed, not covered here; take it from d2l.ai"
)

_WAYS_OUT = {
    _TRAIN: "train_ch3 train_epoch_ch3 train_ch13 train_batch_ch13 Trainer fit",
    _NETWORK: "Module Classifier HyperParameters add_to_class LeNet LinearRegression SoftmaxRegression "
    "LinearRegressionScratch SoftmaxRegressionScratch",
    _COPY: "ResNeXtBlock GoogleNet DenseNet batch_norm BatchNorm DenseBlock transition_block",
    "use residual_block(in_channels, out_channels, stride)": "Residual",
    "use inception_block(in_channels, c1, c2, c3, c4)": "Inception",
    "use alexnet(num_classes, in_channels)": "AlexNet",
    "use vgg16(num_classes, in_channels), or vgg_block": "VGG",
    "use nin(num_classes, in_channels)": "NiN",
    "use resnet18(num_classes, in_channels)": "ResNet",
    _LOAD: "FashionMNIST DataModule DATA_HUB DATA_URL download_extract download_all extract",
    "use TensorLoader(images, labels, batch_size, seed=0), or a DataLoader": "load_array",
    "loaders here hold tensors in memory, so leave num_workers out": "get_dataloader_workers",
    "use torch.optim.SGD(net.parameters(), lr)": "sgd SGD",
    "use torch.nn.functional.mse_loss": "squared_loss",
    "use nn.Linear": "linreg",
    "draw X with torch.randn and compute y = X @ w + b": "synthetic_data SyntheticRegressionData",
    "train_ch6 returns a History, whose train_loss has the loss of each epoch": "evaluate_loss",
    "use Animator, whose `add` is a callback of train_ch6": "ProgressBoard",
    "use ax.set(xlabel=..., ylabel=..., xlim=..., ylim=...)": "set_axes",
    "train_ch6 works on one device: use try_gpu()": "try_all_gpus gpu cpu num_gpus evaluate_accuracy_gpus",
    "train_ch6 draws Xavier weights by itself; init=False keeps yours": "init_cnn apply_init init_seq2seq",
    "use summary(net, shape)": "layer_summary",
    "import it: from torch import nn": "nn",
    "import it: from torch.nn import functional as F": "F",
    "import it: import numpy as np": "np",
    "import it: import pandas as pd": "pd",
    "use torch.cat": "concat",
    "use X.numpy()": "numpy",
    "use X.numel()": "size",
    "use X.sum()": "reduce_sum",
    "use X.to(dtype)": "astype",
    "use X.T": "transpose",
    "use X.reshape(...)": "reshape",
    "use X.to(device)": "to",
    "use torch.{}": "ones zeros tensor arange meshgrid sin sinh cos cosh tanh linspace exp log normal rand "
    "randn matmul int32 int64 float32 stack abs eye argmax ones_like zeros_like",
    _VISION: "annotate bbox_to_rect box_corner_to_center box_center_to_corner multibox_prior show_bboxes "
    "box_iou assign_anchor_to_bbox offset_boxes multibox_target offset_inverse nms multibox_detection "
    "read_data_bananas BananasDataset load_data_bananas VOC_COLORMAP VOC_CLASSES read_voc_images "
    "voc_colormap2label voc_label_indices voc_rand_crop VOCSegDataset load_data_voc read_csv_labels copyfile "
    "reorg_train_valid reorg_test update_D update_G",
    _SEQUENCES: "read_time_machine tokenize Vocab count_corpus load_corpus_time_machine SeqDataLoader "
    "seq_data_iter_random seq_data_iter_sequential load_data_time_machine TimeMachine RNNModelScratch RNN "
    "RNNModel RNNScratch RNNLM RNNLMScratch LSTMScratch GRU predict_ch8 grad_clipping train_epoch_ch8 "
    "train_ch8 read_data_nmt preprocess_nmt tokenize_nmt truncate_pad build_array_nmt load_data_nmt "
    "MTFraEng Encoder Decoder EncoderDecoder Seq2Seq Seq2SeqEncoder sequence_mask MaskedSoftmaxCELoss "
    "train_seq2seq predict_seq2seq bleu show_heatmaps show_list_len_pair_hist masked_softmax "
    "AdditiveAttention DotProductAttention AttentionDecoder MultiHeadAttention transpose_qkv "
    "transpose_output PositionalEncoding PositionWiseFFN AddNorm EncoderBlock TransformerEncoder "
    "TransformerEncoderBlock read_ptb subsample get_centers_and_contexts RandomGenerator get_negatives "
    "batchify load_data_ptb TokenEmbedding get_tokens_and_segments BERTEncoder MaskLM NextSentencePred "
    "BERTModel get_bert_encoding load_data_wiki read_imdb load_data_imdb predict_sentiment read_snli "
    "SNLIDataset load_data_snli predict_snli",
    _OPTIMISATION: "train_2d show_trace_2d get_data_ch11 train_ch11 train_concise_ch11 Benchmark split_batch "
    "rbfkernel update_gp HPOTrainer HPOScheduler HPOSearcher",
}
_WAY_OUT_OF = {name: way_out for way_out, names in _WAYS_OUT.items() for name in names.split()}


def explain(name: str, present: Iterable[str]) -> str:
    """Say what d2l's `name` is and what to use instead, or which of the names `present` was meant."""
    if name in _WAY_OUT_OF:
        return f", which d2l has: {_WAY_OUT_OF[name].format(name)}"
    close = get_close_matches(name, present, n=1)
    return f"; did you mean {close[0]!r}?" if close else "; dir(d2lmini) lists what there is"
