/** What is said of the digit and of the networks, and the program that computes the same. */

import { listed, share } from "../shared/page/format.js";

export const NETWORKS = {
  dense: { name: "Dense", words: "two dense layers" },
  lenet: { name: "LeNet", words: "max pooling" },
  augmented: { name: "Augmented", words: "LeNet, taught moved, turned and scaled digits" },
  global: { name: "Global average", words: "LeNet, the mean over all positions last" },
  blurred: { name: "Blurred pooling", words: "LeNet, blurred before each stride" },
};

const towards = (by, [back, forth]) => `${Math.abs(by)} ${by < 0 ? back : forth}`;

/** The pose in a few words. */
export function poseWords({ shift: [down, right], angle, scale }) {
  const ways = [right && towards(right, ["left", "right"]), down && towards(down, ["up", "down"])].filter(Boolean);
  const parts = [
    ways.length && `moved ${ways.join(" and ")}`,
    angle && `turned by ${Math.abs(angle)}° ${angle > 0 ? "counter-clockwise" : "clockwise"}`,
    scale !== 100 && `scaled to ${scale}\u00A0%`,
  ].filter(Boolean);
  return parts.length ? listed(parts) : "as it stands in the data";
}

export const verdictWords = ({ predictions, network }) => {
  const { first, second, probabilities } = predictions[network];
  return `${NETWORKS[network].name} predicts ${first}, probability ${share(probabilities[first])}, runner-up ${second}`;
};

export function tell(now, before) {
  const right = Object.keys(NETWORKS).filter((name) => now.predictions[name].first === now.digit);
  const all = right.length ? `Right: ${listed(right.map((name) => NETWORKS[name].name))}` : "No network is right";
  const rest = now.network === before.network ? all : `The maps show ${NETWORKS[now.network].name}`;
  return `The ${now.digit} is ${poseWords(now)}. ${verdictWords(now)}. ${rest}.`;
}

/** @returns {string} a program that runs as it is and prints all predictions, and how far each layer is from equivariance */
export const invarianceCode = ({ shift: [down, right], angle, scale, network, described }, index) => `import math

import torch
import torch.nn.functional as F
from d2lmini import invariant_mnist, load_data_mnist

_, test_iter = load_data_mnist(2000)
X = test_iter.images[${index}][None].double()


def warped(X, down, right, angle=${angle}, scale=${scale / 100}):
    """Move by pixels; turn counter-clockwise and scale around the middle."""
    cos, sin = (of(math.radians(angle)) / scale for of in (math.cos, math.sin))
    down, right = down * 2 / 28, right * 2 / 28
    rows = [[cos, -sin, sin * down - cos * right], [sin, cos, -sin * right - cos * down]]
    grid = F.affine_grid(torch.tensor([rows], dtype=X.dtype), X.shape, align_corners=False)
    return F.grid_sample(X, grid, align_corners=False)


moved = warped(X, ${down}, ${right})
probabilities = {}
for name in ${JSON.stringify(Object.keys(NETWORKS))}:
    net = invariant_mnist(name).double().requires_grad_(False)
    probabilities[name] = net(moved)[0].softmax(0)
    print(name, probabilities[name].argmax().item(), round(probabilities[name].max().item(), 3))


def interpolation(by, side):
    """Rows as weighted means of rows, moved by so many."""
    rows = torch.arange(side).double()
    return (1 - (rows[:, None] - by - rows).abs()).clamp(min=0)


# |f(shift x) - shift f(x)| / |f(shift x)| for each layer of "${network}": its end, and pixels from unit to unit
net = invariant_mnist("${network}").double().requires_grad_(False)
shares = []
for end, jump in [${described.map(({ end, jump }) => `(${end}, ${jump})`).join(", ")}]:
    after, expected = net[:end](moved), net[:end](warped(X, 0, 0))
    if after.ndim == 4 and after.shape[-1] > 1:
        rows, columns = (interpolation(by / jump, after.shape[-1]) for by in (${down}, ${right}))
        inside = (rows.sum(1)[:, None] * columns.sum(1)) > 1 - 1e-9
        after, expected = after[..., inside], (rows @ expected @ columns.T)[..., inside]
    shares.append(((after - expected).norm() / (after.norm() or 1)).item())
print([round(share, 3) for share in shares])
`;
