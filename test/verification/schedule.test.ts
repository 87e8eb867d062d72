import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createLog } from '../../src/lib/log.ts';
import { beginRun, leaseMs } from '../../src/verification/run-rows.ts';
import { beginDue } from '../../src/verification/schedule.ts';
import { openCheckedGateway } from './checked-gateway.test.kit.ts';
import { holdAnswers } from './faulty-upstream.test.kit.ts';

const hourMs = 3_600_000;
const plain = (markdown: string) => markdown.replace(/[`\\]/g, '');

describe('checks that begin by themselves', () => {
  let checked: Awaited<ReturnType<typeof openCheckedGateway>>;
  let mark = 'as it was';
  before(async () => {
    checked = await openCheckedGateway();
    checked.time.nowMs = Date.now() - 5 * hourMs;
  });
  after(() => checked.close());

  const parts = () => ({
    store: checked.store,
    now: () => checked.time.nowMs,
    log: createLog('silent'),
    desk: checked.desk,
    channels: () => [{ id: 'upstream', mark }],
    everyMs: hourMs,
    // Each contract of the model once, and little more.
    capMicros: 750_000,
  });
  /** One look of so many nodes at once; answers with the runs they began, when these are over. */
  async function look(nodes = 1) {
    const begun = (await Promise.all(Array.from({ length: nodes }, () => beginDue(parts())))).flat();
    await checked.desk.idle();
    return Promise.all(begun.map(({ id }) => checked.desk.show(id)));
  }
  /** The line of llms.txt about the model once it matches; the status page must say the same then. */
  async function says(expected: RegExp): Promise<void> {
    const start = '- nano-banana-2: ';
    let line = '';
    for (const startedMs = Date.now(); Date.now() - startedMs < 20_000; ) {
      const llms = await (await fetch(`${checked.gateway.url}/llms.txt`)).text();
      line = llms.split('\n').find((each) => each.startsWith(start)) ?? '';
      // Pages and lists keep what they read for two seconds, each for itself.
      if (expected.test(line) && (await listSays(line))) {
        const page = await (await fetch(`${checked.gateway.url}/docs/status.md`)).text();
        assert.ok(
          plain(page).includes(plain(line.slice(start.length))),
          'the status page says something else',
        );
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assert.fail(`the pages and the list of models do not both say ${expected}: ${line}`);
  }
  /** `/v1/models` recommends what the line does, and holds the same messages against the others. */
  async function listSays(line: string): Promise<boolean> {
    const response = await fetch(`${checked.gateway.url}/v1/models/nano-banana-2`, {
      headers: { authorization: `Bearer ${checked.gateway.liveKey}` },
    });
    const { recommended_route: route } = (await response.json()) as {
      recommended_route: { endpoint: string; not_recommended: { endpoint: string; messages: string[] }[] };
    };
    const against = route.not_recommended.map(
      ({ endpoint, messages }) => `Not recommended: ${endpoint} (${messages.join('; ')})`,
    );
    return (
      line.includes(`: Recommended: ${route.endpoint},`) &&
      line.split('Not recommended').length - 1 === against.length &&
      against.every((sentence) => line.includes(sentence))
    );
  }
  const images = /^(?!.*Not recommended).*Recommended: POST \/v1\/images\/generations/;

  it('check a new channel, then once in each interval, on one of several nodes', async () => {
    const first = await look(3);
    assert.deepEqual(
      first.map(({ reason, kind }) => [reason, kind]),
      [['channel-changed', 'official']],
    );
    assert.ok((first[0]?.passed ?? 0) >= 10 && first[0]?.failed === 0, JSON.stringify(first));
    assert.deepEqual(await look(3), []);
    checked.time.nowMs += hourMs - 1;
    assert.deepEqual(await look(3), []);
    checked.time.nowMs += 1;
    assert.deepEqual(
      (await look(3)).map(({ reason }) => reason),
      ['schedule'],
    );
  });

  it('check a channel again soon after it became another one', async () => {
    mark = 'another base URL';
    checked.time.nowMs += hourMs / 4 - 1;
    assert.deepEqual(await look(), []);
    checked.time.nowMs += 1;
    assert.deepEqual(
      (await look()).map(({ reason }) => reason),
      ['channel-changed'],
    );
    assert.deepEqual(await look(), []);
  });

  async function afterAnHour(): Promise<number> {
    checked.time.nowMs += hourMs;
    const [run] = await look();
    checked.upstream.faults = {};
    checked.door.faults = {};
    return run?.failed ?? 0;
  }

  it('tell within one run which route broke, why, and what to use instead, and that it is healed', async () => {
    await says(images);
    // As one gateway's Images route answered in April 2026, while its native route worked.
    const refusal = `Unknown name "imageOutputOptions" at 'generation_config.image_config'`;
    checked.door.faults = { request: (body) => ('response_format' in body ? refusal : body) };
    assert.equal(await afterAnHour(), 1);
    await says(
      /Recommended: POST \/v1beta\/models\/nano-banana-2:generateContent.*Not recommended: POST \/v1\/images\/generations \(400: Unknown name "imageOutputOptions"/,
    );
    assert.equal(await afterAnHour(), 0);
    await says(images);
  });

  it('tell which contracts break when the upstream refuses a field only they send, and that they are healed', async () => {
    checked.upstream.faults = {
      request(body) {
        const config = body.generationConfig as { imageConfig?: Record<string, unknown> } | undefined;
        return config?.imageConfig?.imageSize === undefined ? body : 'Unknown name "imageSize"';
      },
    };
    await afterAnHour();
    await says(
      /Recommended: POST \/v1\/images\/generations.*Not recommended: POST \/model\/v1\/generation \(.*refused/,
    );
    await afterAnHour();
    await says(images);
  });

  it('are taken up by another node when the first one died', async () => {
    checked.time.nowMs += 1;
    const nowMs = checked.time.nowMs;
    await checked.store.write(beginRun, {
      row: {
        id: 'run_dead',
        channel: 'upstream',
        kind: 'official',
        reason: 'schedule',
        owner: 'a node that dies',
        lease_until: nowMs + leaseMs,
        scope: '{}',
        planned: 9,
        quote_micros: 100,
        cap_micros: 100,
        started_at: nowMs,
      },
      by: { actor: 'plantain' },
      nowMs,
    });
    checked.time.nowMs += leaseMs;
    assert.deepEqual(await look(2), []);
    checked.time.nowMs += 1;
    const [resumed, ...others] = await look(2);
    assert.deepEqual(others, []);
    assert.equal(resumed?.id, 'run_dead');
    assert.ok((resumed?.passed ?? 0) > 0 && (resumed?.spent_micros ?? 0) <= 750_000, JSON.stringify(resumed));
  });

  it('go on after the process that made them was stopped, for no more than they may cost', async () => {
    checked.time.nowMs += hourMs;
    const held = holdAnswers();
    checked.upstream.faults = { hold: held.until };
    const [begun] = await beginDue(parts());
    await held.asked;
    const closing = checked.desk.close();
    held.release();
    await closing;
    checked.upstream.faults = {};
    const stopped = await checked.desk.show(begun?.id ?? '');
    assert.equal(stopped.state, 'broken');
    assert.ok(stopped.done > 0 && stopped.done < stopped.planned, JSON.stringify(stopped));
    const [resumed] = await look();
    assert.deepEqual([resumed?.id, resumed?.state], [begun?.id, 'capped']);
    assert.ok((resumed?.done ?? 0) > stopped.done && (resumed?.spent_micros ?? 0) <= 750_000);
    assert.deepEqual(await look(), []);
  });
});
