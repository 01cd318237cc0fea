"""The package as a reader installs and imports it."""

import os
import subprocess
import sys
import zipfile
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest
from publish_notebooks import build_wheel

import d2lmini as d2l
from d2lmini import d2l_names

ROOT = Path(__file__).resolve().parent.parent


def printed(script: str, **options: object) -> str:
    """Return what a Python of its own prints."""
    command = [sys.executable, "-c", script]
    return subprocess.run(command, capture_output=True, text=True, check=True, **options).stdout.strip()


@pytest.mark.parametrize("name", d2l.__all__)
def test_each_public_name_is_there_and_documented(name: str):
    assert getattr(d2l, name).__doc__


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match=r"has no attribute 'corr3d'; did you mean 'corr2d'\?"):
        _ = d2l.corr3d
    with pytest.raises(AttributeError, match=r"has no attribute 'xyzzy'; dir\(d2lmini\) lists what there is"):
        _ = d2l.xyzzy
    assert not hasattr(d2l, "__wrapped__")


@pytest.mark.parametrize(
    ("name", "way_out"),
    [
        ("train_ch3", "use train_ch6"),
        ("Trainer", "use train_ch6"),
        ("load_array", r"use TensorLoader\("),
        ("zeros", "use torch.zeros$"),
        ("DenseBlock", "copy it from d2l's chapter"),
        ("Residual", r"use residual_block\("),
        ("nms", "computer vision, which are not covered here"),
    ],
)
def test_a_name_that_only_d2l_has_comes_with_the_way_out(name: str, way_out: str):
    with pytest.raises(AttributeError, match=f"no attribute '{name}', which d2l has: .*{way_out}"):
        getattr(d2l, name)


def test_no_name_that_works_is_said_to_be_missing():
    assert [name for name in d2l_names._WAY_OUT_OF if hasattr(d2l, name)] == []


def test_plot_is_not_the_function_of_d2l():
    with pytest.raises(
        TypeError, match=r"plot is a package here, not d2l's function; use d2l.plt.plot\(x, y\)"
    ):
        d2l.plot([1, 2], [3, 4])


@pytest.mark.programs
@pytest.mark.parametrize(
    "load", ["import d2lmini as d2l", "from d2lmini import torch as d2l", "import d2lmini.torch as d2l"]
)
def test_code_for_d2l_runs_under_each_way_to_import_it(load: str):
    code = f"""
import torch
from torch import nn
{load}
for module in (d2l.ops, d2l.data, d2l.train, d2l.models, d2l.plot, d2l.widgets, d2l.exercises, d2l.palette):
    assert module.__name__.startswith("d2lmini.")
d2l.use_svg_display()
d2l.set_figsize((2, 1))
assert d2l.plt.rcParams["figure.figsize"] == [2, 1]
loader = d2l.TensorLoader(torch.rand(9, 1, 28, 28), torch.arange(9), 4)
net = nn.Sequential(nn.LazyConv2d(2, 3), nn.ReLU(), nn.Flatten(), nn.LazyLinear(10))
d2l.train_ch6(net, loader, loader, 2, 0.1, d2l.try_gpu())
X, y = next(iter(loader))
timer, metric = d2l.Timer(), d2l.Accumulator(2)
metric.add(d2l.accuracy(net(X.to(d2l.try_gpu())), y), y.numel())
assert 0 <= d2l.evaluate_accuracy(net, loader) <= 1
assert d2l.get_fashion_mnist_labels(y) == ["t-shirt", "trouser", "pullover", "dress"]
d2l.show_images(X.reshape(4, 28, 28), 1, 4, titles=d2l.get_fashion_mnist_labels(y))
d2l.predict_ch3(net, loader)
print(len(d2l.plt.get_fignums()), "figures in", 0 < timer.stop(), d2l.torch.__name__)
"""
    library = "d2lmini.torch" if load == "import d2lmini as d2l" else "torch"
    assert printed(code).splitlines()[-1] == f"2 figures in True {library}"


def test_importing_loads_nothing_heavy():
    heavy = "{'torch', 'matplotlib', 'sklearn', 'pooch'}"
    assert printed(f"import sys, d2lmini; print({heavy} & set(sys.modules))") == "set()"


def test_only_plot_imports_matplotlib():
    others = [f"d2lmini.{part.name}" for part in iter_modules(d2l.__path__) if part.name != "plot"]
    script = f"""
import sys
from importlib import import_module
modules = iter({[*others, "d2lmini.plot"]})
while "matplotlib" not in sys.modules:
    import_module(module := next(modules))
print(module)
"""
    assert printed(script) == "d2lmini.plot"


def test_the_package_and_its_parts_list_the_same_names():
    for part, names in d2l._PUBLIC.items():
        listed = getattr(import_module(f"d2lmini.{part}"), "__all__", names.split())
        assert sorted(names.split()) == sorted(listed), part
    assert set(d2l.widgets.__all__) <= set(d2l.__all__)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build_wheel(folder)
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_holds_every_source_and_nothing_else(wheel: Path):
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    sources = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "d2lmini").rglob("*")
        if path.suffix in {".py", ".js", ".css", ".npz", ".txt"}
    }
    assert packed == sources


def test_the_wheel_carries_its_licence(wheel: Path):
    assert any(name.endswith("/LICENSE") for name in zipfile.ZipFile(wheel).namelist())


def test_the_wheel_is_small(wheel: Path):
    assert wheel.stat().st_size <= 3_000_000


@pytest.mark.programs
def test_the_wheel_alone_finds_its_digits_and_exercises(wheel: Path, tmp_path: Path):
    script = "import d2lmini; print(d2lmini.__file__, len(d2lmini.load_data_mnist(100)[0]))"
    alone = {"env": {**os.environ, "PYTHONPATH": str(wheel)}, "cwd": tmp_path}
    assert printed(script, **alone) == f"{wheel}/d2lmini/__init__.py 80"
    unknown = "try: d2lmini.hint('cor2d')\nexcept ValueError as error: print(error)"
    assert "did you mean corr2d" in printed(f"import d2lmini\n{unknown}", **alone)
