/** The published schemas, to hold reports against. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';

const ajv = new Ajv2020({
  strict: true,
  strictRequired: false,
  strictTypes: false,
  allowUnionTypes: true,
  formats: { 'date-time': (text: string) => !Number.isNaN(Date.parse(text)) },
});

const read = (name: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../../schema', name), 'utf8'));
ajv.addSchema(read('listing.schema.json'));
const inspection = ajv.compile(read('inspection.schema.json'));

/** What keeps a document from being a report of `inspect`. */
export function reportErrors(document: unknown): string[] {
  if (inspection(document)) return [];
  return (inspection.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
