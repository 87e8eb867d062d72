import type { Emulation } from './emulation.ts';
import { generate } from './generate/generate.ts';
import type { Exchange } from './http/exchange.ts';
import { getModel, listModels } from './models/answer-models.ts';
import { sendPublishedPicture } from './pictures/send-published-picture.ts';

export interface Route {
  readonly method: string;
  /** Matched against the decoded path; the named groups become `exchange.path`. */
  readonly path: RegExp;
  readonly answer: (exchange: Exchange, emulation: Emulation) => Promise<void>;
}

const version = '(?<version>v1beta|v1)';
const model = '(?<model>[^/:]+)';

const geminiRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: new RegExp(`^/${version}/models/${model}:(?<method>generateContent|streamGenerateContent)$`),
    answer: generate,
  },
  { method: 'GET', path: new RegExp(`^/${version}/models$`), answer: listModels },
  { method: 'GET', path: new RegExp(`^/${version}/models/${model}$`), answer: getModel },
];

/** The emulator's own corner, which Google does not have. */
const ownRoutes: readonly Route[] = [
  { method: 'GET', path: /^\/emulator\/pictures\/(?<name>[\w.]+)$/, answer: sendPublishedPicture },
];

/**
 * Every path that is served; all others answer Google's 404 page. A further profile (Vertex AI with its token
 * endpoint, countTokens, Files) is one more list here.
 */
export const routes: readonly Route[] = [...geminiRoutes, ...ownRoutes];
