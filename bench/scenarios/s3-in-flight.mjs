import { startSwift } from '../../test/services/swift.mjs';
import { s3Exchange } from '../contenders/s3-exchange.mjs';
import { drive } from '../load/drive.mjs';
import { measureInFlight } from '../load/measure-in-flight.mjs';
import { sizes } from '../picture.mjs';

export const name = 's3InFlight';

/** A thousand answers of 8 MB at the same moment, archived on an S3 server on the load's core, which sets the pace. */
export async function run({ alternate, stubOrigin, startApart }) {
  const swift = await startSwift().catch((error) => {
    console.error(`\n  Swift is NOT INSTALLED: no figure for S3 (${error.message})\n`);
  });
  if (!swift) return {};
  const env = { ...process.env, ...swift.env };
  const settings = {
    ...swift.env,
    PLANTAIN_ARTIFACTS: `s3://${env.PLANTAIN_TEST_S3_BUCKET}/bench-${process.pid}`,
    PLANTAIN_S3_ENDPOINT: env.PLANTAIN_TEST_S3_ENDPOINT,
  };
  const gateway = await startApart('s3-in-flight', settings);
  const archiving = { ...gateway, ...s3Exchange(gateway) };
  try {
    await drive(archiving, { sizeBytes: sizes.small, connections: 16, durationMs: 5_000 });
    return await alternate({ contenders: [archiving], rounds: 1, title: '1,000 × 8 MB in flight, S3' }, () =>
      measureInFlight(archiving, { count: 1_000, sizeBytes: sizes.large }, stubOrigin),
    );
  } finally {
    await gateway.stop();
    await swift.stop();
  }
}
