import type { Engine, EngineRequest } from '../generation/engine.ts';
import type { SpoolRoom } from './read-body.ts';

/** The bytes of a native answer on their way to where a repeated Idempotency-Key finds them. */
export interface ReplayRecording {
  write(buffer: Uint8Array, start: number, end: number): void;
  /** Resolves when the answer is safe. */
  keep(): Promise<void>;
  /** Forgets the answer, also after `keep`: its generation failed. Never rejects. */
  drop(): Promise<void>;
}

export function createReplayRecording(
  bodies: Engine['replayBodies'],
  { id, caller }: Pick<EngineRequest, 'id' | 'caller'>,
  room: SpoolRoom,
): ReplayRecording {
  const spool = room.open();
  let isKept = false;
  return {
    write: (buffer, start, end) => spool.write(buffer, start, end),
    async keep() {
      spool.close();
      isKept = true;
      await bodies.keep(id, spool.path, { sizeBytes: spool.sizeBytes, turnOf: caller.keyId });
    },
    async drop() {
      if (isKept) await bodies.remove(id).catch(() => undefined);
    },
  };
}
