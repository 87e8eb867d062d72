import type { Texts } from './en.ts';
import { frame } from './zh/frame.ts';
import { making } from './zh/making.ts';
import { operating } from './zh/operating.ts';
import { selling } from './zh/selling.ts';

export const zh: Texts = { ...frame, ...making, ...selling, ...operating };
