import type { PlannedError } from '../directives/behaviour.ts';
import { detail, type ErrorDetail, GoogleError } from '../google-error.ts';

export function retryInfo(delay: string): ErrorDetail {
  return detail('RetryInfo', { retryDelay: delay });
}

/** As answered (gemini-cli issue 8437, js-genai issue 1322). */
const usualDelay = '54.210904582s';

const quotas = {
  paid: {
    metric: 'generativelanguage.googleapis.com/generate_content_paid_tier_requests',
    limit: 20,
    id: 'GenerateRequestsPerMinutePerProjectPerModel-PaidTier1',
  },
  // A model that the free tier does not have; a limit of 0 is left out of the violation.
  free: {
    metric: 'generativelanguage.googleapis.com/generate_content_free_tier_requests',
    limit: 0,
    id: 'GenerateRequestsPerMinutePerProjectPerModel-FreeTier',
  },
} as const;

/** Without a delay and a tier, the short form without details that a paid key gets; else the quota form. */
export function quotaError({ retry, tier, message }: PlannedError, model: string): GoogleError {
  if (retry === undefined && tier === undefined) {
    return new GoogleError(
      429,
      'RESOURCE_EXHAUSTED',
      message ?? 'Resource has been exhausted (e.g. check quota).',
    );
  }
  const { metric, limit, id } = quotas[tier ?? 'paid'];
  const delay = retry ?? usualDelay;
  const text =
    'You exceeded your current quota, please check your plan and billing details. For more information on this error, head to: https://ai.google.dev/gemini-api/docs/rate-limits. To monitor your current usage, head to: https://ai.dev/rate-limit. ' +
    `\n* Quota exceeded for metric: ${metric}, limit: ${limit}, model: ${model}\nPlease retry in ${delay}.`;
  return new GoogleError(429, 'RESOURCE_EXHAUSTED', message ?? text, [
    detail('Help', {
      links: [
        {
          description: 'Learn more about Gemini API quotas',
          url: 'https://ai.google.dev/gemini-api/docs/rate-limits',
        },
      ],
    }),
    detail('QuotaFailure', {
      violations: [
        {
          quotaMetric: metric,
          quotaId: id,
          quotaDimensions: { location: 'global', model },
          ...(limit > 0 ? { quotaValue: String(limit) } : {}),
        },
      ],
    }),
    // In whole seconds where the sentence has fractions.
    retryInfo(retry ?? '54s'),
  ]);
}

/** Vertex names no delay (gemini-cli issue 15911). */
export function vertexExhausted(message: string | undefined): GoogleError {
  const text =
    'Resource exhausted. Please try again later. Please refer to https://cloud.google.com/vertex-ai/generative-ai/docs/error-code-429 for more details.';
  return new GoogleError(429, 'RESOURCE_EXHAUSTED', message ?? text);
}
