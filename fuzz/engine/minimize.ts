/**
 * The smallest input found that still fails: ever smaller pieces are left out, as long as it does
 * (delta debugging, https://www.debuggingbook.org/html/DeltaDebugger.html), then bytes made plain.
 */
export async function minimize(
  bytes: Uint8Array,
  fails: (candidate: Uint8Array) => Promise<boolean>,
  milliseconds: number,
): Promise<Uint8Array> {
  const end = Date.now() + milliseconds;
  let best = bytes;
  for (let piece = Math.ceil(best.length / 2); piece >= 1 && Date.now() < end; ) {
    let hasShrunk = false;
    for (let start = 0; start < best.length && Date.now() < end; ) {
      const candidate = without(best, start, start + piece);
      if (await fails(candidate)) {
        best = candidate;
        hasShrunk = true;
      } else start += piece;
    }
    if (piece > 1) piece = Math.ceil(piece / 2);
    else if (!hasShrunk) break;
  }
  for (let index = 0; index < best.length && Date.now() < end; index++) {
    if (best[index] === 0) continue;
    const candidate = best.slice();
    candidate[index] = 0;
    if (await fails(candidate)) best = candidate;
  }
  return best;
}

function without(bytes: Uint8Array, start: number, end: number): Uint8Array {
  const rest = bytes.subarray(Math.min(end, bytes.length));
  const result = new Uint8Array(start + rest.length);
  result.set(bytes.subarray(0, start));
  result.set(rest, start);
  return result;
}
