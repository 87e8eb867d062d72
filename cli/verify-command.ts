import { Command } from 'commander';
import { quoteView } from '../src/admin/verification-view.ts';
import { checkKeyName, checkKeySettings } from '../src/admission/check-keys.ts';
import { createKeys } from '../src/admission/keys.ts';
import { readCheckPicture } from '../src/app/check-pictures.ts';
import { checkTarget } from '../src/app/check-target.ts';
import { shippedPrices } from '../src/catalog/shipped-prices.ts';
import { sandboxChannel } from '../src/channels/configured-channels.ts';
import { type Config, readConfig } from '../src/config.ts';
import type { ModelCatalog } from '../src/generation/model.ts';
import { Refusal } from '../src/generation/refusal.ts';
import { systemClock } from '../src/lib/clock.ts';
import { createOutbound, type Outbound } from '../src/lib/outbound.ts';
import { startSandbox } from '../src/sandbox/start-sandbox.ts';
import type { Store } from '../src/store/store.ts';
import { openOutpost } from '../src/verification/outpost.ts';
import type { Target } from '../src/verification/target.ts';
import { createVerification, type Verification } from '../src/verification/verification.ts';
import { ownAddress, readAddress } from './gateway-address.ts';
import { usd } from './money-words.ts';
import { type OpenChannels, openChannels } from './open-channels.ts';
import { packageVersion } from './package-version.ts';
import { printJson } from './print.ts';
import { printPromises, printTable } from './print-checks.ts';
import { readList, readUsd } from './read-options.ts';
import { cliActor, withStore } from './with-store.ts';

interface VerifyOptions {
  readonly url?: string;
  readonly channel: string;
  readonly model?: string;
  readonly contract?: string;
  readonly feature?: string;
  readonly cap?: string;
  readonly resume?: string;
  readonly outpost?: string;
  readonly emulated?: boolean;
  readonly concurrency: string;
  readonly plan?: boolean;
  readonly table?: boolean;
  readonly promises?: boolean;
  readonly json?: boolean;
}

/** Checks every promise of a running gateway from outside, and keeps the evidence. */
export function verifyCommand(): Command {
  return new Command('verify')
    .description('Check the promises of a running gateway against one of its channels.')
    .option('--url <origin>', 'the gateway (PLANTAIN_PUBLIC_URL; without one http://HOST:PORT)')
    .option('--channel <id>', 'the channel to check', 'sandbox')
    .option('--model <names>', 'only these models')
    .option('--contract <names>', 'only these contracts')
    .option('--feature <names>', 'only these features')
    .option(
      '--cap <usd>',
      'begin nothing that could make the run cost more, upstream or here; live channels need it',
    )
    .option('--resume <run>', 'leave out what an earlier run has evidence for')
    .option('--outpost <host>', 'listen here for callbacks and give out files; the gateway must reach it')
    .option('--emulated', 'the upstream of the channel is an emulator')
    .option('--concurrency <count>', 'requests at a time', '2')
    .option('--plan', 'only say what it would do and cost')
    .option('--table', 'only print what is known')
    .option('--promises', 'print what is promised and not Verified; fails while there is any')
    .option('--json', 'as JSON')
    .action(verify);
}

async function verify(options: VerifyOptions): Promise<void> {
  const concurrency = readConcurrency(options.concurrency);
  const outbound = createOutbound({ proxy: readConfig(process.env).upstreamProxy });
  try {
    await withStore(async (store, config) => {
      const opened = await openChannels(store, config);
      const verification = openVerification(store, config, opened.parts.catalog, outbound, options.url);
      if (options.table) return printTable(await verification.table(), options);
      if (options.promises) return printPromises(opened.parts.catalog, await verification.table(), options);
      await opened.set.refresh();
      await withTarget(opened, config, options.channel, outbound, (target) =>
        check(verification, target, options, concurrency),
      );
    });
  } finally {
    outbound.close();
  }
}

function openVerification(
  store: Store,
  config: Config,
  catalog: ModelCatalog,
  outbound: Outbound,
  url: string | undefined,
): Verification {
  const keys = createKeys(store, systemClock);
  return createVerification({
    store,
    clock: systemClock,
    outbound,
    catalog,
    listPrices: shippedPrices,
    origin: () => (url ? readAddress(url, '--url') : (config.publicUrl ?? ownAddress(config))),
    makeKey: (mode) => keys.create({ mode, name: checkKeyName, settings: checkKeySettings }, cliActor()),
    revokeKey: (id) => keys.revoke(id, cliActor()),
    version: packageVersion(),
    readPicture: readCheckPicture,
    owner: `cli-${process.pid}`,
  });
}

/** The gateway's own sandbox listens where only it knows: another emulator says the same when it is asked directly. */
async function withTarget(
  { parts, set }: OpenChannels,
  { catalog }: Config,
  id: string,
  outbound: Outbound,
  work: (target: Target) => Promise<void>,
): Promise<void> {
  if (id !== 'sandbox') return work(checkTarget({ ...parts, channels: set.current(), outbound }, id));
  const sandbox = await startSandbox(0, catalog.emulated, parts.log);
  try {
    await work(checkTarget({ ...parts, channels: [sandboxChannel(sandbox.url)], outbound }, id));
  } finally {
    await sandbox.close();
  }
}

async function check(
  verification: Verification,
  target: Target,
  options: VerifyOptions,
  concurrency: number,
): Promise<void> {
  const mode = target.kind === 'sandbox' ? 'test' : 'live';
  const outpost = options.outpost ? await openOutpost(options.outpost) : undefined;
  try {
    const planned = await verification.plan({
      target,
      outpost,
      emulated: options.emulated ?? target.kind === 'sandbox',
      models: readNames(options.model),
      contracts: readNames(options.contract),
      features: readNames(options.feature),
      capMicros: options.cap === undefined ? undefined : readUsd(options.cap, '--cap'),
      resume: options.resume,
      concurrency,
      reason: 'demand',
      by: cliActor(),
      onProgress: (done, count, spentMicros) => showProgress(done, count, usd(spentMicros, mode)),
    });
    const { requests, quoteMicros, left } = planned;
    // Unless some of them fail: their rows are asked for again, one by one.
    const most = `${requests.length} requests, at most ${usd(quoteMicros, mode)}`;
    console.error(`${most}; ${left.length} rows cannot be checked here.`);
    if (options.plan) {
      if (options.json) printJson(quoteView(planned));
      return;
    }
    const { id, state, passed, failed, elsewhere, lost, whyLost, spentMicros } = await planned.run();
    console.error(`\n${id} ${state}: ${passed} rows pass, ${failed} fail, ${usd(spentMicros, mode)}`);
    if (lost > 0) {
      console.error(`Nothing was learned of ${lost} rows (${whyLost}): --resume ${id} asks them again.`);
    }
    if (elsewhere > 0)
      console.error(`${elsewhere} rows were answered by another channel: --resume ${id} asks again.`);
    if (failed > 0 || elsewhere > 0 || lost > 0) process.exitCode = 1;
    await printRun(verification, options, id);
  } finally {
    await outpost?.close();
  }
}

function readConcurrency(text: string): number {
  const count = /^\d{1,2}$/.test(text) ? Number(text) : 0;
  if (count > 0) return count;
  throw new Refusal('invalid', '--concurrency takes a number from 1 to 99.');
}

const readNames = (text: string | undefined) =>
  text === undefined ? undefined : (readList(text) ?? undefined);

const showProgress = (done: number, planned: number, spent: string): void => {
  if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${planned} requests, ${spent} `);
};

async function printRun(verification: Verification, options: VerifyOptions, run: string): Promise<void> {
  const rows = (await verification.table()).filter(({ evidence }) =>
    evidence.some((entry) => entry.run_id === run),
  );
  printTable(options.json ? rows : rows.filter(({ status }) => status === 'Failing'), options);
}
