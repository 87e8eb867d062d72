import type { PlannedError } from '../directives/behaviour.ts';
import { GoogleError, type GoogleStatus } from '../google-error.ts';
import type { Profile } from '../profile.ts';
import { accountError } from './account-error.ts';
import { quotaError, retryInfo, vertexExhausted } from './quota-error.ts';

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

/** Of one code and another name than is usual for it. */
const texts400: Readonly<Record<string, string>> = {
  FAILED_PRECONDITION: 'Image generation is not available in your country',
};

/** The error of `#emulate(status, …)` with the message and details that belong to its status. */
export function plannedError(plan: PlannedError, modelId: string, profile: Profile): GoogleError {
  const usual = texts[plan.code] ?? (plan.code < 500 ? texts[400]! : internal);
  const status = plan.status ?? usual.status;
  if (plan.reason) return accountError(plan.code, status, plan.reason, plan.message, profile);
  if (plan.code === 429 && profile === 'vertex') return vertexExhausted(plan.message);
  if (plan.code === 429) return quotaError(plan, modelId);
  const message = plan.message ?? (plan.code === 400 ? texts400[status] : undefined) ?? usual.message;
  return new GoogleError(plan.code, status, message, plan.retry ? [retryInfo(plan.retry)] : []);
}
