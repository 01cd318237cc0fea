/** Layers worth counting. Their published counts are in the tests. */

const layer = (in_channels, out_channels, side, kernel_size, others) =>
  ({ in_channels, out_channels, height: side, width: side, kernel_size, stride: 1, padding: "same", groups: 1, bias: false, ...others });

export const LAYERS = {
  "A small layer, 3 to 8 channels": layer(3, 8, 100, 3),
  "LeNet's second convolution": layer(6, 16, 14, 5, { padding: 0, bias: true }),
  "AlexNet's first layer": layer(3, 96, 227, 11, { stride: 4, padding: 0, bias: true }),
  "VGG-16's second layer": layer(64, 64, 224, 3, { bias: true }),
  "ResNet-18's first 3×3 layer": layer(64, 64, 56, 3),
  "A 3×3 layer, 64 to 128": layer(64, 128, 28, 3),
  "MobileNet's depthwise 3×3": layer(512, 512, 14, 3, { groups: 512 }),
  "MobileNet's pointwise 1×1": layer(512, 512, 14, 1),
};

/** The preset that a state is, if any. */
export const layerNamed = (state) => Object.keys(LAYERS).find((name) => Object.entries(LAYERS[name]).every(([key, value]) => state[key] === value));
