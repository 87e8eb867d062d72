import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Block } from '../../src/docs-site/page.ts';
import { site } from '../../src/docs-site/site.ts';
import { type RecordedAnswer, refusalName } from '../../src/openapi/admin-document.ts';
import { startReceiver } from '../callbacks/receiver.test.kit.ts';
import { startGateway } from '../gateway/gateway.test.kit.ts';
import { openSite } from './open-site.test.kit.ts';

const run = promisify(execFile);
export const adminToken = 'a-token-of-the-operators-1';

type Body = Readonly<Record<string, unknown>>;

/**
 * Runs every example of the admin API's pages as it stands, against a real gateway that has something of each kind,
 * and answers with what it got: by operation, fit to be shown. Throws for one that is refused.
 */
export async function walkAdminApi(): Promise<Record<string, RecordedAnswer>> {
  const gateway = await startGateway({
    env: { PLANTAIN_ADMIN_TOKEN: adminToken, PLANTAIN_VERIFY_OUTPOST: '127.0.0.1' },
  });
  const receiver = await startReceiver();
  const answers: Record<string, RecordedAnswer> = {};

  async function ask(method: string, path: string, body?: Body) {
    const response = await fetch(`${gateway.url}/admin/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return { status: response.status, body: (await response.json()) as Body };
  }
  async function until(path: string, isThere: (body: Body) => boolean): Promise<Body> {
    for (const startedMs = Date.now(); Date.now() - startedMs < 60_000; ) {
      const { body } = await ask('GET', path);
      if (isThere(body)) return body;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    throw new Error(`${path} does not become what is waited for`);
  }
  const bodyOf = (operation: string) => answers[operation]?.body as Body;

  async function runExample(operation: string, example: string, id: string): Promise<void> {
    const env = { ...process.env, PLANTAIN_ADMIN_TOKEN: adminToken, ID: id };
    for (const startedMs = Date.now(); ; ) {
      const { stdout } = await run('sh', ['-euc', `${example} -w '\\n%{http_code}'`], {
        env,
        maxBuffer: 2 ** 26,
      });
      const at = stdout.lastIndexOf('\n');
      const status = Number(stdout.slice(at + 1));
      // A cancelled run waits for its last answers.
      if (/ in a moment\./.test(stdout) && Date.now() - startedMs < 60_000) continue;
      assert.ok(status >= 200 && status < 300, `${operation}: ${stdout}\n${example}`);
      answers[operation] = { status, body: JSON.parse(stdout.slice(0, at)) };
      return;
    }
  }

  try {
    const drawn = await gateway.post('/v1/generations', {
      model: 'nano-banana-2',
      prompt: 'a plantain',
      callback_url: receiver.url,
    });
    const generation = ((await drawn.json()) as { id: string }).id;
    const callback = `evt_${generation}`;
    await until(`/callbacks/${callback}`, ({ status }) => status === 'delivered');

    const examples = await readExamples(gateway.url);
    const isLast = (operation: string) => operation.startsWith('DELETE ');
    const order = [...examples].sort(([a], [b]) => Number(isLast(a)) - Number(isLast(b)));
    /** One that is under way, to be cancelled and taken up. */
    let longRun = '';
    const ids: readonly (readonly [path: string, id: () => string])[] = [
      ['/keys/', () => String(bodyOf('POST /admin/v1/keys').id)],
      ['/generations/', () => generation],
      ['/transfers/', () => String(bodyOf('POST /admin/v1/accounts/{id}/top-ups').transfer_id)],
      ['/callbacks/', () => callback],
      ['/channels/{id}/test', () => 'upstream'],
      ['/channels/', () => 'reseller'],
      ['/runs/{id}/', () => longRun],
      ['/runs/', () => String(bodyOf('POST /admin/v1/verification/runs').id)],
    ];
    for (const [operation, example] of order) {
      if (operation.endsWith('/cancel')) {
        const wish = { channel: 'upstream', models: ['nano-banana-2'], cap_usd: 50 };
        longRun = String((await ask('POST', '/verification/runs', wish)).body.id);
      }
      const id = ids.find(([path]) => operation.includes(path))?.[1]() ?? '';
      await runExample(operation, example, id);
      if (operation === 'POST /admin/v1/verification/runs')
        await until(`/verification/runs/${bodyOf(operation).id}`, isOver);
    }
    await ask('POST', `/verification/runs/${longRun}/cancel`);
    const refused = await ask('POST', '/accounts/default/top-ups', { amount_usd: 1 });
    assert.equal(refused.status, 400);
    answers[refusalName] = refused;
    return fitToShow(answers, [
      [gateway.url, 'http://localhost:4000'],
      [gateway.upstream.url, 'https://generativelanguage.googleapis.com'],
      [receiver.url, 'https://app.example.com/images'],
    ]);
  } finally {
    await gateway.close();
    await receiver.close();
  }
}

const isOver = ({ finished_at }: Body) => finished_at !== null;

/** The examples of all operations, by method and path. */
async function readExamples(gatewayUrl: string): Promise<Map<string, string>> {
  const pages = site(await openSite(gatewayUrl));
  const examples = new Map<string, string>();
  for (const path of pages.paths.filter((each) => each.startsWith('/docs/admin-api/'))) {
    let operation = '';
    for (const block of pages.page(path)?.blocks ?? ([] as Block[])) {
      if (block.kind === 'heading') operation = String(block.text);
      if (block.kind === 'code' && block.language === 'sh') examples.set(operation, block.text);
    }
  }
  return examples;
}

/** Lists by their first entry, no keys, and addresses as readers have them. */
function fitToShow<Value>(value: Value, names: readonly (readonly [string, string])[]): Value {
  const text = JSON.stringify(value, (_, member: unknown) =>
    Array.isArray(member) && typeof member[0] === 'object' ? member.slice(0, 1) : member,
  );
  const named = names.reduce((before, [from, to]) => before.replaceAll(from, to), text);
  const open = named
    .replace(/(pt_live_|whsec_)[A-Za-z0-9+/=_-]{20,}/g, '$1…')
    .replace(/http:\/\/127\.0\.0\.1:\d+/g, 'http://127.0.0.1:4010');
  return JSON.parse(open) as Value;
}
