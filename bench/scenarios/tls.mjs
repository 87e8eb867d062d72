import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { warmUp } from '../line-up.mjs';
import { measureLoad } from '../load/measure-load.mjs';
import { sizes } from '../picture.mjs';

export const name = 'tls';

const load = { sizeBytes: sizes.large, connections: 8 };

/** 8 MB archived from an upstream that speaks TLS, beside the same from the plain one. */
export async function run({ contenders, alternate, folder, isQuick, startStub, startApart }) {
  const plain = contenders.find((contender) => contender.name === 'plantain');
  if (!plain) return {};
  const keyFile = path.join(folder, 'stub-key.pem');
  const certificateFile = path.join(folder, 'stub-certificate.pem');
  createCertificate(keyFile, certificateFile);
  const stub = await startStub('stub-tls', [keyFile, certificateFile]);
  const settings = { NODE_EXTRA_CA_CERTS: certificateFile };
  const gateway = await startApart('tls', settings, `https://127.0.0.1:${stub.port}`);
  try {
    await warmUp([gateway], isQuick ? 2_000 : 16_000);
    const plan = {
      contenders: [plain, { ...gateway, name: 'plantain, TLS upstream' }],
      rounds: isQuick ? 1 : 5,
      title: 'TLS upstream, 8 MB',
    };
    return await alternate(plan, (contender) =>
      measureLoad(contender, { ...load, durationMs: isQuick ? 700 : 1300 }),
    );
  } finally {
    await gateway.stop();
    await stub.stop();
  }
}

function createCertificate(keyFile, certificateFile) {
  const wish = '-x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=bench-stub';
  const names = ['-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', keyFile, '-out', certificateFile];
  execFileSync('openssl', ['req', ...wish.split(' '), ...names], { stdio: 'ignore' });
}
