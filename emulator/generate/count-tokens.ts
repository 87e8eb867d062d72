import type { Emulation } from '../emulation.ts';
import { checkAccess } from '../http/check-access.ts';
import { checkQuery } from '../http/check-query.ts';
import type { Exchange } from '../http/exchange.ts';
import { sendJson } from '../http/send-json.ts';
import { requireModel } from '../models/require-model.ts';
import { countTokensRequest } from '../schema/count-tokens-request.ts';
import type { GenerateContentRequest } from './generation-request.ts';
import { countTextTokens, textOf } from './prompt-text.ts';
import { readRequest } from './read-request.ts';
import { tokensPerReference } from './usage.ts';

/** The body of `:countTokens`: the contents themselves, or a whole generation. */
type CountTokensRequest = GenerateContentRequest & {
  readonly generateContentRequest?: GenerateContentRequest;
};

/** `…:countTokens` */
export async function countTokens(exchange: Exchange, emulation: Emulation): Promise<void> {
  const { url, response, profile } = exchange;
  checkQuery(url.searchParams);
  const body = (await readRequest(exchange, emulation, countTokensRequest(profile))) as CountTokensRequest;
  checkAccess(exchange, emulation);
  requireModel(exchange, emulation);
  const { contents = [], systemInstruction } = body.generateContentRequest ?? body;
  const all = [...contents, ...(systemInstruction ? [systemInstruction] : [])];
  const text = textOf(all);
  const pictures = all
    .flatMap((content) => content.parts ?? [])
    .filter((part) => part.inlineData ?? part.fileData);
  const textTokens = countTextTokens(text);
  const imageTokens = pictures.length * tokensPerReference;
  await sendJson(response, {
    totalTokens: textTokens + imageTokens,
    // Letters without white space, as Vertex bills its older models.
    ...(profile === 'vertex' ? { totalBillableCharacters: [...text.replace(/\s/g, '')].length } : {}),
    promptTokensDetails: [
      ...(textTokens > 0 || imageTokens === 0 ? [{ modality: 'TEXT', tokenCount: textTokens }] : []),
      ...(imageTokens > 0 ? [{ modality: 'IMAGE', tokenCount: imageTokens }] : []),
    ],
  });
}
