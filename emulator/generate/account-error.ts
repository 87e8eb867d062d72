import { detail, GoogleError, type GoogleStatus } from '../google-error.ts';
import type { Profile } from '../profile.ts';

interface Service {
  readonly host: string;
  readonly title: string;
  readonly method: string;
}

const services: Readonly<Record<Profile, Service>> = {
  gemini: {
    host: 'generativelanguage.googleapis.com',
    title: 'Generative Language API',
    method: 'google.ai.generativelanguage.v1beta.GenerativeService.GenerateContent',
  },
  vertex: {
    host: 'aiplatform.googleapis.com',
    title: 'Vertex AI API',
    method: 'google.cloud.aiplatform.v1beta1.PredictionService.GenerateContent',
  },
};

const project = '100000000000';
const permission = 'aiplatform.endpoints.predict';
const resource = '//aiplatform.googleapis.com/projects/emulated-project/locations/global';

/** What Google says by the reason of its `ErrorInfo`. */
const sentences: Readonly<Record<string, (service: Service) => string>> = {
  SERVICE_DISABLED: ({ host, title }) =>
    `${title} has not been used in project ${project} before or it is disabled. Enable it by visiting https://console.developers.google.com/apis/api/${host}/overview?project=${project} then retry. If you enabled this API recently, wait a few minutes for the action to propagate to our systems and retry.`,
  API_KEY_SERVICE_BLOCKED: ({ host, method }) => `Requests to this API ${host} method ${method} are blocked.`,
  API_KEY_HTTP_REFERRER_BLOCKED: () => 'Requests from referer <empty> are blocked.',
  API_KEY_INVALID: () => 'API key not valid. Please pass a valid API key.',
  BILLING_DISABLED: () =>
    `This API method requires billing to be enabled. Please enable billing on project #${project} by visiting https://console.developers.google.com/billing/enable?project=${project} then retry. If you enabled billing for this project recently, wait a few minutes for the action to propagate to our systems and retry.`,
  CONSUMER_SUSPENDED: () => "Permission denied: Consumer 'api_key:emulated' has been suspended.",
  IAM_PERMISSION_DENIED: () =>
    `Permission '${permission}' denied on resource '${resource}' (or it may not exist).`,
};

export const accountReasons: readonly string[] = Object.keys(sentences);

/** A refusal of the credential, its project or its account, with Google's sentence and `ErrorInfo`. */
export function accountError(
  code: number,
  status: GoogleStatus,
  reason: string,
  message: string | undefined,
  profile: Profile,
): GoogleError {
  const service = services[profile];
  const info =
    reason === 'IAM_PERMISSION_DENIED'
      ? { domain: service.host, metadata: { permission, resource } }
      : { domain: 'googleapis.com', metadata: { service: service.host, consumer: `projects/${project}` } };
  return new GoogleError(code, status, message ?? sentences[reason]!(service), [
    detail('ErrorInfo', { reason, ...info }),
  ]);
}
