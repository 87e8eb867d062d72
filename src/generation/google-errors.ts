import { isKeyOffered } from './offered-key.ts';
import type { FailureContext } from './protocol.ts';
import { jsonAnswer, type WireAnswer } from './wire-answer.ts';

const service = 'generativelanguage.googleapis.com';

/** Google's error object; `code` is the gRPC name. */
export function googleError(
  status: number,
  code: string,
  message: string,
  details?: readonly object[],
): WireAnswer {
  return jsonAnswer(status, {
    error: { code: status, message, status: code, ...(details ? { details } : {}) },
  });
}

/** Google answers a wrong key with 400 and a missing one with 403 (gemini-upstream §8); its SDKs expect that. */
export function refuseGoogleKey(context: FailureContext): WireAnswer {
  if (!isKeyOffered(context)) {
    return googleError(
      403,
      'PERMISSION_DENIED',
      "Method doesn't allow unregistered callers (callers without established identity). " +
        'Please use API Key or other form of API consumer identity to call this API.',
    );
  }
  return googleError(400, 'INVALID_ARGUMENT', 'API key not valid. Please pass a valid API key.', [
    {
      '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
      reason: 'API_KEY_INVALID',
      domain: 'googleapis.com',
      metadata: { service },
    },
    {
      '@type': 'type.googleapis.com/google.rpc.LocalizedMessage',
      locale: 'en-US',
      message: 'API key not valid. Please pass a valid API key.',
    },
  ]);
}
