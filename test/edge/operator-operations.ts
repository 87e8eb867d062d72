import { type MountedRoute, serves } from './mounted-routes.ts';
import { type Operation, readOperations, type Schema } from './operations.ts';

/** What `/admin/v1` and `/console/api` refuse with (RFC 9457). */
function checkProblem(text: string): void {
  const { type, title, status, detail, code, request_id } = JSON.parse(text) as Record<string, unknown>;
  const isRight =
    type === 'about:blank' &&
    typeof status === 'number' &&
    [title, detail, code].every((part) => typeof part === 'string' && part !== '') &&
    /^\d{23}/.test(String(request_id));
  if (!isRight) throw new Error(`not problem details: ${text.slice(0, 300)}`);
}

/**
 * Operations of the operators' routes and of the console, which the OpenAPI document leaves out. What the console
 * mounts of the public contracts has their bodies, and their errors or its own.
 */
export async function readOperatorOperations(
  origin: string,
  routes: readonly MountedRoute[],
): Promise<Operation[]> {
  const contracts = await readOperations(origin);
  return routes.flatMap((route): Operation[] => {
    const { method, path } = route;
    if (!/^\/(?:admin\/v1|console\/api)\//.test(path)) return [];
    const open = path.replace('/console/api', '');
    if (open !== path && routes.some((other) => other.method === method && other.path === open)) {
      return contracts
        .filter((contract) => serves({ method, path: open }, contract))
        .map((contract) => ({
          ...contract,
          path: `/console/api${contract.path}`,
          statuses: undefined,
          checkError: (text) => void JSON.parse(text),
        }));
    }
    const shown = path.replace(/:(\w+)/g, '{$1}').replace('*', '{path}');
    const below = shown.replace(/^\/(?:admin\/v1|console\/api\/admin|console\/api)/, '');
    const properties = bodies[`${method} ${below}`];
    return [
      {
        method,
        path: shown,
        query: queryNames,
        body: properties && { type: 'object', properties },
        statuses: undefined,
        checkError: checkProblem,
      },
    ];
  });
}

const queryNames = [
  'before',
  'account_id',
  'limit',
  'after',
  'from',
  'to',
  'group_by',
  'channel',
  'case',
  'format',
];

const name = { type: 'string' };
const count = { type: 'integer' };
const texts = { type: 'array', items: { type: 'string' } };
const limits = {
  models: { const: ['nano-banana-2'] },
  strategy: { enum: ['auto', 'value', 'official'] },
  response_format: { enum: ['url', 'b64_json', 'both'] },
  requests_per_minute: count,
  concurrency: count,
  ip_allow: { enum: [['10.0.0.0/8'], ['::/0'], ['10.0.0.0/99'], []] },
  pin_channels: { type: 'boolean' },
  budget: { enum: [{ day_micros: 5, total_micros: 9 }, { month_micros: -1 }, {}, null] },
  expires_at: { enum: ['2031-01-01', '2031-01-01T00:00:00Z', '0000-00-00', null] },
};
const price = {
  enum: [
    { unit: 'image', tiers: { '1K': 1 } },
    { unit: 'image', tiers: { '9K': -1 } },
    { unit: 'token', input_per_million_micros: 1, text_per_million_micros: 1 },
  ],
};
const channel = {
  provider: { enum: ['gemini-api', 'openai-compatible', 'vertex-ai', 'none'] },
  base_url: { enum: ['http://127.0.0.1:9', 'https://[::1]:1', 'file:///etc/passwd', 'ftp://x', ''] },
  credentials: { const: ['canary-generated-credential'] },
  tier: { enum: ['value', 'official'] },
  priority: count,
  enabled: { type: 'boolean' },
  settings: { enum: [{}, { location: 'global' }, { gateway: 'litellm' }, { __x: 1 }] },
};

const bodies: Readonly<Record<string, Readonly<Record<string, Schema>>>> = {
  'POST /keys': { name, mode: { enum: ['live', 'test'] }, account_id: name, ...limits },
  'PATCH /keys/{id}': { name, ...limits },
  'POST /keys/{id}/rotate': { grace_seconds: count },
  'POST /accounts': { name, kind: { enum: ['unlimited', 'prepaid'] } },
  'PATCH /accounts/{id}': { name, kind: { enum: ['unlimited', 'prepaid'] } },
  'POST /accounts/{id}/top-ups': {
    amount_micros: count,
    mode: { enum: ['live', 'test'] },
    reason: name,
    reference: name,
  },
  'POST /generations/{id}/refund': { amount_micros: count, reason: name },
  'POST /transfers/{id}/reverse': { reason: name },
  'POST /prices': { model: { const: 'nano-banana-2' }, strategy: limits.strategy, price },
  'POST /accounts/{id}/callback-secrets': { grace_seconds: count },
  'POST /channels': { id: name, ...channel },
  'PATCH /channels/{id}': channel,
  'POST /channel-order': { ids: texts },
  'POST /channels/{id}/test': { model: { const: 'nano-banana-2' }, image: { type: 'boolean' } },
  'POST /verification/quotes': { channel: name, models: texts, contracts: texts, cap_usd: count },
  'POST /verification/runs': { channel: name, features: texts, cap_usd: { const: 0 } },
  'POST /verification/runs/{id}/resume': { cap_usd: { const: 0 } },
  'POST /sign-in': { name, password: name, link: name },
  'POST /password': { password: name },
  'POST /users': { name, role: { enum: ['viewer', 'customer', 'operator'] }, account_id: name },
  'PATCH /users/{id}': { role: { enum: ['viewer', 'operator'] }, disabled: { type: 'boolean' } },
  'POST /own/keys': { name, mode: { enum: ['live', 'test'] } },
  'PATCH /own/keys/{id}': { name },
  'POST /own/keys/{id}/rotate': { grace_seconds: count },
};
