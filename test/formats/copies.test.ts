import { expect, it } from 'vitest';
import type { PickleValue } from '../../src/decoders/pickle/value.ts';
import { Copies } from '../../src/formats/python/copies.ts';

const list = (length: number): PickleValue => ({
  kind: 'list',
  items: Array.from({ length }, () => null),
});

it('lets calls take apart what is written for each of them', () => {
  const copies = new Copies();
  for (let count = 0; count < 100; count += 1) {
    expect(copies.allows([list(100_000)], undefined)).toBe(true);
  }
});

it('lets calls share what is small, however many there are', () => {
  const copies = new Copies();
  const small = list(32);
  for (let count = 0; count < 100_000; count += 1) copies.allows([small], undefined);
  expect(copies.allows([small], undefined)).toBe(true);
});

it('lets a few calls share what is large', () => {
  const copies = new Copies();
  const large = 'x'.repeat(10_000_000);
  for (let count = 0; count < 5; count += 1) expect(copies.allows([large], undefined)).toBe(true);
});

it('stops where one list is taken apart again and again', () => {
  const copies = new Copies();
  const large = list(100_000);
  const allowed = Array.from({ length: 100 }, () => copies.allows([large], undefined));
  expect(allowed.filter(Boolean).length).toBeLessThan(12);
});

it('looks into states, where arrays have their shapes and bytes', () => {
  const copies = new Copies();
  const state: PickleValue = { kind: 'tuple', items: [list(100_000)] };
  const effects = { states: [state], keys: [], values: [], elements: [] };
  const allowed = Array.from({ length: 100 }, () => copies.allows([], effects));
  expect(allowed.filter(Boolean).length).toBeLessThan(12);
});
