import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { ByteSink } from './byte-sink.mjs';

const ALIGNMENT = 64;
const FLUSH_AT = 2 ** 20;
const U32_MAX = 0xffffffff;
const HAS_DESCRIPTOR = 0x0808;
const NO_DESCRIPTOR = 0x0800;

/**
 * A zip file laid out as torch.save lays it out: entries stored, each one’s data at a multiple of
 * 64 bytes behind an "FB" padding field, sizes and checksum behind the data, and the zip64 records
 * at the end of even the smallest file. Guards where the next byte goes.
 */
export class ZipWriter {
  #file;
  #folder;
  #out = new ByteSink();
  #flushed = 0;
  #directory = new ByteSink();
  #entryCount = 0;

  /** Every entry’s name begins with `folder`. */
  constructor(path, folder) {
    this.#file = openSync(path, 'w');
    this.#folder = folder;
  }

  add(name, bytes) {
    this.#entry(name, bytes.length, () => this.#data([bytes]));
  }

  /** An entry whose data comes in `chunks`. */
  addChunks(name, byteLength, chunks) {
    this.#entry(name, byteLength, () => this.#data(chunks));
  }

  /** An entry of zeros that takes no room on the disk; like torch’s skip_data, it has no checksum. */
  addHole(name, byteLength) {
    this.#entry(name, byteLength, () => {
      this.#flush();
      this.#flushed += byteLength;
      return 0;
    });
  }

  close() {
    const start = this.#position;
    const byteLength = this.#directory.length;
    this.#out.bytes(this.#directory.view());
    this.#end(start, byteLength);
    this.#flush();
    ftruncateSync(this.#file, this.#flushed);
    closeSync(this.#file);
  }

  get #position() {
    return this.#flushed + this.#out.length;
  }

  #entry(name, byteLength, writeData) {
    const entry = { name: Buffer.from(`${this.#folder}/${name}`), byteLength };
    const offset = this.#position;
    this.#localHeader(entry, offset);
    const checksum = writeData();
    if (byteLength > 0) this.#descriptor(entry, offset, checksum);
    this.#directoryEntry(entry, offset, checksum);
    this.#entryCount += 1;
    if (this.#out.length >= FLUSH_AT) this.#flush();
  }

  /** Gives the checksum of what it wrote. */
  #data(chunks) {
    let checksum = 0;
    for (const chunk of chunks) {
      checksum = crc32(chunk, checksum);
      this.#out.bytes(chunk);
      if (this.#out.length >= FLUSH_AT) this.#flush();
    }
    return checksum;
  }

  #flush() {
    const bytes = this.#out.view();
    for (let done = 0; done < bytes.length; ) {
      done += writeSync(this.#file, bytes, done, bytes.length - done, this.#flushed + done);
    }
    this.#flushed += bytes.length;
    this.#out.clear();
  }

  #localHeader({ name, byteLength }, offset) {
    // The compressed size is not known yet when torch writes this field, so it stays 0.
    const zip64 = zip64Field(byteLength, 0, offset);
    const unpadded = offset + 30 + name.length + zip64.length + 4;
    const padding = (ALIGNMENT - (unpadded % ALIGNMENT)) % ALIGNMENT;
    this.#out.u32(0x04034b50);
    this.#out.u16(0);
    this.#common(byteLength, 0, 0);
    this.#out.u16(name.length);
    this.#out.u16(zip64.length + 4 + padding);
    this.#out.bytes(name);
    this.#out.bytes(zip64);
    this.#out.bytes(Buffer.from('FB'));
    this.#out.u16(padding);
    this.#out.fill('Z', padding);
  }

  #common(byteLength, checksum, size, out = this.#out) {
    out.u16(byteLength > 0 ? HAS_DESCRIPTOR : NO_DESCRIPTOR);
    out.u16(0); // stored
    out.u32(0); // time and date
    out.u32(checksum);
    out.u32(size);
    out.u32(size);
  }

  #descriptor({ byteLength }, offset, checksum) {
    this.#out.u32(0x08074b50);
    this.#out.u32(checksum);
    const isLong = byteLength >= U32_MAX || offset >= U32_MAX;
    for (let times = 0; times < 2; times += 1) {
      if (isLong) this.#out.u64(byteLength);
      else this.#out.u32(byteLength);
    }
  }

  #directoryEntry({ name, byteLength }, offset, checksum) {
    const zip64 = zip64Field(byteLength, byteLength, offset);
    this.#directory.u32(0x02014b50);
    this.#directory.u32(0); // made by, needed: torch says neither
    this.#common(byteLength, checksum, Math.min(byteLength, U32_MAX), this.#directory);
    this.#directory.u16(name.length);
    this.#directory.u16(zip64.length);
    this.#directory.fill(0, 10); // comment, disk, attributes
    this.#directory.u32(Math.min(offset, U32_MAX));
    this.#directory.bytes(name);
    this.#directory.bytes(zip64);
  }

  #end(directoryStart, directoryLength) {
    const record = this.#position;
    const out = this.#out;
    out.u32(0x06064b50);
    out.u64(44);
    out.u16(0x031e);
    out.u16(45);
    out.u64(0); // disks
    out.u64(this.#entryCount);
    out.u64(this.#entryCount);
    out.u64(directoryLength);
    out.u64(directoryStart);

    out.u32(0x07064b50);
    out.u32(0);
    out.u64(record);
    out.u32(1);

    out.u32(0x06054b50);
    out.u32(0);
    out.u16(Math.min(this.#entryCount, 0xffff));
    out.u16(Math.min(this.#entryCount, 0xffff));
    out.u32(Math.min(directoryLength, U32_MAX));
    out.u32(Math.min(directoryStart, U32_MAX));
    out.u16(0);
  }
}

/** Only the numbers that 32 bits do not hold, in the local header too, as torch writes it. */
function zip64Field(byteLength, compressedLength, offset) {
  const numbers = byteLength >= U32_MAX ? [byteLength, compressedLength] : [];
  if (offset >= U32_MAX) numbers.push(offset);
  if (numbers.length === 0) return Buffer.alloc(0);
  const field = new ByteSink();
  field.u16(1);
  field.u16(8 * numbers.length);
  for (const number of numbers) field.u64(number);
  return field.view();
}
