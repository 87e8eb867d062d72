import { drive } from '../load/drive.mjs';
import { measureInFlight } from '../load/measure-in-flight.mjs';
import { sizes } from '../picture.mjs';

export const name = 'hugeInFlight';

/** A thousand answers of 20 MB at the same moment, for this gateway alone. */
export async function run({ alternate, stubOrigin, startApart }) {
  const gateway = await startApart('huge-in-flight', {});
  try {
    await drive(gateway, { sizeBytes: sizes.small, connections: 32, durationMs: 5_000 });
    return await alternate({ contenders: [gateway], rounds: 2, title: '1,000 × 20 MB in flight' }, () =>
      measureInFlight(gateway, { count: 1_000, sizeBytes: sizes.huge }, stubOrigin),
    );
  } finally {
    await gateway.stop();
  }
}
