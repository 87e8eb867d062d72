// What `/console/api` answers, as far as the pages read it.
export type * from './answers/account.ts';
export type * from './answers/generation.ts';
export type * from './answers/operating.ts';
