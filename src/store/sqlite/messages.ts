import type { PackedError } from '../packed-error.ts';
import type { MigrateInfo } from '../store.ts';

/** What the thread is started with. */
export interface WorkerSettings {
  file: string;
  migrations: string;
}

/** One unit to run. */
export interface Call {
  id: number;
  kind: 'read' | 'write';
  module: string;
  name: string;
  input: unknown;
}

/** To the thread. `close`: finish what was sent before, then end. */
export type Request = Call[] | 'close';

export type Answer = { id: number; output: unknown } | { id: number; error: PackedError };

/** From the thread; `opened` or `refused` comes first and once. */
export type Report =
  | { opened: MigrateInfo }
  | { refused: PackedError }
  | { answers: Answer[]; committedWrites: number };
