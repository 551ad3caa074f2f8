import type { Failure } from './failure.ts';

/** What one worker is to do. */
export interface Job {
  readonly role: 'fuzz' | 'check';
  readonly format: string;
  readonly seed: number;
  readonly mode: 'blind' | 'guided' | 'both';
  /** The first mutant, and how far the next is from it. */
  readonly first: number;
  readonly firstGuided: number;
  readonly stride: number;
  /** So many mutants in all. */
  readonly most: number;
  /** A folder of more seeds, where what is found is kept. */
  readonly corpus?: string;
}

export interface WorkerData {
  readonly job: Job;
  readonly memory: SharedArrayBuffer;
}

/** A mutant, and what came of it. */
export interface Failed {
  readonly failure: Failure;
  readonly number: number;
  readonly isGuided: boolean;
  readonly bytes: Uint8Array;
}

/** What a process tells the one that started it. */
export type Report =
  | { readonly kind: 'progress'; readonly progress: Progress }
  | { readonly kind: 'failed'; readonly failed: Failed; readonly isFatal: boolean }
  | { readonly kind: 'checked'; readonly failure: Failure | null; readonly progress: Progress }
  | { readonly kind: 'done'; readonly progress: Progress };

export interface Progress {
  readonly count: number;
  readonly found: number;
  /** The last mutant begun. */
  readonly number: number;
  readonly isGuided: boolean;
  /** The most memory that the process ever had, in bytes. */
  readonly peakRss: number;
  /** Milliseconds of processor time so far. */
  readonly cpu: number;
}

/** No input may take longer, in milliseconds. */
export const MOST_TIME = 2_000;
/** Nor have a process take more. */
export const MOST_RSS = 300 * 2 ** 20;
