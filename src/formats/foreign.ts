import { UnknownFormatError } from '../errors.ts';
import type { Probe } from './format.ts';
export async function foreignError({ source }: Probe): Promise<UnknownFormatError> {
  return new UnknownFormatError('unknown', { file: source.name });
}
