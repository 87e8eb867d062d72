import { setTimeout as sleep } from 'node:timers/promises';
import type { Receipt } from '../../src/generation/receipt.ts';
import type { DayScript } from './day-script.test.kit.ts';
import { drive } from './drive.test.kit.ts';
import {
  type CircuitEvent,
  callsInsideDelays,
  contradictions,
  type Evidence,
  figuresOf,
  isSatisfiable,
  type Spell,
  type SpellFigures,
  spellsOf,
  wasLostForGood,
} from './judge.test.kit.ts';
import { type DayGateway, startSixChannels } from './six-channels.test.kit.ts';

/** One goal, what was measured, and whether it was met. */
export interface Goal {
  readonly what: string;
  readonly goal: string;
  readonly measured: string;
  readonly isMet: boolean;
  /** A short day on a busy machine has too few requests, or too slow answers, to be judged by it. */
  readonly isOfWholeDay?: boolean;
}

export interface DayReport {
  readonly goals: readonly Goal[];
  readonly spells: readonly SpellFigures[];
  /** What a goal was missed by, in words. */
  readonly remarks: readonly string[];
}

/** Plays a day: six channels with their troubles, and clients who know nothing of them. */
export async function runDay(script: DayScript): Promise<DayReport> {
  const gateway = await startSixChannels();
  try {
    await warmUp(gateway);
    const spells: Spell[] = [];
    const [asked] = await Promise.all([
      drive(gateway, gateway.liveKey, script),
      play(gateway, script, spells),
    ]);
    const receipts = new Map<string, Receipt>();
    for (const { generation } of asked) receipts.set(generation, await gateway.receiptOf(generation));
    const calls = Object.fromEntries(
      Object.entries(gateway.replicas).map(([id, replica]) => [id, replica.calls]),
    ) as unknown as Evidence['calls'];
    return judge({
      asked,
      receipts,
      calls,
      spells,
      circuits: circuitEvents(gateway.logText()),
      bookErrors: await gateway.bookErrors(),
    });
  } finally {
    await gateway.close();
  }
}

/** Every channel once: the first picture of each shape has to be drawn, which is not the gateway's time. */
async function warmUp(gateway: DayGateway): Promise<void> {
  const { key } = await gateway.app.keys.create({
    mode: 'live',
    name: 'pins',
    settings: { pinChannels: true },
  });
  for (const id of Object.keys(gateway.replicas)) {
    const headers = { authorization: `Bearer ${key}`, 'x-plantain-channel': id };
    const body = { model: 'nano-banana-2', prompt: 'A plantain on a plate', resolution: '0.5K' };
    const response = await gateway.post('/v1/images/generations', body, headers);
    if (!response.ok) throw new Error(`${id} does not work at all: ${await response.text()}`);
    await response.arrayBuffer();
  }
}

async function play(gateway: DayGateway, { scenes, hourMs }: DayScript, spells: Spell[]): Promise<void> {
  const startedAtMs = Date.now();
  const until = (hour: number) => sleep(Math.max(0, startedAtMs + hour * hourMs - Date.now()));
  await Promise.all(
    scenes.map(async (scene) => {
      await until(scene.fromHour);
      const fromMs = Date.now();
      for (const id of scene.channels) gateway.replicas[id].trouble = scene.trouble;
      await until(scene.toHour);
      for (const id of scene.channels) gateway.replicas[id].trouble = undefined;
      spells.push(...spellsOf(scene, fromMs, Date.now()));
    }),
  );
}

const circuitEvents = (log: string): CircuitEvent[] =>
  log
    .split('\n')
    .filter((line) => /its circuit (is open|closed)/.test(line))
    .map((line) => JSON.parse(line) as { channel: string; msg: string; time: number })
    .map(({ channel, msg, time }) => ({ channel, isOpen: msg.endsWith('open'), atMs: time }));

function judge(evidence: Evidence): DayReport {
  const { asked, receipts, spells } = evidence;
  const calls = Object.values(evidence.calls).flat();
  const wanted = asked.filter(({ isBlocked }) => !isBlocked);
  const lost = wanted.filter((each) => wasLostForGood(each, receipts.get(each.generation)));
  const satisfiable = wanted.filter((each) => isSatisfiable(each, spells) && !lost.includes(each));
  const failed = satisfiable.filter(({ isDelivered }) => !isDelivered);
  const blocked = new Set(asked.filter(({ isBlocked }) => isBlocked).map(({ token }) => token));
  const share = 1 - failed.length / satisfiable.length;
  // Blocked prompts that found a sick channel first are tried elsewhere; a block itself must be the end.
  const retriedBlocks = asked.filter(({ isBlocked, generation }) => {
    const attempts = receipts.get(generation)?.attempts ?? [];
    return isBlocked && attempts.slice(0, -1).some(({ result }) => result === 'content_blocked');
  });
  const amplification = calls.length / asked.length;
  const figures = spells
    .filter(({ trouble }) => trouble !== 'slow')
    .map((spell) => figuresOf(spell, evidence));
  const wasted = Math.max(
    ...figures.map(({ wasted: calls = 0, failed }) => Math.max(calls, calls === 0 ? failed : 0)),
  );
  const back = Math.max(0, ...figures.map(({ backAfterMs = 0 }) => backAfterMs));
  const stillOpen = figures.filter(({ isStillOpen }) => isStillOpen);
  const { told, early } = callsInsideDelays(evidence);
  const wrong = [...contradictions(evidence), ...evidence.bookErrors];
  const goals: Goal[] = [
    {
      what: `satisfiable requests that succeeded (${satisfiable.length} of ${asked.length})`,
      goal: '≥ 99.9 %',
      measured: `${(share * 100).toFixed(2)} %`,
      isMet: satisfiable.length > 0 && share >= 0.999,
    },
    {
      what: `blocked prompts sent again after the block (of ${blocked.size})`,
      goal: '0',
      measured: String(retriedBlocks.length),
      isMet: blocked.size > 0 && retriedBlocks.length === 0,
    },
    {
      what: 'upstream calls for each request',
      goal: '≤ 1.10',
      measured: amplification.toFixed(3),
      isMet: amplification <= 1.1,
      isOfWholeDay: true,
    },
    {
      what: 'most calls wasted before a circuit opened',
      goal: '≤ 20',
      measured: String(wasted),
      isMet: wasted <= 20,
    },
    {
      what: 'longest a healed channel was kept away from',
      goal: '≤ 5.0 s',
      measured: `${(back / 1_000).toFixed(1)} s`,
      isMet: back <= 5_000 && stillOpen.length === 0,
      isOfWholeDay: true,
    },
    {
      what: `calls inside a retryDelay (told of ${told} times)`,
      goal: '0',
      measured: String(early),
      isMet: told > 0 && early === 0,
    },
    {
      what: 'contradictions between clients, receipts, upstreams and books',
      goal: '0',
      measured: String(wrong.length),
      isMet: wrong.length === 0,
    },
  ];
  return {
    goals,
    spells: figures,
    remarks: [
      ...failed.map((each) => {
        const receipt = receipts.get(each.generation);
        const tried = receipt?.attempts.map(({ channel, result }) => `${channel} ${result}`).join(', ');
        return `${each.token} (${each.surface}, ${each.strategy}) failed with ${each.status} ${receipt?.failure?.code}: ${tried || 'no call'}`;
      }),
      ...stillOpen.map(({ channel, trouble }) => `${channel} is still closed off after its ${trouble}`),
      ...wrong,
      `${lost.length} answers were lost at a channel that charges for what it took, or after their first image byte: not asked for again, by rule`,
      `${wanted.length - satisfiable.length - lost.length} requests no channel could do when they came`,
    ],
  };
}
