import type { Behaviour } from '../directives/behaviour.ts';
import { detail, type ErrorDetail, GoogleError, type GoogleStatus } from '../google-error.ts';
import type { Profile } from '../profile.ts';

interface ErrorText {
  readonly status: GoogleStatus;
  readonly message: string;
}

const internal: ErrorText = {
  status: 'INTERNAL',
  message:
    'An internal error has occurred. Please retry or report in https://developers.generativeai.google/guide/troubleshooting',
};

/** Texts that Google was seen to send, by HTTP status. */
const texts: Readonly<Record<number, ErrorText>> = {
  400: { status: 'INVALID_ARGUMENT', message: 'Request contains an invalid argument.' },
  401: {
    status: 'UNAUTHENTICATED',
    message:
      'Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.',
  },
  402: {
    status: 'RESOURCE_EXHAUSTED',
    message:
      'Your prepayment credits are depleted. Please go to AI Studio at https://ai.studio/projects to manage your project and billing.',
  },
  403: { status: 'PERMISSION_DENIED', message: 'The caller does not have permission' },
  404: { status: 'NOT_FOUND', message: 'Requested entity was not found.' },
  // Not verified.
  408: { status: 'DEADLINE_EXCEEDED', message: 'The request timed out. Please try again.' },
  409: { status: 'ABORTED', message: 'The operation was aborted.' },
  499: { status: 'CANCELLED', message: 'The operation was cancelled.' },
  500: internal,
  501: { status: 'UNIMPLEMENTED', message: 'Operation is not implemented, or supported, or enabled.' },
  503: { status: 'UNAVAILABLE', message: 'The model is overloaded. Please try again later.' },
  // Not verified.
  504: {
    status: 'DEADLINE_EXCEEDED',
    message: 'Deadline expired before operation could complete.',
  },
};

/** The error of `#emulate(status, …)` with the message and details that belong to its status. */
export function plannedError(
  plan: NonNullable<Behaviour['error']>,
  modelId: string,
  profile: Profile,
): GoogleError {
  if (plan.code === 429 && profile === 'vertex') return vertexExhausted(plan.message);
  if (plan.code === 429) return quotaError(plan, modelId);
  const { status, message } = texts[plan.code] ?? (plan.code < 500 ? texts[400]! : internal);
  const details = plan.retry ? [retryInfo(plan.retry)] : [];
  return new GoogleError(plan.code, status, plan.message ?? message, details);
}

function retryInfo(delay: string): ErrorDetail {
  return detail('RetryInfo', { retryDelay: delay });
}

/** Without `retry`, the short form without details that a paid key gets; with it, the quota form. */
function quotaError({ retry, message }: NonNullable<Behaviour['error']>, model: string): GoogleError {
  if (retry === undefined) {
    return new GoogleError(
      429,
      'RESOURCE_EXHAUSTED',
      message ?? 'Resource has been exhausted (e.g. check quota).',
    );
  }
  const metric = 'generativelanguage.googleapis.com/generate_content_paid_tier_requests';
  const text =
    'You exceeded your current quota, please check your plan and billing details. For more information on this error, head to: https://ai.google.dev/gemini-api/docs/rate-limits. To monitor your current usage, head to: https://ai.dev/rate-limit. ' +
    `\n* Quota exceeded for metric: ${metric}, limit: 20, model: ${model}\nPlease retry in ${retry}.`;
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
          quotaId: 'GenerateRequestsPerMinutePerProjectPerModel-PaidTier1',
          quotaDimensions: { location: 'global', model },
          quotaValue: '20',
        },
      ],
    }),
    retryInfo(retry),
  ]);
}

/** Vertex names no delay (gemini-cli issue 15911). */
function vertexExhausted(message: string | undefined): GoogleError {
  const text =
    'Resource exhausted. Please try again later. Please refer to https://cloud.google.com/vertex-ai/generative-ai/docs/error-code-429 for more details.';
  return new GoogleError(429, 'RESOURCE_EXHAUSTED', message ?? text);
}
