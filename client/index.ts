export type {
  Generation,
  GenerationCreate,
  GenerationList,
  ModelList,
  Quote,
  QuoteCreate,
  Upload,
  Usage,
} from './api-types.ts';
export type { InlineImage, InlineOrder } from './inline-request.ts';
export type { RequestOptions } from './outgoing.ts';
export {
  createPlantain,
  type ListOptions,
  type PlantainClient,
  type PlantainOptions,
} from './plantain-client.ts';
export { PlantainError, type PlantainErrorDetails } from './plantain-error.ts';
export { type VerifyOptions, verifyWebhook, WebhookError } from './verify-webhook.ts';
