/** Bytes that grow at their end. Numbers are little-endian where their name says nothing else. */
export class ByteSink {
  #bytes = Buffer.allocUnsafe(2 ** 16);
  length = 0;

  u8(value) {
    this.length = this.#room(1).writeUInt8(value, this.length);
  }

  u16(value) {
    this.length = this.#room(2).writeUInt16LE(value, this.length);
  }

  u32(value) {
    this.length = this.#room(4).writeUInt32LE(value, this.length);
  }

  i32(value) {
    this.length = this.#room(4).writeInt32LE(value, this.length);
  }

  u64(value) {
    this.length = this.#room(8).writeBigUInt64LE(BigInt(value), this.length);
  }

  f64BigEndian(value) {
    this.length = this.#room(8).writeDoubleBE(value, this.length);
  }

  bytes(bytes) {
    this.#room(bytes.length).set(bytes, this.length);
    this.length += bytes.length;
  }

  fill(byte, count) {
    this.#room(count).fill(byte, this.length, this.length + count);
    this.length += count;
  }

  /** All bytes so far. A view: it holds until the next byte is written. */
  view() {
    return this.#bytes.subarray(0, this.length);
  }

  clear() {
    this.length = 0;
  }

  #room(count) {
    if (this.length + count > this.#bytes.length) {
      const grown = Buffer.allocUnsafe(Math.max(2 * this.#bytes.length, this.length + count));
      this.#bytes.copy(grown, 0, 0, this.length);
      this.#bytes = grown;
    }
    return this.#bytes;
  }
}
