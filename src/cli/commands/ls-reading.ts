import type { CkptError } from '../../errors.ts';
import { Duplicates } from '../../operations/duplicates.ts';
import type { Found } from '../../operations/find.ts';
import { listCheckpoints } from '../../operations/list.ts';
import type { ListedCheckpoint } from '../../operations/listing.ts';
import { count } from '../../render/text/units.ts';
import { isUnanswered } from '../../runs/unanswered.ts';
import type { Host } from '../host.ts';
import type { Interruption } from '../interruption.ts';
import { Progress } from '../progress.ts';
import { reportError } from '../report-error.ts';
import type { LsRequest } from './ls-request.ts';

/** The reading of what was found: shows how far it is, and knows how it went. */
export class Reading {
  /** Checkpoints to read. */
  readonly total: number;
  readonly #found: Found;
  readonly #request: LsRequest;
  readonly #interruption: Interruption;
  readonly #host: Host;
  #done = 0;
  #unanswered = 0;

  constructor(found: Found, request: LsRequest, interruption: Interruption, host: Host) {
    this.#found = found;
    this.#request = request;
    this.#interruption = interruption;
    this.#host = host;
    this.total = found.folders.reduce((sum, { checkpoints }) => sum + checkpoints.length, 0);
  }

  /** Checkpoints that were read so far. */
  get done(): number {
    return this.#done;
  }

  /** Whether nothing is missing because someone asked to stop. */
  get isWhole(): boolean {
    return !this.#interruption.isInterrupted();
  }

  /** Whether all files could be had, whatever is in them. */
  get isAnswered(): boolean {
    return this.#unanswered === 0;
  }

  /** Something could not be had. A table and a report have it in its row; other forms have no place for it. */
  #missing(error: CkptError, path: string): void {
    this.#unanswered += 1;
    const { format, isOfRuns } = this.#request;
    if (isOfRuns || format === 'csv') reportError(error, path, this.#host);
  }

  /** The checkpoints, in the order in which they were found. To be asked for once. */
  async *rows(): AsyncGenerator<ListedCheckpoint, void, undefined> {
    const { isInterrupted, turn } = this.#interruption;
    const { limits, isHashed } = this.#request;
    const duplicates = isHashed
      ? new Duplicates(this.#found.folders, await this.#host.hasher())
      : undefined;
    // Hashing takes far longer than reading headers, so it is what is worth watching.
    const progress =
      duplicates === undefined
        ? new Progress(this.#host, 'reading', this.total, (rate) => count(rate, 'file'))
        : new Progress(this.#host, 'hashing', duplicates.byteLength);
    const options = {
      context: { limits },
      isInterrupted,
      turn,
      ...(duplicates !== undefined && {
        duplicates,
        onHashed: progress.add,
        onUnread: (error: CkptError, path: string) => {
          this.#unanswered += 1;
          reportError(error, path, this.#host);
        },
      }),
      onRead: () => {
        this.#done += 1;
        if (duplicates === undefined) progress.add(1);
      },
    };
    try {
      for await (const listed of listCheckpoints(this.#found, options)) {
        const { error } = listed.file;
        if (isUnanswered(error)) this.#missing(error, listed.path);
        yield listed;
      }
    } finally {
      progress.end();
    }
  }
}
