import { frame } from './en/frame.ts';
import { making } from './en/making.ts';
import { operating } from './en/operating.ts';
import { selling } from './en/selling.ts';

/** Every text of the console; the other languages have exactly these. */
export const en = { ...frame, ...making, ...selling, ...operating };

export type TextKey = keyof typeof en;
export type Texts = Readonly<Record<TextKey, string>>;
