import type { Receipt } from './receipt.ts';

export interface Progress {
  readonly stage: 'queued' | 'references' | 'upstream' | 'archiving' | 'ended';
  /** Steps that are over of all steps, not of the time: an upstream tells nothing of how far it is. */
  readonly percent: number;
  readonly references: Share;
  readonly attempts: number;
  readonly images: Share;
}

interface Share {
  readonly done: number;
  readonly total: number;
}

/**
 * How far a generation is. Its steps are: to be begun, each reference, each image's answer and its archiving, and the
 * end. One that is begun again after its process died counts from the start.
 */
export function progressOf(receipt: Receipt): Progress {
  const { request, outputs, state } = receipt;
  const references = {
    done: receipt.referenceNotes.filter((note) => note.state === 'ready').length,
    total: request.references.length,
  };
  const images = { done: outputs.length, total: request.count };
  if (receipt.finishedAtMs !== undefined) {
    return { stage: 'ended', percent: 100, references, attempts: receipt.attempts.length, images };
  }
  const { attempts, answered, archived } = receipt.steps ?? { attempts: 0, answered: 0, archived: 0 };
  const isBegun = state === 'running';
  const over = (isBegun ? 1 : 0) + references.done + answered + archived;
  return {
    stage: isBegun ? stageOf(references, attempts, answered, request.count) : 'queued',
    percent: Math.floor((100 * over) / (2 + references.total + 2 * request.count)),
    references,
    attempts,
    images: { ...images, done: archived },
  };
}

function stageOf(references: Share, attempts: number, answered: number, count: number): Progress['stage'] {
  if (attempts === 0 && references.done < references.total) return 'references';
  return answered < count ? 'upstream' : 'archiving';
}
