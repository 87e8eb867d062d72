import type { Words } from './language.ts';

/** Its head is sent before the picture is measured (`http/response-relay.ts`). */
export const nativeCostWords: Words = {
  en: 'An answer of the Gemini-native contract begins before its price is known and has no `x-plantain-cost-usd`: ask `GET /v1/generations/{id}`, with the id in its `x-plantain-generation`.',
  zh: 'Gemini 原生协议的响应在费用确定之前就已开始，因此没有 `x-plantain-cost-usd`：请用其 `x-plantain-generation` 中的 id 查询 `GET /v1/generations/{id}`。',
  ja: 'Gemini ネイティブ契約の応答は料金が確定する前に始まるため、`x-plantain-cost-usd` がありません。`x-plantain-generation` にある id で `GET /v1/generations/{id}` に問い合わせてください。',
};
