import type { Texts } from './en.ts';
import { frame } from './ja/frame.ts';
import { making } from './ja/making.ts';
import { operating } from './ja/operating.ts';
import { selling } from './ja/selling.ts';

export const ja: Texts = { ...frame, ...making, ...selling, ...operating };
