import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { chanceOf } from '../../src/lib/egress/chance.test.kit.ts';
import { firstOwner } from '../console/console.test.kit.ts';
import type { TestGateway } from '../gateway/gateway.test.kit.ts';
import { figure, isFull } from '../money/figure.test.kit.ts';
import { adminToken, startEdgeGateway } from './edge-gateway.test.kit.ts';
import { makeBody } from './generated-bodies.ts';
import { malformedJson, oddJson, unsafeJson } from './json-corpus.ts';
import { startNotingRoutes } from './mounted-routes.ts';
import { naughtyStrings } from './naughty-strings.ts';
import { filledPath, type Operation, readOperations } from './operations.ts';
import { readOperatorOperations } from './operator-operations.ts';

describe('the API edge', () => {
  let gateway: TestGateway;
  let operations: Operation[];
  let withBody: Operation[];
  let cookie: string;
  before(async () => {
    const { started, routes } = await startNotingRoutes(() => startEdgeGateway());
    gateway = started;
    ({ cookie } = await firstOwner(gateway));
    // What ends the session, or is for customers only, is asked by the console's own tests.
    const operators = (await readOperatorOperations(gateway.url, routes)).filter(
      ({ path }) => !/\/(sign-out|password|own\/.*)$/.test(path),
    );
    operations = [...(await readOperations(gateway.url)), ...operators];
    withBody = operations.filter(({ body }) => body !== undefined);
    assert.ok(withBody.length >= 20);
  });
  after(() => gateway.close());

  const credentials = (path: string): Record<string, string> =>
    path.startsWith('/console/')
      ? { cookie, 'x-plantain-console': '1' }
      : { authorization: `Bearer ${path.startsWith('/admin/') ? adminToken : gateway.liveKey}` };

  /** Whatever is sent: no 5xx, an id, and where it is refused the documented error. */
  async function send(operation: Operation, init: RequestInit, path = filledPath(operation.path)) {
    const response = await fetch(gateway.url + path, {
      method: operation.method,
      ...init,
      headers: {
        ...credentials(operation.path),
        'content-type': 'application/json',
        ...init.headers,
      },
    }).catch((error: Error) => {
      throw new Error(`${operation.method} ${path.slice(0, 300)}: ${error.message}, ${String(error.cause)}`);
    });
    const text = await response.text();
    const said = () =>
      `${operation.method} ${path.slice(0, 200)} ${String(init.body).slice(0, 300)}: ${response.status} ${text.slice(0, 300)}`;
    assert.ok(response.status < 500, said());
    assert.ok(response.headers.get('x-request-id'), said());
    if (response.status >= 400 && operation.method !== 'HEAD') {
      try {
        operation.checkError(text, response.status);
      } catch (error) {
        assert.fail(`${said()}: ${(error as Error).message}`);
      }
    }
    return { status: response.status, text, said };
  }

  async function inTurns<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
    const queue = items.values();
    await Promise.all(
      Array.from({ length: 8 }, async () => {
        for (const item of queue) await work(item);
      }),
    );
  }

  const fits = ({ checkError }: Operation, text: string, status: number): boolean => {
    try {
      checkError(text, status);
      return true;
    } catch {
      return false;
    }
  };

  /** Throws unless the error has the shape of this operation's, or of one that has a shape for it. */
  const checkErrorNear = (operation: Operation) => (text: string, status: number) => {
    // Files and pages are read by people.
    if (/^(There is no|No) such (file|page)\b[\w ./]*\n$|^<!doctype html>/i.test(text)) return;
    const shaped = operations.filter((one) => !fits(one, '{"no":"shape"}', status));
    assert.ok(shaped.length > 0 && [operation, ...shaped].some((one) => fits(one, text, status)), 'no shape');
  };

  /** All pairs in a full run; else each item with as many operations in turn. */
  const pairs = <Item>(items: readonly Item[], quick: number) =>
    items.flatMap((item, index) =>
      Array.from({ length: figure(quick, withBody.length) }, (_, step) => ({
        item,
        operation: withBody[(index * quick + step) % withBody.length] as Operation,
      })),
    );

  it('EDGE-1: what is not JSON is a 400 of the contract, on every route', async () => {
    await inTurns(pairs(malformedJson, 1), async ({ item, operation }) => {
      const { status, said } = await send(operation, { body: item });
      // Some take bodies of 64 KiB only.
      assert.ok(status === 400 || (status === 413 && item.length > 65_536), said());
    });
  });

  it('EDGE-1: nor is a body in which one value is not JSON', async () => {
    const chance = chanceOf(2);
    // In a full run every text in every route; else some of them, and always the ends that a reader may run over.
    const texts = isFull ? malformedJson : malformedJson.filter((_, index) => index % 6 === 0);
    await inTurns(pairs(texts, 1), async ({ item, operation }) => {
      const filled = withText(makeBody(operation.body ?? {}, chance, 0), spliced);
      const [head, ...rest] = JSON.stringify({ prompt: spliced, ...(filled as object) }).split(
        `"${spliced}"`,
      );
      const body = Buffer.concat(
        [head as string, item, rest.join('"x"')].map((part) =>
          typeof part === 'string' ? Buffer.from(part) : part,
        ),
      );
      const { status, said } = await send(operation, { body });
      assert.ok(status === 400 || (status === 413 && body.length > 65_536), said());
    });
  });

  it('EDGE-3…6: equal keys, __proto__, half surrogates, NUL and excess are refused by name, on every route', async () => {
    await inTurns(pairs(unsafeJson, 4), async ({ item: [body, reason], operation }) => {
      const { status, text, said } = await send(operation, { body });
      // The uploads take bodies of 64 KiB.
      if (status === 413) return;
      assert.equal(status, 400, said());
      // MCP says it in a code, and an upload's start may want a header first.
      if (!/^(\/console\/api)?\/(mcp|upload)\b/.test(operation.path)) assert.match(text, reason, said());
    });
    assert.equal(({} as Record<string, unknown>).strict, undefined);
  });

  it('EDGE-1, EDGE-7: JSON of every kind is taken or refused in the documented shape, never with a 5xx', async () => {
    await inTurns(
      pairs(oddJson, 2),
      async ({ item, operation }) => void (await send(operation, { body: item })),
    );
  });

  it('EDGE-8: a method that an address does not take is a 405 that names those it takes', async () => {
    const documented = await readOperations(gateway.url);
    const paths = [...new Set(documented.map(({ path }) => filledPath(path)))];
    await inTurns(paths, async (path) => {
      const here = documented.filter((one) => filledPath(one.path) === path);
      const taken = here.map((one) => one.method);
      const method = ['PATCH', 'DELETE', 'PUT', 'POST', 'GET'].find((one) => !taken.includes(one)) as string;
      const response = await fetch(gateway.url + path, { method, headers: credentials(path) });
      const text = await response.text();
      const said = `${method} ${path}: ${response.status} ${text.slice(0, 200)}`;
      assert.equal(response.status, 405, said);
      const allowed = response.headers.get('allow')?.split(', ') ?? [];
      assert.deepEqual(
        [taken.filter((one) => !allowed.includes(one)), allowed.includes(method)],
        [[], false],
        said,
      );
      // The document tells no 405 of its own: it has the shape of another refusal, of the contract that is near.
      assert.ok(
        documented.some((one) => [400, 401, 404, 422].some((status) => fits(one, text, status))),
        said,
      );
    });
  });

  it('EDGE-8: pages of other origins may send nothing and read nothing of an answer to a key', async () => {
    const origin = 'https://elsewhere.example';
    await inTurns(operations, async (operation) => {
      const at = gateway.url + filledPath(operation.path);
      const asked = { origin, 'access-control-request-method': operation.method };
      const answers = [
        await fetch(at, { method: 'OPTIONS', headers: asked }),
        await fetch(at, { method: operation.method, headers: { ...credentials(operation.path), origin } }),
      ];
      for (const answer of answers) {
        await answer.body?.cancel();
        const allowed = [...answer.headers.keys()].filter((name) => name.startsWith('access-control-'));
        // Images by their unguessable names and the description of the API are for everybody.
        const isPublic = /^\/(openapi\.json|task-artifacts\/|uploads\/)/.test(operation.path);
        const expected = isPublic ? ['access-control-allow-origin'] : [];
        assert.ok(
          allowed.every((name) => expected.includes(name)),
          `${operation.path}: ${allowed}`,
        );
      }
    });
  });

  it('EDGE-2: naughty strings pass through bodies, paths, queries and headers without harm', async () => {
    const chance = chanceOf(1);
    await inTurns(pairs(naughtyStrings, 1), async ({ item, operation }) => {
      const body = withText(makeBody(operation.body ?? {}, chance, 0), item);
      await send(operation, { body: JSON.stringify(body) });
    });
    const addressed = naughtyStrings.flatMap((item, index) =>
      isFull
        ? operations.map((operation) => ({ item, operation }))
        : [{ item, operation: operations[index % operations.length] as Operation }],
    );
    await inTurns(addressed, async ({ item, operation: { path, ...rest } }) => {
      if (!item.isWellFormed()) return;
      const text = encodeURIComponent(item.slice(0, 2_000));
      // An address gone astray may lead to any other, or to none: its error is of one of them.
      const operation = { ...rest, path };
      const astray = { ...operation, checkError: checkErrorNear(operation) as Operation['checkError'] };
      await send(astray, {}, path.replace(/\{\w+\}/g, text));
      await send(astray, {}, `${filledPath(path)}?limit=${text}&after=${text}&alt=${text}&key=${text}`);
      const header = Buffer.from(
        item
          .replace(/[\p{Cc}]/gu, ' ')
          .trim()
          .slice(0, 2_000),
      ).toString('latin1');
      const names = isFull ? headerNames : [chance.pick(headerNames), chance.pick(headerNames)];
      await send(operation, { headers: Object.fromEntries(names.map((name) => [name, header])) });
    });
  });

  it('EDGE-2: a query value given twice is refused or passed over, with a key and without one', async () => {
    // Those that the documents leave out: of an upload's address, of a link, of lists for operators.
    const others = ['upload_id', 'token', 'expires', 'signature', 'mode', 'state', 'limit', 'after'];
    await inTurns(operations, async (operation) => {
      // No address that answers as long as somebody listens.
      if (operation.path.endsWith('/events')) return;
      const path = filledPath(operation.path);
      const query = [...operation.query, ...others].map((name) => `${name}=1&${name}=2`).join('&');
      await send(operation, {}, `${path}?${query}`);
      const noKey = { authorization: '', cookie: '', 'x-goog-upload-command': 'query' };
      const one = { ...operation, checkError: checkErrorNear(operation) as Operation['checkError'] };
      await send(one, { headers: noKey }, `${path}?${query}&key=${gateway.liveKey}&key=${gateway.testKey}`);
    });
  });
});

/** Stands where a text goes that no JSON can hold. */
const spliced = 'here';

/** Those that are read somewhere, or logged, or passed on by others; not what would only change whose request it is. */
const headerNames = [
  'accept',
  'accept-language',
  'idempotency-key',
  'if-none-match',
  'origin',
  'range',
  'referer',
  'traceparent',
  'tracestate',
  'user-agent',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-plantain-channel',
  'x-plantain-strategy',
  'x-plantain-strict',
  'x-request-id',
] as const;

/** The value with the text in place of its strings. */
function withText(value: unknown, text: string): unknown {
  if (typeof value === 'string') return text;
  if (Array.isArray(value)) return value.map((item) => withText(item, text));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withText(inner, text)]));
}
