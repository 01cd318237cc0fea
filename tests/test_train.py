import copy
import math
import re
import subprocess
import sys
from functools import partial

import nbformat
import numpy as np
import pytest
import torch
from nbclient import NotebookClient
from torch import nn
from torch.utils.data import DataLoader, IterableDataset, TensorDataset
from tqdm import tqdm

import d2lmini as d2l
from d2lmini.train import loop


def batches(num_batches, batch_size=4, num_classes=3):
    """Random pictures of 6x6 whose brightest third is their class; the last batch is smaller."""
    generator = torch.Generator().manual_seed(num_batches)
    X = torch.rand(num_batches * batch_size - 1, 1, 6, 6, generator=generator)
    y = X.view(-1, num_classes, 12).sum(2).argmax(1)
    return list(zip(X.split(batch_size), y.split(batch_size), strict=True))


def small_net():
    return nn.Sequential(nn.Conv2d(1, 2, 3), nn.Sigmoid(), nn.Flatten(), nn.Linear(32, 3))


def plain_training(net, train, test, num_epochs, lr):
    """Train as the chapter writes it out, with none of the package's code."""
    rows = []
    for _ in range(num_epochs):
        loss_sum = correct = count = 0
        for X, y in train:
            y_hat = net(X)
            loss = nn.functional.cross_entropy(y_hat, y)
            net.zero_grad()
            loss.backward()
            with torch.no_grad():
                for parameter in net.parameters():
                    parameter -= lr * parameter.grad
            loss_sum += loss.item() * len(y)
            correct += (y_hat.argmax(1) == y).sum().item()
            count += len(y)
        right = sum((net(X).argmax(1) == y).sum().item() for X, y in test)
        rows.append((loss_sum / count, correct / count, right / sum(len(y) for _, y in test)))
    return [list(column) for column in zip(*rows, strict=True)]


@pytest.mark.parametrize("num_batches", [1, 3, 5, 7, 12])
def test_equals_a_plain_loop_in_float64(num_batches):
    train, test = batches(num_batches), batches(2)
    net = small_net().double()
    twin = copy.deepcopy(net)
    history = d2l.train_ch6(net, train, test, 3, 0.5, "cpu", init=False)
    in_float64 = [[(X.double(), y) for X, y in data] for data in (train, test)]
    losses, train_accs, test_accs = plain_training(twin, *in_float64, 3, 0.5)
    assert history.train_loss == pytest.approx(losses, rel=1e-12)
    assert (history.train_acc, history.test_acc) == (train_accs, test_accs)
    for parameter, expected in zip(net.parameters(), twin.parameters(), strict=True):
        torch.testing.assert_close(parameter, expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("num_batches", [1, 2, 4, 5, 6, 23])
def test_calls_back_about_five_times_an_epoch_and_at_its_end(num_batches):
    calls = []
    history = d2l.train_ch6(
        small_net(),
        batches(num_batches),
        batches(1),
        2,
        0.1,
        "cpu",
        callback=lambda *call: calls.append(call),
    )
    xs = [x for x, _ in calls]
    assert xs == sorted(set(xs))
    assert min(num_batches, 3) <= len(xs) / 2 <= 5
    assert [x for x, (_, _, test_acc) in calls if test_acc is not None] == [1, 2]
    ends = [values for x, values in calls if x in (1, 2)]
    assert ends == list(zip(history.train_loss, history.train_acc, history.test_acc, strict=True))


def test_reads_the_device_only_where_it_reports(monkeypatch):
    reads, read = [], torch.Tensor.__float__
    monkeypatch.setattr(torch.Tensor, "__float__", lambda tensor: reads.append(1) or read(tensor))
    for name in ("item", "tolist", "__bool__", "__int__", "numpy"):
        monkeypatch.setattr(torch.Tensor, name, lambda *_: pytest.fail("read a tensor"))
    d2l.train_ch6(small_net(), batches(50), batches(20), 1, 0.1, "cpu", init=False)
    # Five times loss, accuracy and extreme labels; once the test accuracy and those labels.
    assert len(reads) == 5 * 4 + 3


# On a GPU the steps are recorded and replayed; where there is none, the same must hold.
GPU = d2l.try_gpu()


def test_a_gpu_trains_as_a_plain_loop_does():
    dtype = torch.float32 if GPU.type == "mps" else torch.float64
    train, test = ([(X.to(dtype), y) for X, y in batches(n)] for n in (13, 9))
    train[7] = tuple(part[:3] for part in train[7])
    net = nn.Sequential(nn.Conv2d(1, 2, 3, padding=1), nn.ReLU(), nn.Flatten(), nn.Linear(72, 3)).to(dtype)
    twin = copy.deepcopy(net)
    history = d2l.train_ch6(net, train, test, 3, 0.5, GPU, init=False)
    losses, train_accs, test_accs = plain_training(twin, train, test, 3, 0.5)
    assert history.train_loss == pytest.approx(losses, rel=1e-9 if dtype == torch.float64 else 1e-4)
    assert (history.train_acc, history.test_acc) == (train_accs, test_accs)


def test_a_gpu_survives_a_label_outside_the_classes():
    data = batches(20)
    data[15] = (data[15][0], torch.full_like(data[15][1], 3))
    net = small_net()
    with pytest.raises(ValueError, match="y of train_iter holds the label 3"):
        d2l.train_ch6(net, data, batches(2), 2, 0.1, GPU)
    assert all(weights.isfinite().all() for weights in net.parameters())


def test_a_gpu_runs_a_layer_of_ones_own_for_every_batch():
    class Counting(nn.Module):
        calls = 0

        def forward(self, X):
            Counting.calls += 1
            return X

    d2l.train_ch6(nn.Sequential(Counting(), small_net()), batches(20), batches(10), 2, 0.1, GPU)
    assert Counting.calls == 2 * (20 + 10)


def test_history_holds_an_entry_an_epoch_and_sums_up_the_last():
    history = d2l.train_ch6(small_net(), batches(3), batches(2), 2, 0.1, "cpu")
    assert [len(history.train_loss), len(history.train_acc), len(history.test_acc)] == [2, 2, 2]
    assert history.device == torch.device("cpu")
    assert history.examples_per_second > 0
    history.train_loss[-1], history.train_acc[-1], history.test_acc[-1] = 0.46549, 0.8271, 0.81
    assert str(history) == repr(history) == "loss 0.465, train acc 0.827, test acc 0.810"
    assert str(d2l.History(torch.device("cpu"))) == "no finished epoch"


def test_learns_and_goes_on_from_where_it_was():
    net, data = small_net(), batches(20)
    first = d2l.train_ch6(net, data, data, 20, 0.5, "cpu", seed=0)
    second = d2l.train_ch6(net, data, data, 20, 0.5, "cpu", init=False)
    assert second.train_loss[0] < first.train_loss[5] < first.train_loss[0]
    assert second.test_acc[-1] > 0.8


def test_init_draws_xavier_weights_unless_told_not_to():
    net = small_net()
    before = copy.deepcopy(net.state_dict())
    d2l.train_ch6(net, batches(1), batches(1), 1, 0.0, "cpu", init=False)
    assert all(torch.equal(before[name], value) for name, value in net.state_dict().items())
    d2l.train_ch6(net, batches(1), batches(1), 1, 0.0, "cpu")
    bound = math.sqrt(6 / (32 + 3))
    assert bound * 0.8 < net[3].weight.abs().max() <= bound


def test_a_seed_repeats_weights_order_and_dropout_and_spares_the_global_state():
    X, y = (torch.cat(parts) for parts in zip(*batches(10), strict=True))
    own = DataLoader(TensorDataset(X, y), 4, shuffle=True, generator=torch.Generator())
    shared = DataLoader(TensorDataset(X, y), 4, shuffle=True)

    def run(loader, seed):
        net = nn.Sequential(nn.Flatten(), nn.Dropout(), nn.Linear(36, 3))
        return d2l.train_ch6(net, loader, batches(1), 2, 0.1, "cpu", seed=seed).train_loss

    for loader in (own, shared):
        assert run(loader, 1) == run(loader, 1) != run(loader, 2)
    net, before = small_net(), torch.get_rng_state()
    d2l.train_ch6(net, shared, batches(1), 1, 0.1, "cpu", seed=1)
    assert torch.equal(before, torch.get_rng_state())


def test_a_seed_gives_the_weights_that_plain_pytorch_gives():
    net, twin = small_net(), small_net()
    d2l.train_ch6(net, batches(1), batches(1), 1, 0.0, "cpu", seed=3)
    torch.manual_seed(3)
    for layer in (twin[0], twin[3]):
        layer.reset_parameters()
        nn.init.xavier_uniform_(layer.weight)
    for parameter, expected in zip(net.parameters(), twin.parameters(), strict=True):
        assert torch.equal(parameter, expected)


def test_leaves_parameters_where_and_how_they_were():
    net = small_net()
    before = list(net.parameters())
    strides = []
    d2l.train_ch6(
        net, batches(2), batches(1), 1, 0.1, "cpu", callback=lambda *_: strides.append(net[0].weight.stride())
    )
    assert set(strides) == {(9, 1, 3, 1)}  # channels last, which is what makes it fast
    for old, new in zip(before, net.parameters(), strict=True):
        assert old is new
        assert new.is_contiguous()


@pytest.mark.parametrize(("lr", "scale"), [(1e30, 1), (0.1, math.inf)])
def test_stops_when_the_loss_is_not_finite(lr, scale):
    net = nn.Sequential(nn.Flatten(), nn.Linear(36, 9), nn.ReLU(), nn.Linear(9, 3))
    train = [(X * scale, y) for X, y in batches(10)]
    xs = []
    message = rf"became nan in epoch 1 with lr={lr}; use a smaller lr, such as {lr / 10:g}".replace(
        "+", r"\+"
    )
    with pytest.raises(FloatingPointError, match=message) as stop:
        d2l.train_ch6(net, train, batches(1), 3, lr, "cpu", callback=lambda x, _: xs.append(x))
    assert not xs  # at the first report, not at the end of the epoch
    assert str(stop.value.history) == "no finished epoch"


def test_a_loss_that_no_smaller_lr_would_mend_is_told_without_one():
    net = nn.Sequential(nn.Flatten(), nn.Linear(36, 3))
    train = [(X * math.inf, y) for X, y in batches(1)]
    with pytest.raises(FloatingPointError, match=r"with lr=0\.0; look for nan or inf in the images"):
        d2l.train_ch6(net, train, batches(1), 1, 0, "cpu")


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
def test_the_loss_of_many_batches_is_summed_in_full_precision(dtype):
    net = nn.Sequential(nn.Flatten(), nn.Linear(36, 3))
    (batch,) = batches(1)
    losses = [
        d2l.train_ch6(copy.deepcopy(net).to(dtype), [batch] * n, [batch], 1, 0, "cpu", init=False).train_loss
        for n in (1, 400)
    ]
    assert losses[1] == pytest.approx(losses[0], rel=1e-4)


def test_an_interruption_keeps_weights_and_history():
    def interrupt(x, values):
        if x > 1:
            raise KeyboardInterrupt

    net = small_net()
    with pytest.raises(KeyboardInterrupt, match=r"net keeps its weights; sys.last_value.history") as stop:
        d2l.train_ch6(net, batches(10), batches(1), 3, 0.5, "cpu", callback=interrupt, seed=0)
    assert len(stop.value.history.train_loss) == 1
    once = small_net()
    d2l.train_ch6(once, batches(10), batches(1), 1, 0.5, "cpu", seed=0)
    assert not torch.equal(net[0].weight, once[0].weight)  # the second epoch had begun
    assert net[0].weight.is_contiguous()


@pytest.mark.parametrize(("progress", "shown"), [(True, True), (False, False), (None, False)])
def test_the_bar_shows_in_a_terminal_or_when_asked_for(monkeypatch, capsys, progress, shown):
    monkeypatch.setattr(loop, "tqdm", lambda **options: tqdm(**{**options, "delay": 0}))
    quiet = {"callback": lambda *_: None}
    d2l.train_ch6(small_net(), batches(2), batches(1), 1, 0.1, "cpu", progress=progress, **quiet)
    out, err = capsys.readouterr()
    assert out == ""
    assert ("2" in err) == shown


class Stream:
    """Batches anew in each pass, of which `len` says something of its own, or nothing."""

    def __init__(self, data, length):
        self.data, self.length = data, length

    def __iter__(self):
        return iter(self.data)

    def __len__(self):
        if self.length is None:
            raise TypeError("no len")
        return self.length


@pytest.mark.parametrize("length", [None, 0, 1, 4, 6, 7, 8, 100])
def test_an_epoch_ends_where_the_loop_ends_whatever_len_says(length, monkeypatch, capsys):
    monkeypatch.setattr(loop, "tqdm", lambda **options: tqdm(**{**options, "delay": 0, "mininterval": 0}))

    def run(train, test):
        calls = []
        options = {"seed": 0, "progress": True, "callback": lambda *call: calls.append(call)}
        return d2l.train_ch6(small_net(), train, test, 3, 0.1, "cpu", **options), calls

    expected, _ = run(batches(7), batches(3))
    history, calls = run(Stream(batches(7), length), Stream(batches(3), length))
    for name in ("train_loss", "train_acc", "test_acc"):
        assert getattr(history, name) == getattr(expected, name)
    assert str(history) == str(expected)
    xs = [x for x, _ in calls]
    assert xs == sorted(set(xs))
    assert [x for x, (_, _, test_acc) in calls if test_acc is not None] == [1, 2, 3]
    # The first epoch is cut by what `len` says; the next ones as long as it was.
    assert [round(7 * x) for x in xs if x > 1] == [9, 11, 13, 14, 16, 18, 20, 21]
    assert "21/21" in capsys.readouterr().err


def test_a_data_loader_of_a_stream_trains():
    class Numbers(IterableDataset):
        def __iter__(self):
            for X, y in batches(3):
                yield from zip(X, y, strict=True)

    loader = DataLoader(Numbers(), batch_size=4)
    history = d2l.train_ch6(small_net(), loader, loader, 2, 0.1, "cpu", seed=0)
    twin = d2l.train_ch6(small_net(), batches(3), batches(3), 2, 0.1, "cpu", seed=0)
    assert (history.train_loss, history.test_acc) == (twin.train_loss, twin.test_acc)


@pytest.mark.parametrize(
    "once", [iter, lambda data: iter(DataLoader(data, None)), lambda data: (b for b in data)]
)
def test_a_training_set_that_serves_once_is_refused_in_the_second_epoch_and_nothing_is_lost(once):
    net, twin = small_net(), small_net()
    with pytest.raises(
        ValueError, match="train_iter is empty in epoch 2; give a list or a DataLoader"
    ) as stop:
        d2l.train_ch6(net, once(batches(6)), batches(2), 3, 0.1, "cpu", seed=0)
    history = d2l.train_ch6(twin, batches(6), batches(2), 1, 0.1, "cpu", seed=0)
    assert stop.value.history.train_loss == history.train_loss
    assert all(map(torch.equal, net.parameters(), twin.parameters()))
    once_is_enough = d2l.train_ch6(small_net(), once(batches(6)), once(batches(2)), 1, 0.1, "cpu", seed=0)
    assert (once_is_enough.train_loss, once_is_enough.test_acc) == (history.train_loss, history.test_acc)


def test_a_test_set_that_serves_once_is_refused_in_the_second_epoch_and_nothing_is_lost():
    with pytest.raises(ValueError, match=r"test_iter is empty; .* \(a generator serves only once\)") as stop:
        d2l.train_ch6(small_net(), batches(6), iter(batches(2)), 3, 0.1, "cpu")
    assert len(stop.value.history.test_acc) == 1


def test_an_error_in_a_callback_loses_nothing():
    def callback(x, values):
        if x == 2:
            d2l.plot_everything()

    net = small_net()
    with pytest.raises(AttributeError, match="plot_everything") as stop:
        d2l.train_ch6(net, batches(3), batches(1), 2, 0.1, "cpu", callback=callback)
    assert len(stop.value.history.test_acc) == 2
    assert net[0].weight.is_contiguous()


@pytest.mark.programs
def test_a_script_prints_the_result_as_d2l_does_but_no_notebook_or_prompt(tmp_path):
    script = tmp_path / "train.py"
    code = "import torch, d2lmini as d2l; data = [(torch.rand(4, 9), torch.arange(4))]; "
    code += "d2l.train_ch6(torch.nn.Linear(9, 4), data, data, 1, 0.1, 'cpu'{})"
    script.write_text(code.format(""))
    summary = r"loss \d\.\d{3}, train acc \d\.\d{3}, test acc \d\.\d{3}\n"
    run = partial(subprocess.check_output, text=True, stderr=subprocess.DEVNULL)
    assert re.fullmatch(summary + r"[\d.]+ examples/sec on cpu\n", run([sys.executable, script]))
    assert run([sys.executable, "-c", code.format(", callback=lambda *_: None")]) == ""
    assert re.fullmatch(
        summary, run([sys.executable, "-i"], input=code.format("").replace("; ", "\n") + "\n")
    )
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code.format(""))])
    NotebookClient(notebook, timeout=60, kernel_name="python3").execute()
    (output,) = notebook.cells[0].outputs
    assert output.output_type == "execute_result"
    assert re.fullmatch(summary.strip("\\n"), output.data["text/plain"])


@pytest.mark.parametrize("seed", [None, 1])
@pytest.mark.parametrize("make", [list, iter, partial(Stream, length=None)])
def test_a_lazy_network_trains_as_its_twin_with_all_sizes_given(make, seed):
    lazy = nn.Sequential(
        nn.LazyConv2d(2, 3), nn.LazyBatchNorm2d(), nn.Sigmoid(), nn.Flatten(), nn.LazyLinear(3)
    )
    eager = nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.Sigmoid(), nn.Flatten(), nn.Linear(32, 3))
    histories = []
    for net, data in ((lazy, make(batches(5))), (eager, batches(5))):
        torch.manual_seed(0)
        histories.append(d2l.train_ch6(net, data, batches(2), 1, 0.5, "cpu", seed=seed))
    assert histories[0].train_loss == histories[1].train_loss
    assert histories[0].test_acc == histories[1].test_acc
    for name, value in eager.state_dict().items():
        assert torch.equal(lazy.state_dict()[name], value)


def test_an_iterator_that_starts_itself_again_gives_a_lazy_network_each_batch_once():
    class Restarting:
        def __iter__(self):
            self.left = batches(4)
            return self

        def __next__(self):
            if not self.left:
                raise StopIteration
            return self.left.pop(0)

    net, seen = nn.Sequential(nn.Flatten(), nn.LazyLinear(3)), []
    net.register_forward_pre_hook(lambda net, args: seen.append(len(args[0])) if net.training else None)
    d2l.train_ch6(net, Restarting(), batches(1), 2, 0.1, "cpu")
    assert seen == 2 * [len(y) for _, y in batches(4)]


def test_evaluation_gives_lazy_layers_their_sizes():
    net = nn.Sequential(nn.Flatten(), nn.LazyLinear(3))
    assert 0 <= d2l.evaluate_accuracy_gpu(net, batches(2)) <= 1


@pytest.mark.parametrize("dtype", [torch.uint8, torch.int8, torch.int16, torch.int32, torch.uint16])
def test_labels_of_any_integer_dtype_and_numpy_batches_train_alike(dtype):
    expected = d2l.train_ch6(small_net(), batches(3), batches(3), 2, 0.1, "cpu", seed=0)
    in_torch = [(X, y.to(dtype)) for X, y in batches(3)]
    in_numpy = [[X.numpy()[::-1].astype(">f4"), y.numpy()[::-1]] for X, y in in_torch]
    in_numpy = [[X[::-1], y[::-1]] for X, y in in_numpy]  # with strides below zero
    for data in (in_torch, in_numpy):
        history = d2l.train_ch6(small_net(), data, data, 2, 0.1, "cpu", seed=0)
        assert (history.train_loss, history.test_acc) == (expected.train_loss, expected.test_acc)


X, Y = torch.rand(4, 1, 6, 6), torch.tensor([0, 1, 2, 0])
BAD_BATCHES = [
    (X, TypeError, r"must yield pairs \(images, labels\), got a Tensor; put a single batch into a list"),
    ((X, Y, Y), TypeError, r"must yield pairs \(images, labels\), got a tuple of 3"),
    ({"X": X, "y": Y}, TypeError, r"must yield pairs \(images, labels\), got a dict"),
    ((X.tolist(), Y), TypeError, "X of {} must be a tensor or a NumPy array, got list"),
    (
        (X[0], 1),
        TypeError,
        "y of {} must be a tensor or a NumPy array, got int; put a dataset into a DataLoader",
    ),
    ((X[0], Y[0]), ValueError, r"y of {} must be \(n,\), .* got \(\); put a dataset into a DataLoader"),
    ((X.cfloat(), Y), TypeError, "X of {} must hold real numbers, got torch.complex64 values"),
    ((X.numpy().astype(str), Y), TypeError, "X of {} must hold real numbers, got <U.* values"),
    ((X.to_sparse(), Y), TypeError, r"X of {} must be an ordinary tensor, got a sparse_coo one"),
    ((X, torch.eye(3)[Y].long()), ValueError, r"y of {} must be \(n,\), .* \(4, 3\); .* use y.argmax\(1\)"),
    ((X, torch.eye(3)[Y]), ValueError, r"y of {} must be \(n,\), .* \(4, 3\); .* use y.argmax\(1\)"),
    ((X, Y[:, None]), ValueError, r"y of {} must be \(n,\), .* got \(4, 1\); use y.squeeze\(1\)"),
    ((X, Y.view(1, 2, 2)), ValueError, r"y of {} must be \(n,\), .* got \(1, 2, 2\); make it \(n,\)"),
    ((X, Y.float()), TypeError, r"y of {} must hold classes as integers, got torch.float32; use y.long\(\)"),
    ((X, Y[:3]), ValueError, r"{} must yield as many labels as images, .* X \(4, 1, 6, 6\) and y \(3,\)"),
    ((X[:0], Y[:0]), ValueError, r"{} must yield .* at least one, got X \(0, 1, 6, 6\) and y \(0,\)"),
    (
        (X, Y + 1),
        ValueError,
        "y of {} holds the label 3, but .* 3 classes, 0 to 2; .* or let net give 4 scores",
    ),
    (
        (X, Y - 1),
        ValueError,
        "y of {} holds the label -1, but .* 3 classes, 0 to 2; number the classes from 0$",
    ),
    ((X, Y - 100), ValueError, "y of {} holds the label -100, but"),
    (
        (X.expand(4, 3, 6, 6), Y),
        ValueError,
        r"net cannot take X \(4, 3, 6, 6\) of {}: layer 0, Conv2d\(1, 2, .*expects \(n, 1, h, w\) but got "
        r"\(4, 3, 6, 6\) .* resize or reshape the images, or build net for them",
    ),
    (
        (torch.rand(4, 1, 8, 8), Y),
        ValueError,
        r"net cannot take X \(4, 1, 8, 8\) of {}: layer 3, Linear\(.*expects \(n, 32\) but got \(4, 72\)",
    ),
    ((torch.rand(4, 6, 6), Y), ValueError, r"expects \(n, 1, h, w\) but got \(4, 6, 6\)"),
]


@pytest.mark.parametrize(("batch", "error", "message"), BAD_BATCHES)
def test_a_batch_that_cannot_be_learned_from_is_named(batch, error, message):
    net, good = small_net(), batches(1)
    with pytest.raises(error, match=message.format("train_iter")) as stop:
        d2l.train_ch6(net, [*good, batch], good, 1, 0.1, "cpu")
    assert str(stop.value.history) == "no finished epoch"
    with pytest.raises(error, match=message.format("test_iter")):
        d2l.train_ch6(net, good, [*good, batch], 1, 0.1, "cpu")
    with pytest.raises(error, match=message.format("data_iter")) as stop:
        d2l.evaluate_accuracy_gpu(net, [*good, batch])
    if "net cannot take" in message:
        assert isinstance(stop.value.__cause__, RuntimeError)  # PyTorch's own words


@pytest.mark.parametrize(
    ("net", "message"),
    [
        (lambda X: X.flatten(1) @ torch.rand(9, 3), r"net cannot take X \(4, 1, 6, 6\) of data_iter \(mat1"),
        (nn.BatchNorm2d(2), r"of data_iter: BatchNorm2d fails \(running_mean should"),
        (nn.Linear(9, 3), r"of data_iter: Linear\(.*expects \(n, 9\) but got \(4, 1, 6, 6\) \(mat1"),
        (nn.Flatten(0), r"net must give scores \(n, classes\) for n = 4 images, got \(144,\); let it end"),
        (lambda X: (X, X), r"net must give scores \(n, classes\) for n = 4 images, got a tuple"),
    ],
)
def test_a_net_that_gives_no_scores_is_named(net, message):
    with pytest.raises(ValueError, match=message):
        d2l.evaluate_accuracy_gpu(net, [(X, Y)])


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"train_iter": []}, ValueError, "train_iter is empty"),
        ({"test_iter": []}, ValueError, "test_iter is empty"),
        ({"train_iter": iter([])}, ValueError, "train_iter is empty in epoch 1"),
        ({"train_iter": 5}, TypeError, r"train_iter must yield batches \(images, labels\), got int; use"),
        ({"num_epochs": 0}, ValueError, "num_epochs must be at least 1, got 0"),
        ({"num_epochs": 1.5}, TypeError, "num_epochs must be an integer, got 1.5"),
        ({"lr": None}, TypeError, "lr must be a number, got None; use one >= 0"),
        ({"lr": "0.1"}, TypeError, "lr must be a number, got '0.1'"),
        ({"lr": -0.1}, ValueError, "lr must be finite and at least 0, got -0.1"),
        ({"lr": math.nan}, ValueError, "lr must be finite and at least 0, got nan"),
        ({"seed": -1}, ValueError, "seed must be at least 0, got -1"),
        ({"seed": 0.5}, TypeError, "seed must be an integer, got 0.5"),
        ({"callback": 5}, TypeError, "callback must be a function, got 5; use one such as animator.add"),
        ({"net": d2l.lenet}, TypeError, "net must be an nn.Module, got <function lenet .*; call it to build"),
        ({"net": "lenet"}, TypeError, "net must be an nn.Module, got 'lenet'; use one such as"),
        ({"net": nn.Flatten()}, ValueError, "net has no parameter to train; give it a layer"),
        (
            {"device": "cuda:7"},
            ValueError,
            r"device must be one that this machine has \(cpu.*\), got 'cuda:7'; use",
        ),
        (
            {"device": "gpu"},
            ValueError,
            "device must be one that this machine has .* got 'gpu'; use .* try_gpu",
        ),
        ({"device": None}, ValueError, "device must be one that this machine has .* got 'None'"),
        ({"device": "meta"}, ValueError, "device must be one that this machine has .* got 'meta'"),
    ],
)
def test_bad_arguments_are_named_before_anything_is_changed(change, error, message):
    net = small_net()
    before = copy.deepcopy(net.state_dict())
    arguments = {"net": net, "train_iter": batches(1), "test_iter": batches(1), "num_epochs": 1, "lr": 0.1}
    with pytest.raises(error, match=message):
        d2l.train_ch6(**{**arguments, "device": "cpu", **change})
    assert "train_iter is empty in epoch 1" in message or all(
        torch.equal(before[name], value) for name, value in net.state_dict().items()
    )


def test_numbers_of_numpy_are_numbers():
    numbers = [
        d2l.train_ch6(small_net(), batches(2), batches(1), epochs, lr, "cpu", seed=seed).train_loss
        for epochs, lr, seed in ((2, 0.5, 3), (np.int64(2), np.float64(0.5), np.int64(3)))
    ]
    assert numbers[0] == numbers[1]


def test_evaluation_counts_every_example_and_leaves_each_layer_in_its_mode():
    net = nn.Sequential(nn.Flatten(), nn.Dropout(), nn.BatchNorm1d(36), nn.Linear(36, 3))
    net[2].eval()
    data = batches(3)
    result = d2l.evaluate_accuracy_gpu(net, data)
    assert [module.training for module in net] == [True, True, False, True]
    net.eval()
    assert result == sum(d2l.accuracy(net(X), y) for X, y in data) / 11
    assert d2l.evaluate_accuracy_gpu(net, data, torch.device("cpu")) == result


def test_evaluation_takes_a_net_without_parameters_but_not_an_empty_iterator():
    scores = nn.Sequential(nn.Flatten(), nn.Unflatten(1, (3, 12)), nn.AvgPool1d(12), nn.Flatten())
    assert d2l.evaluate_accuracy_gpu(scores, batches(3)) == 1
    with pytest.raises(ValueError, match="data_iter is empty"):
        d2l.evaluate_accuracy_gpu(scores, iter([]))


def test_evaluation_takes_a_plain_function():
    def brightest_third(X):
        return X.view(-1, 3, 12).sum(2)

    assert d2l.evaluate_accuracy_gpu(brightest_third, batches(3)) == 1
    assert d2l.evaluate_accuracy_gpu(brightest_third, batches(3), "cpu") == 1
    with pytest.raises(TypeError, match=r"net must be a module or a function, got str; use an nn\.Module"):
        d2l.evaluate_accuracy_gpu("net", batches(3))
    with pytest.raises(ValueError, match=r"device must be one that this machine has .* got 'cuda:7'"):
        d2l.evaluate_accuracy_gpu(brightest_third, batches(3), "cuda:7")


def test_accuracy_counts_right_predictions():
    y = torch.tensor([1, 0, 2])
    assert d2l.accuracy(torch.eye(3)[[1, 2, 2]], y) == 2
    assert d2l.accuracy(torch.tensor([1, 0, 0]), y) == 2
    assert d2l.accuracy(np.eye(3)[[1, 2, 2]], y.numpy().astype(np.int32)) == 2
    assert d2l.accuracy(torch.empty(0, 3), y[:0]) == 0


def test_a_row_with_a_nan_predicts_nothing():
    scores = torch.tensor([[math.nan, 1.0], [1.0, math.nan], [math.nan, math.nan], [2.0, 1.0]])
    for labels in ([0, 0, 0, 0], [1, 1, 1, 0]):
        assert d2l.accuracy(scores, torch.tensor(labels)) == 1
    assert d2l.evaluate_accuracy_gpu(lambda X: scores, [(torch.rand(4, 1), torch.zeros(4).long())]) == 1 / 4


@pytest.mark.parametrize(
    ("y_hat", "y", "error", "message"),
    [
        (torch.eye(3)[:2], Y[:3], ValueError, r"y_hat \(2, 3\) does not give one prediction .* y \(3,\)"),
        (torch.rand(3, 3, 2), Y[:3], ValueError, r"y_hat \(3, 3, 2\) does not give one prediction"),
        (
            torch.rand(3, 1),
            Y[:3],
            ValueError,
            r"y_hat \(3, 1\) must hold the scores of two classes .*squeeze\(1\)",
        ),
        (
            torch.eye(3),
            Y[:3] + 1,
            ValueError,
            "y holds the label 3, but there are scores for 3 classes, 0 to 2",
        ),
        (torch.eye(3), torch.eye(3), ValueError, r"y must be \(n,\), .* got \(3, 3\); if it is one-hot, use"),
        (torch.eye(3), Y[:3].double(), TypeError, "y must hold classes as integers, got torch.float64"),
        (torch.eye(3).tolist(), Y[:3], TypeError, "y_hat must be a tensor or a NumPy array, got list"),
    ],
)
def test_accuracy_names_what_it_cannot_compare(y_hat, y, error, message):
    with pytest.raises(error, match=message):
        d2l.accuracy(y_hat, y)


def test_try_gpu_prefers_cuda_then_mps_then_the_cpu(monkeypatch):
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 1)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)
    assert d2l.try_gpu() == torch.device("cuda", 0)
    assert d2l.try_gpu(1) == torch.device("cpu")
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 0)
    assert d2l.try_gpu() == torch.device("mps")
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
    assert d2l.try_gpu() == torch.device("cpu")
    with pytest.raises(ValueError, match="i must be at least 0, got -1"):
        d2l.try_gpu(-1)


def test_accumulator_sums_and_resets():
    metric = d2l.Accumulator(2)
    metric.add(1, torch.tensor(2.5))
    metric.add(1, 2)
    assert (metric[0], metric[1]) == (2.0, 4.5)
    metric.reset()
    assert (metric[0], metric[1]) == (0.0, 0.0)
    with pytest.raises(ValueError, match="add got 1 values for 2 sums"):
        metric.add(1)
    with pytest.raises(ValueError, match="n must be at least 1, got 0"):
        d2l.Accumulator(0)


def test_timer_keeps_its_readings(monkeypatch):
    ticks = iter([0.0, 1.0, 10.0, 13.0])
    monkeypatch.setattr("time.perf_counter", lambda: next(ticks))
    timer = d2l.Timer()
    with pytest.raises(ValueError, match=r"the timer has no reading yet, so no mean; call stop\(\) first"):
        timer.avg()
    assert timer.stop() == 1
    timer.start()
    assert timer.stop() == 3
    assert (timer.sum(), timer.avg(), timer.cumsum()) == (4, 2, [1, 4])


def test_training_does_not_import_matplotlib():
    code = "import sys, d2lmini; d2lmini.train_ch6, d2lmini.lenet; print('matplotlib' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "False"


@pytest.mark.fashion_mnist
def test_lenet_reaches_the_headline_on_fashion_mnist():
    """Loss 0.465, training 0.827, test 0.810: float32 differs between machines, hence the wide bounds."""
    train_iter, test_iter = d2l.load_data_fashion_mnist(256)
    history = d2l.train_ch6(d2l.lenet(), train_iter, test_iter, 10, 0.9, d2l.try_gpu(), seed=0)
    assert 0.43 <= history.train_loss[-1] <= 0.52
    assert 0.80 <= history.train_acc[-1] <= 0.85
    assert 0.77 <= history.test_acc[-1] <= 0.84
