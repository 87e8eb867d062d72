import type { Caller } from '../generation/caller.ts';
import type { Engine } from '../generation/engine.ts';
import type { BodyShare } from './body-limits.ts';

/** What one request's body takes of the room for bodies, until its answer. */
export class RequestShare implements BodyShare {
  private readonly rooms: Engine['bodies'];
  private readonly keyId: string;
  private memoryBytes = 0;
  private diskBytes = 0;

  constructor(rooms: Engine['bodies'], { keyId }: Caller) {
    this.rooms = rooms;
    this.keyId = keyId;
  }

  memory(sizeBytes: number): void {
    this.rooms.memory.take(this.keyId, sizeBytes);
    this.memoryBytes += sizeBytes;
  }

  disk(sizeBytes: number): void {
    this.rooms.disk.take(this.keyId, sizeBytes);
    this.diskBytes += sizeBytes;
  }

  giveBack(): void {
    this.rooms.memory.giveBack(this.keyId, this.memoryBytes);
    this.rooms.disk.giveBack(this.keyId, this.diskBytes);
  }
}
