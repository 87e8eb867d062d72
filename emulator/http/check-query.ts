import { detail, invalidArgument } from '../google-error.ts';

/** Query parameters that every Google API takes. */
const systemParameters = new Set([
  'key',
  'access_token',
  'oauth_token',
  'alt',
  '$alt',
  'prettyPrint',
  '$prettyPrint',
  'fields',
  '$fields',
  'callback',
  '$callback',
  'quotaUser',
  'uploadType',
  'upload_protocol',
  'uploadProtocol',
  '$.xgafv',
  '$ct',
]);

/**
 * Google refuses query parameters that are no field of the request.
 * @throws GoogleError 400
 */
export function checkQuery(query: URLSearchParams, fields: readonly string[] = []): void {
  const unknown = [...query.keys()].find((name) => !systemParameters.has(name) && !fields.includes(name));
  if (unknown === undefined) return;
  const description = `Invalid JSON payload received. Unknown name "${unknown}": Cannot bind query parameter. Field '${unknown}' could not be found in request message.`;
  throw invalidArgument(description, [detail('BadRequest', { fieldViolations: [{ description }] })]);
}
