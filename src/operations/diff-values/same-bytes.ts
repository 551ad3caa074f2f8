/** Whether two runs of bytes of one length are the same. */
export function areSameBytes(left: Uint8Array, right: Uint8Array): boolean {
  const words = left.byteLength >>> 3;
  const areAligned = (left.byteOffset | right.byteOffset) % 8 === 0;
  let from = 0;
  if (areAligned) {
    // Doubles would call NaN another than itself.
    const a = new Int32Array(left.buffer, left.byteOffset, 2 * words);
    const b = new Int32Array(right.buffer, right.byteOffset, 2 * words);
    for (let index = 0; index < a.length; index += 1) if (a[index] !== b[index]) return false;
    from = 8 * words;
  }
  for (let index = from; index < left.byteLength; index += 1) {
    if (left[index] !== right[index]) return false;
  }
  return true;
}
