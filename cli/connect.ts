import { createPlantain, type PlantainClient } from '../client/index.ts';
import { Refusal } from '../src/generation/refusal.ts';
import { gatewayAddress } from './gateway-address.ts';
import { requireSendable } from './sendable.ts';

/** The gateway that PLANTAIN_URL and PLANTAIN_KEY name; without a URL the one on this machine. */
export function connect(env: NodeJS.ProcessEnv = process.env): PlantainClient {
  const key = env.PLANTAIN_KEY;
  if (!key) {
    throw new Refusal('invalid', 'Set PLANTAIN_KEY to an API key; "plantain keys create --test" makes one.');
  }
  requireSendable(key, 'PLANTAIN_KEY');
  return createPlantain({
    url: gatewayAddress(env),
    key,
    maxRetries: 2,
  });
}
