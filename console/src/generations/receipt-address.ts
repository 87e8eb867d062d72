import type { Mode } from '../scope.ts';

/** Where the receipt of a generation is. It stands in one mode, which may not be the one that is looked at when the link is used. */
export const receiptAddress = (id: string, mode: Mode): string => `/generations/${id}?mode=${mode}`;
