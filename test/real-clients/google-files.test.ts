import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe } from 'node:test';
import sharp from 'sharp';
import { tableOf } from './client-table.ts';
import { failureOf } from './failure-of.ts';
import { ApiError, connectGoogle, type GoogleClient, imageParts } from './google-client.ts';
import { clientFolder, installedVersion } from './installed-packages.ts';
import { measureBase64 } from './measure-image.ts';
import { type ServedGateway, startServedGateway } from './start-served-gateway.ts';

const model = 'gemini-3.1-flash-image';
const can = tableOf('@google/genai', installedVersion('@google/genai'));

describe(`files of the Google client (${clientFolder})`, () => {
  let gateway: ServedGateway;
  let client: GoogleClient;
  before(async () => {
    gateway = await startServedGateway();
    client = connectGoogle(gateway.origin, gateway.liveKey);
  });
  after(() => gateway.close());

  const noise = (side: number) =>
    sharp(randomBytes(side * side * 3), { raw: { width: side, height: side, channels: 3 } })
      .png({ compressionLevel: 0 })
      .toBuffer();

  // The package sends 8 MiB at a time.
  for (const [what, side] of [
    ['one piece', 64],
    ['two pieces', 1_700],
  ] as const) {
    can('G1', 'files', `a file sent in ${what} is used by its URI, then deleted`, async () => {
      const png = await noise(side);
      const file = await client.files.upload({
        file: new Blob([new Uint8Array(png)], { type: 'image/png' }),
        config: { mimeType: 'image/png', displayName: 'noise' },
      });
      assert.deepEqual([file.state, file.mimeType, file.displayName], ['ACTIVE', 'image/png', 'noise']);
      assert.equal((await client.files.get({ name: file.name })).uri, file.uri);
      const names: string[] = [];
      for await (const listed of await client.files.list()) names.push(listed.name);
      assert.ok(names.includes(file.name));

      const cost = await gateway.costOf(async () => {
        const fileData = { fileUri: file.uri, mimeType: file.mimeType };
        const answer = await client.models.generateContent({ model, contents: ['At night', { fileData }] });
        assert.ok((await measureBase64(imageParts(answer)[0]?.data as string)).size);
      });
      assert.deepEqual([cost.calls, cost.generations], [1, 1]);
      assert.match(
        JSON.stringify(gateway.upstream.requests.at(-1)?.body),
        new RegExp(`<base64 of ${png.length} bytes>`),
      );

      await client.files.delete({ name: file.name });
      assert.ok((await failureOf(client.files.get({ name: file.name }))) instanceof ApiError);
    });
  }
});
