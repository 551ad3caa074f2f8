/** Eight sums, of every eighth element each, and what is kept of a block. */

export const SUMS = memory.data(64, 16);
export const SQUARES = memory.data(64, 16);

export function addTo(lanes: usize, lane: i32, value: f64): void {
  const at = lanes + ((<usize>lane) << 3);
  store<f64>(at, load<f64>(at) + value);
}

export function clearLanes(lanes: usize): void {
  memory.fill(lanes, 0, 64);
}

export function storeLanes(lanes: usize, sum0: v128, sum1: v128, sum2: v128, sum3: v128): void {
  v128.store(lanes, sum0);
  v128.store(lanes, sum1, 16);
  v128.store(lanes, sum2, 32);
  v128.store(lanes, sum3, 48);
}

export function lanesSum(lanes: usize): f64 {
  const first =
    load<f64>(lanes) + load<f64>(lanes, 8) + (load<f64>(lanes, 16) + load<f64>(lanes, 24));
  const last =
    load<f64>(lanes, 32) + load<f64>(lanes, 40) + (load<f64>(lanes, 48) + load<f64>(lanes, 56));
  return first + last;
}

export function record(
  out: usize,
  finite: i32,
  sum: f64,
  squares: f64,
  low: f64,
  top: f64,
  zeros: i32,
  notNumbers: i32,
  positive: i32,
  negative: i32,
): void {
  store<f64>(out, <f64>finite);
  store<f64>(out, sum, 8);
  store<f64>(out, squares, 16);
  // A zero of either sign is one zero.
  store<f64>(out, low + 0, 24);
  store<f64>(out, top + 0, 32);
  store<f64>(out, <f64>zeros, 40);
  store<f64>(out, <f64>notNumbers, 48);
  store<f64>(out, <f64>positive, 56);
  store<f64>(out, <f64>negative, 64);
}
