/**
 * Safetensors: the header’s length, the header in JSON, then the tensors back to back.
 * https://github.com/huggingface/safetensors#format
 *
 * What is refused, with which error, and what is only odd follows the reference reader, 0.8.0:
 * https://github.com/huggingface/safetensors/blob/main/safetensors/src/tensor.rs
 */

import { Cursor } from '../../bytes/cursor.ts';
import { LimitError, TruncatedError } from '../../errors.ts';
import type { Limits } from '../../limits.ts';
import type { Format } from '../format.ts';
import { decodeHeader } from './header.ts';
import { checkedDataEnd, lengthError } from './layout.ts';
import { isSafetensors } from './recognition.ts';
import { headerReport, problem } from './report.ts';
import { tensorsOf } from './tensors.ts';

const LENGTH_BYTES = 8;

export const safetensors: Format = {
  id: 'safetensors',
  title: 'safetensors',
  extensions: ['.safetensors'],

  recognizes: isSafetensors,

  async open({ source, head }, { limits, salvage = false }) {
    const { name: file, byteLength } = source;
    const dataStart = headerEnd(new Cursor(head, file), byteLength, limits);
    const report = headerReport(file);
    const bytes = await source.read(LENGTH_BYTES, dataStart);
    const { entries, metadata } = decodeHeader(new Cursor(bytes, file, LENGTH_BYTES), report);
    const dataEnd = checkedDataEnd(entries, file);
    const error = lengthError(source, dataStart, dataEnd);
    if (error !== undefined && !salvage) throw error;
    const fileEnd = dataStart + Number(dataEnd);
    if (byteLength > fileEnd)
      report.add('trailing-bytes', fileEnd, { count: byteLength - fileEnd });
    return {
      file,
      byteLength,
      format: { id: safetensors.id, title: safetensors.title },
      root: tensorsOf(entries, source, dataStart, report),
      extras: new Map(),
      metadata,
      globals: [],
      anomalies: report.anomalies,
    };
  },
};

/** Where the header ends and the data begins. */
function headerEnd(head: Cursor, byteLength: number, limits: Limits): number {
  const { place } = head;
  if (head.byteLength < LENGTH_BYTES) {
    const finding = `${byteLength} bytes are too few: the header’s length takes ${LENGTH_BYTES}`;
    throw new TruncatedError(finding, place, problem('header-too-small'));
  }
  const headerLength = BigInt.asUintN(64, head.i64());
  if (headerLength > limits.headerBytes) {
    const finding = `a header of ${headerLength} bytes, more than the ${limits.headerBytes} allowed`;
    throw new LimitError(finding, place, problem('header-too-large'));
  }
  const end = LENGTH_BYTES + Number(headerLength);
  if (end > byteLength) {
    const finding = `a header of ${headerLength} bytes in a file of ${byteLength}`;
    throw new TruncatedError(finding, place, problem('invalid-header-length'));
  }
  return end;
}
