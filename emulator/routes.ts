import type { Emulation } from './emulation.ts';
import { deleteFile, getFile, listFiles } from './files/answer-files.ts';
import { uploadFile } from './files/upload-file.ts';
import { countTokens } from './generate/count-tokens.ts';
import { generate } from './generate/generate.ts';
import type { Exchange } from './http/exchange.ts';
import { getModel, getPublisherModel, listModels, listPublisherModels } from './models/answer-models.ts';
import { sendPublishedPicture } from './pictures/send-published-picture.ts';
import type { Profile } from './profile.ts';
import { answerServiceAccount, answerToken } from './tokens/answer-token.ts';

export interface Route {
  readonly method: string;
  /** Matched against the decoded path; the named groups become `exchange.path`. */
  readonly path: RegExp;
  /** Default `gemini`. */
  readonly profile?: Profile;
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
  {
    method: 'POST',
    path: new RegExp(`^/${version}/models/${model}:(?<method>countTokens)$`),
    answer: countTokens,
  },
  { method: 'GET', path: new RegExp(`^/${version}/models$`), answer: listModels },
  { method: 'GET', path: new RegExp(`^/${version}/models/${model}$`), answer: getModel },
];

const file = '(?<file>[\\w-]+)';

const fileRoutes: readonly Route[] = [
  { method: 'POST', path: new RegExp(`^/upload/${version}/files$`), answer: uploadFile },
  { method: 'PUT', path: new RegExp(`^/upload/${version}/files$`), answer: uploadFile },
  { method: 'GET', path: new RegExp(`^/${version}/files$`), answer: listFiles },
  { method: 'GET', path: new RegExp(`^/${version}/files/${file}$`), answer: getFile },
  { method: 'DELETE', path: new RegExp(`^/${version}/files/${file}$`), answer: deleteFile },
];

const publishers = 'publishers/google/models';
const vertexModel = `^/(?<version>v1beta1|v1)/(?:projects/(?<project>[^/]+)/locations/(?<location>[a-z0-9-]+)/)?${publishers}/${model}`;

const vertexRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: new RegExp(`${vertexModel}:(?<method>generateContent|streamGenerateContent)$`),
    profile: 'vertex',
    answer: generate,
  },
  {
    method: 'POST',
    path: new RegExp(`${vertexModel}:(?<method>countTokens)$`),
    profile: 'vertex',
    answer: countTokens,
  },
  {
    method: 'GET',
    path: new RegExp(`^/(?<version>v1beta1|v1)/${publishers}$`),
    profile: 'vertex',
    answer: listPublisherModels,
  },
  {
    method: 'GET',
    path: new RegExp(`^/(?<version>v1beta1|v1)/${publishers}/${model}$`),
    profile: 'vertex',
    answer: getPublisherModel,
  },
  { method: 'POST', path: /^\/token$/, profile: 'vertex', answer: answerToken },
];

/** The emulator's own corner, which Google does not have. */
const ownRoutes: readonly Route[] = [
  { method: 'GET', path: /^\/emulator\/service-account$/, answer: answerServiceAccount },
  { method: 'GET', path: /^\/emulator\/pictures\/(?<name>[\w.]+)$/, answer: sendPublishedPicture },
];

/**
 * Every path that is served; all others answer Google's 404 page.
 */
export const routes: readonly Route[] = [...geminiRoutes, ...fileRoutes, ...vertexRoutes, ...ownRoutes];
