import { defaultAccountId } from '../admission/key-rows.ts';
import { createKeys } from '../admission/keys.ts';
import type { Channel } from '../channels/channel.ts';
import type { Config } from '../config.ts';
import type { ModelCatalog } from '../generation/model.ts';
import { Refusal } from '../generation/refusal.ts';
import type { Outbound } from '../lib/outbound.ts';
import { openOutpost } from '../verification/outpost.ts';
import { createRunDesk, type RunDesk } from '../verification/run-desk.ts';
import type { Target } from '../verification/target.ts';
import { createVerification } from '../verification/verification.ts';
import type { Resources } from './open-resources.ts';
import { version } from './version.ts';

/** Longer than any run takes; the key of a process that died ends by itself. */
const keyLifeMs = 24 * 3_600_000;

export interface VerificationInput {
  readonly config: Config;
  readonly resources: Resources;
  readonly catalog: ModelCatalog;
  readonly channels: () => readonly Channel[];
  /** Where this process listens: a black box is asked over HTTP, but not by way of the internet. */
  readonly origin: () => string;
}

/** The runs of checks of this process. */
export function buildVerification({ config, resources, catalog, ...input }: VerificationInput): RunDesk {
  const { store, clock, outbound, metrics, log, owner } = resources;
  const { verifyOutpost, verifyCallbackUrl } = config;
  const keys = createKeys(store, clock);
  const verification = createVerification({
    store,
    clock,
    outbound,
    catalog,
    owner,
    log,
    version,
    origin: input.origin,
    makeKey: (mode) =>
      keys.create({
        mode,
        name: 'verification',
        settings: { pinChannels: true },
        expiresAtMs: clock.now() + keyLifeMs,
      }),
    revokeKey: (id) => keys.revoke(id),
    listener:
      verifyCallbackUrl === undefined ? undefined : { url: verifyCallbackUrl, accountId: defaultAccountId },
    onChange({ case: row, channel, passed, message }) {
      const { model, contract } = row;
      metrics.capabilityChanges.inc({ model, contract, to: passed ? 'working' : 'failing' });
      const fields = { case: row.id, channel, failure: message };
      if (passed) log.info(fields, 'a capability works again');
      else log.error(fields, 'a capability stopped working');
    },
  });
  return createRunDesk({
    verification,
    store,
    now: clock.now,
    targetOf: (id) => targetOf(input.channels(), id, catalog, outbound),
    openOutpost: async () => (verifyOutpost === undefined ? undefined : openOutpost(verifyOutpost)),
  });
}

function targetOf(
  channels: readonly Channel[],
  id: string,
  catalog: ModelCatalog,
  outbound: Outbound,
): Target {
  const channel = channels.find((each) => each.id === id);
  if (!channel) throw new Refusal('not_found', `There is no channel ${id}.`, 'channel');
  if (!channel.enabled || channel.draining) {
    const why = channel.enabled ? 'draining' : 'disabled';
    throw new Refusal('conflict', `The channel ${id} is ${why}: nothing can be sent through it.`, 'channel');
  }
  const kind = channel.mode === 'test' ? 'sandbox' : channel.tier;
  const models = channel.models && Object.keys(channel.models);
  return { channel: id, kind, models, ...directDoor(channel, catalog, outbound) };
}

/** Google's API itself, where the channel speaks it at the root of a host and nothing of it is ours. */
function directDoor(channel: Channel, catalog: ModelCatalog, outbound: Outbound): Pick<Target, 'direct'> {
  const { provider, baseUrl, settings, credential } = channel;
  const isPlain = settings.api_version === undefined || settings.api_version === 'v1beta';
  const url = new URL(baseUrl);
  if (provider !== 'gemini-api' || !isPlain || url.pathname !== '/') return {};
  return {
    direct: {
      door: { outbound, origin: url.origin, headers: { 'x-goog-api-key': credential } },
      upstreamId: (model) => channel.models?.[model]?.[0] ?? catalog.find(model)?.upstreamIds[0] ?? model,
    },
  };
}
