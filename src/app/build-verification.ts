import { defaultAccountId } from '../admission/account-rows.ts';
import { checkKeyName, checkKeySettings } from '../admission/check-keys.ts';
import { createKeys } from '../admission/keys.ts';
import { shippedPrices } from '../catalog/shipped-prices.ts';
import type { Channel } from '../channels/channel.ts';
import type { Config } from '../config.ts';
import type { ModelCatalog } from '../generation/model.ts';
import type { Provider } from '../generation/provider.ts';
import { openOutpost } from '../verification/outpost.ts';
import { createRunDesk, type RunDesk } from '../verification/run-desk.ts';
import { createVerification } from '../verification/verification.ts';
import { readCheckPicture } from './check-pictures.ts';
import { checkTarget } from './check-target.ts';
import type { Resources } from './open-resources.ts';
import { version } from './version.ts';

/** Longer than any run takes; the key of a process that died ends by itself. */
const keyLifeMs = 24 * 3_600_000;

export interface VerificationInput {
  readonly config: Config;
  readonly resources: Resources;
  readonly catalog: ModelCatalog;
  readonly channels: () => readonly Channel[];
  readonly providers: ReadonlyMap<string, Provider>;
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
    listPrices: shippedPrices,
    owner,
    log,
    version,
    readPicture: readCheckPicture,
    origin: input.origin,
    makeKey: (mode) =>
      keys.create({
        mode,
        name: checkKeyName,
        settings: checkKeySettings,
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
    targetOf: (id) =>
      checkTarget({ channels: input.channels(), providers: input.providers, catalog, outbound, clock }, id),
    openOutpost: async () => (verifyOutpost === undefined ? undefined : openOutpost(verifyOutpost)),
  });
}
