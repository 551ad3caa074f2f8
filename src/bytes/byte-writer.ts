/** Bytes being put together in memory; numbers are little-endian unless the name says otherwise. */
export class ByteWriter {
  #bytes = new Uint8Array(256);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  get byteLength(): number {
    return this.#length;
  }

  u8(value: number): this {
    const at = this.#take(1);
    this.#view.setUint8(at, value);
    return this;
  }

  u16(value: number): this {
    const at = this.#take(2);
    this.#view.setUint16(at, value, true);
    return this;
  }

  u32(value: number): this {
    const at = this.#take(4);
    this.#view.setUint32(at, value, true);
    return this;
  }

  i32(value: number): this {
    const at = this.#take(4);
    this.#view.setInt32(at, value, true);
    return this;
  }

  u64(value: number): this {
    const at = this.#take(8);
    this.#view.setBigUint64(at, BigInt(value), true);
    return this;
  }

  f64BigEndian(value: number): this {
    const at = this.#take(8);
    this.#view.setFloat64(at, value, false);
    return this;
  }

  bytes(bytes: Uint8Array): this {
    const at = this.#take(bytes.byteLength);
    this.#bytes.set(bytes, at);
    return this;
  }

  fill(byte: number, count: number): this {
    const start = this.#take(count);
    this.#bytes.fill(byte, start, start + count);
    return this;
  }

  /** What was written so far. */
  written(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  /** Makes room and gives its start. */
  #take(count: number): number {
    const start = this.#length;
    this.#length += count;
    if (this.#length > this.#bytes.byteLength) {
      const grown = new Uint8Array(Math.max(this.#length, 2 * this.#bytes.byteLength));
      grown.set(this.#bytes);
      this.#bytes = grown;
      this.#view = new DataView(grown.buffer);
    }
    return start;
  }
}
