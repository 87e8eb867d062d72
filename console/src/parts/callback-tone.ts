import type { Callback } from '../answers.ts';

const tones = { delivered: 'good', pending: 'wait', exhausted: 'bad', stopped: 'bad' } as const;

export const callbackTone = (status: Callback['status']) => tones[status];
