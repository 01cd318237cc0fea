/**
 * Two ways to compute the layer, as plain as they can be written, and how they are timed. A Worker is made of these functions' text: each
 * calls only the others, and nothing else from outside.
 *
 * @typedef {object} Shape the layer as lengths of flat arrays, which lie channel after channel, row after row
 */

/** Put the map into zeros. */
export function surround(input, maps, { in_channels, height, width, high, wide, before }) {
  for (let line = 0; line < in_channels * height; line += 1) {
    const [channel, row] = [Math.floor(line / height), line % height];
    maps.set(input.subarray(line * width, (line + 1) * width), (channel * high + row + before) * wide + before);
  }
}

/** Six loops: for each output, over its window. */
export function convolveByLoops({ maps, weights, output }, { out_channels, groups, depth, kernel, stride, high, wide, rows, columns }) {
  for (let filter = 0; filter < out_channels; filter += 1) {
    const first = Math.floor((filter * groups) / out_channels) * depth;
    for (let row = 0; row < rows; row += 1) {
      for (let column = 0; column < columns; column += 1) {
        let sum = 0;
        for (let channel = 0; channel < depth; channel += 1) {
          for (let i = 0; i < kernel; i += 1) {
            for (let j = 0; j < kernel; j += 1) {
              const pixel = maps[((first + channel) * high + row * stride + i) * wide + column * stride + j];
              sum += weights[((filter * depth + channel) * kernel + i) * kernel + j] * pixel;
            }
          }
        }
        output[(filter * rows + row) * columns + column] = sum;
      }
    }
  }
}

/** im2col: write what each window of a group reads as a column, its channels one below the other. */
export function writeColumns({ maps, windows }, group, { depth, kernel, stride, high, wide, rows, columns }) {
  let to = 0;
  for (let channel = group * depth; channel < (group + 1) * depth; channel += 1) {
    for (let i = 0; i < kernel; i += 1) {
      for (let j = 0; j < kernel; j += 1) {
        for (let row = 0; row < rows; row += 1) {
          let from = (channel * high + row * stride + i) * wide + j;
          for (let column = 0; column < columns; column += 1, to += 1, from += stride) windows[to] = maps[from];
        }
      }
    }
  }
}

/** The matrix product of a group's filters and its columns: four rows of columns at once, on a stretch that stays in the cache. */
export function multiplyColumns({ weights, windows, output }, group, { out_channels, groups, depth, kernel, rows, columns }) {
  const [filters, length, count] = [out_channels / groups, depth * kernel * kernel, rows * columns];
  const stretch = 512;
  for (let start = 0; start < count; start += stretch) {
    const end = Math.min(count, start + stretch);
    for (let filter = group * filters; filter < (group + 1) * filters; filter += 1) {
      const shift = filter * count;
      output.fill(0, shift + start, shift + end);
      for (let r = 0, w = filter * length; r < length; r += 4, w += 4) {
        const [a, b, c, d] = [weights[w], r + 1 < length ? weights[w + 1] : 0, r + 2 < length ? weights[w + 2] : 0, r + 3 < length ? weights[w + 3] : 0];
        // Where fewer than four rows are left, the last stands in for those that are not there, with weight 0.
        const [one, two, three] = [Math.min(r + 1, length - 1) * count, Math.min(r + 2, length - 1) * count, Math.min(r + 3, length - 1) * count];
        for (let p = start, q = r * count; p < end; p += 1) {
          output[shift + p] += a * windows[q + p] + b * windows[one + p] + c * windows[two + p] + d * windows[three + p];
        }
      }
    }
  }
}

export function convolveByColumns(arrays, shape) {
  for (let group = 0; group < shape.groups; group += 1) {
    writeColumns(arrays, group, shape);
    multiplyColumns(arrays, group, shape);
  }
}

/** Arrays of the layer's sizes, the first two of random numbers. */
export function arraysOf({ in_channels, out_channels, height, width, high, wide, depth, kernel, rows, columns }) {
  const random = (length) => new Float32Array(length).map(() => Math.random() - 0.5);
  return {
    input: random(in_channels * height * width),
    weights: random(out_channels * depth * kernel * kernel),
    maps: new Float32Array(in_channels * high * wide),
    windows: new Float32Array(depth * kernel * kernel * rows * columns),
    output: new Float32Array(out_channels * rows * columns),
  };
}

/** Milliseconds from one reading of the clock to the next that differs. */
export function clockStep() {
  const start = performance.now();
  let now = start;
  while (now === start) now = performance.now();
  return now - start;
}

/**
 * Time both ways in turn. Until the loops are warm, nothing counts; each sample is of so many passes that the clock's steps, which browsers
 * make coarse against spying, do not matter.
 * @param {{atLeast: number, samples: number, enough: number, limit: number}} rules milliseconds of a sample; how many; of how many is enough
 *   when so many milliseconds are over
 * @param {(told: {done: boolean, milliseconds: Record<string, number[]>, difference: number}) => void} report
 */
export function timePasses(shape, { atLeast, samples, enough, limit }, report) {
  const arrays = arraysOf(shape);
  const ways = { loops: convolveByLoops, columns: convolveByColumns };
  const names = Object.keys(ways);
  const timed = (name, passes) => {
    const start = performance.now();
    for (let pass = 0; pass < passes; pass += 1) {
      surround(arrays.input, arrays.maps, shape);
      ways[name](arrays, shape);
    }
    return performance.now() - start;
  };
  const [passes, outputs, milliseconds] = [{}, {}, { loops: [], columns: [] }];
  const begin = performance.now();
  const long = Math.max(atLeast, 20 * clockStep());
  for (const name of names) {
    let [count, spent] = [1, timed(name, 1)];
    outputs[name] = arrays.output.slice();
    while (spent < long) {
      count *= 2;
      spent = timed(name, count);
    }
    passes[name] = count;
  }
  const difference = outputs.loops.reduce((largest, value, at) => Math.max(largest, Math.abs(value - outputs.columns[at])), 0);
  for (let sample = 1; sample <= samples; sample += 1) {
    for (const name of names) milliseconds[name].push(timed(name, passes[name]) / passes[name]);
    const done = sample === samples || (sample >= enough && performance.now() - begin > limit);
    report({ done, milliseconds, difference });
    if (done) return;
  }
}
