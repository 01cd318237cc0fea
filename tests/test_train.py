import copy
import math
import subprocess
import sys

import pytest
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
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
    assert len(reads) == 5 * 2 + 1  # loss and accuracy five times, the test accuracy once


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
    d2l.train_ch6(small_net(), batches(2), batches(1), 1, 0.1, "cpu", progress=progress)
    out, err = capsys.readouterr()
    assert out == ""
    assert ("2" in err) == shown


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (([], batches(1), 1), ValueError, "train_iter is empty"),
        ((batches(1), [], 1), ValueError, "test_iter is empty"),
        ((iter(batches(1)), batches(1), 1), TypeError, "train_iter must have a len, got list_iterator; use"),
        ((batches(1), batches(1), 0), ValueError, "num_epochs must be at least 1, got 0"),
    ],
)
def test_bad_arguments_are_named(arguments, error, message):
    with pytest.raises(error, match=message):
        d2l.train_ch6(small_net(), *arguments, 0.1, "cpu")


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


def test_accuracy_counts_right_predictions():
    y = torch.tensor([1, 0, 2])
    assert d2l.accuracy(torch.eye(3)[[1, 2, 2]], y) == 2
    assert d2l.accuracy(torch.tensor([1, 0, 0]), y) == 2
    with pytest.raises(ValueError, match=r"y_hat \(2, 3\) does not give one prediction .* y \(3,\)"):
        d2l.accuracy(torch.eye(3)[:2], y)


def test_try_gpu_prefers_cuda_then_mps_then_the_cpu(monkeypatch):
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 1)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)
    assert d2l.try_gpu() == torch.device("cuda", 0)
    assert d2l.try_gpu(1) == torch.device("cpu")
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 0)
    assert d2l.try_gpu() == torch.device("mps")
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
    assert d2l.try_gpu() == torch.device("cpu")


def test_accumulator_sums_and_resets():
    metric = d2l.Accumulator(2)
    metric.add(1, torch.tensor(2.5))
    metric.add(1, 2)
    assert (metric[0], metric[1]) == (2.0, 4.5)
    metric.reset()
    assert (metric[0], metric[1]) == (0.0, 0.0)
    with pytest.raises(ValueError, match="add got 1 values for 2 sums"):
        metric.add(1)


def test_timer_keeps_its_readings(monkeypatch):
    ticks = iter([0.0, 1.0, 10.0, 13.0])
    monkeypatch.setattr("time.perf_counter", lambda: next(ticks))
    timer = d2l.Timer()
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
