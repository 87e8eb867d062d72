import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import { chanceOf } from '../../src/lib/egress/chance.test.kit.ts';
import { firstOwner, signIn } from '../console/console.test.kit.ts';
import type { TestGateway } from '../gateway/gateway.test.kit.ts';
import { adminToken, startEdgeGateway } from './edge-gateway.test.kit.ts';
import { type Known, makeRequest } from './generated-requests.ts';
import { judgeAnswer } from './judge-answer.ts';
import { type MountedRoute, serves, startNotingRoutes } from './mounted-routes.ts';
import { type Operation, readOperations } from './operations.ts';
import { readOperatorOperations } from './operator-operations.ts';
import { proofShare } from './proof-share.ts';
import { createSend } from './send-request.ts';

/** Pages and files: they read nothing but their address. */
const files = /^\/(console|console\/api|console\/\*|docs|docs\/\*|docs\/assets\/\*)$|^\/$/;
/** Long, and the same for all: asked seldom. */
const pages = /^\/(docs|llms|pricing|metrics|openapi\.json)/;
/** They end the session that the run needs; the console's own tests ask them. */
const endings = /\/(sign-out|password)$/;

describe('generated requests', () => {
  let gateway: TestGateway;
  let routes: readonly MountedRoute[];
  let contracts: Operation[];
  let operators: Operation[];
  const warnings: string[] = [];
  const note = (warning: Error) => void warnings.push(warning.stack ?? warning.message);
  before(async () => {
    process.on('warning', note);
    ({ started: gateway, routes } = await startNotingRoutes(() => startEdgeGateway()));
    contracts = await readOperations(gateway.url);
    operators = await readOperatorOperations(gateway.url, routes);
  });
  after(async () => {
    await gateway.close();
    process.off('warning', note);
    // Listeners that pile up, deprecations, timers of no length.
    assert.deepEqual(warnings, []);
  });

  async function run(context: TestContext, operations: readonly Operation[], quick: number, full: number) {
    const { count, seed, said } = proofShare(quick, full);
    const chance = chanceOf(seed);
    const { send, close } = createSend(gateway.url);
    const owner = await firstOwner(gateway).catch(async () => {
      const { link } = await gateway.app.users.create(
        { name: `owner-${seed}`, role: 'owner', accountId: undefined },
        { actor: 'test' },
      );
      return signIn(gateway, link);
    });
    const ids: string[] = [];
    const known: Known = { ...gateway, adminToken, cookie: () => owner.cookie, ids };
    const usual = operations.filter(({ path }) => !pages.test(path));
    const withBody = operations.filter(({ body }) => body !== undefined);
    const found = new Map<string, string>();
    const statuses: Record<string, number> = {};
    let left = count;
    const sendSome = async () => {
      while (left > 0) {
        left -= 1;
        const request = makeRequest(
          chance.pick(chance.next() < 0.6 ? withBody : chance.next() < 0.95 ? usual : operations),
          chance,
          known,
        );
        const answer = await send(request).catch((error: Error) => error);
        const wrong = answer instanceof Error ? answer.message : judgeAnswer(request, answer, operations);
        const status = answer instanceof Error ? 'none' : `${answer.status}`;
        statuses[status] = (statuses[status] ?? 0) + 1;
        if (wrong !== undefined) {
          const { operation, method, target, headers, body } = request;
          const where = `${operation.method} ${operation.path}: ${wrong}`;
          const text = answer instanceof Error ? '' : answer.text.slice(0, 500);
          const sent = `${method} ${target.slice(0, 500)} ${JSON.stringify(headers).slice(0, 1_000)} ${body?.toString('latin1').slice(0, 1_000)}`;
          const id = answer instanceof Error ? undefined : answer.headers['x-request-id'];
          const told = gateway.logText().split('\n');
          const line = told.find((one) => id !== undefined && one.includes(`"${id}"`)) ?? '';
          if (!found.has(where)) {
            found.set(where, `${where}\n  ${sent}\n  ${text}\n  ${line.slice(0, 2_000)}`);
          }
        } else if (!(answer instanceof Error) && answer.status < 300) {
          for (const [, id] of answer.text
            .slice(0, 5_000)
            .matchAll(/"(?:id|name|task_?[iI]d)":"([^"\\]{5,80})"/g)) {
            ids[chance.below(200)] = id as string;
          }
        }
      }
    };
    await Promise.all(Array.from({ length: 8 }, sendSome));
    close();
    context.diagnostic(`${count} requests, ${said}, by status ${JSON.stringify(statuses)}`);
    for (const finding of found.values()) context.diagnostic(finding);
    assert.deepEqual([...found.keys()], [], said);
    const errors = gateway
      .logText()
      .split('\n')
      .filter((line) => line.includes('"level":50'));
    assert.deepEqual(errors.slice(0, 3), []);
    return statuses;
  }

  it('cover every mounted route', () => {
    const all = [...contracts, ...operators];
    const missing = routes.filter(
      (route) => !files.test(route.path) && !all.some((operation) => serves(route, operation)),
    );
    assert.deepEqual(missing, []);
  });

  it('to the documented contracts are answered as documented, whatever is wrong with them', async (context) => {
    const statuses = await run(context, contracts, 300, 1_000_000);
    assert.ok((statuses['200'] ?? 0) > 20, 'the generator makes nothing meaningful');
  });

  it('of operators and of the console are answered with problem details at worst', async (context) => {
    const asked = operators.filter(({ path }) => !endings.test(path));
    const statuses = await run(context, asked, 300, 200_000);
    assert.ok((statuses['200'] ?? 0) > 20, 'the generator makes nothing meaningful');
  });
});
