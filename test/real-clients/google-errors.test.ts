import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';
import { tableOf } from './client-table.ts';
import { failureOf } from './failure-of.ts';
import { ApiError, connectGoogle, imageParts } from './google-client.ts';
import { clientFolder, installedVersion } from './installed-packages.ts';
import { type ServedGateway, startServedGateway } from './start-served-gateway.ts';

interface GoogleErrorBody {
  readonly error: {
    readonly code: number;
    readonly message: string;
    readonly status: string;
    readonly details?: readonly { readonly reason?: string }[];
  };
}

const model = 'nano-banana-2';
const can = tableOf('@google/genai', installedVersion('@google/genai'));

describe(`the Google client (${clientFolder}) gets errors`, () => {
  let gateway: ServedGateway;
  before(async () => {
    gateway = await startServedGateway();
  });
  after(() => gateway.close());

  /** The error of the package, and Google's error object, which the package hands over as text in its message. */
  const apiError = async (call: Promise<unknown>) => {
    const failure = await failureOf(call);
    assert.ok(failure instanceof ApiError, String(failure));
    return { status: failure.status, error: (JSON.parse(failure.message) as GoogleErrorBody).error };
  };

  for (const version of ['v1beta', 'v1']) {
    const connect = (key = gateway.testKey) => connectGoogle(gateway.origin, key, version);

    can(
      'G2',
      'errors',
      `under ${version}: an unknown model is 404 NOT_FOUND, generating and in the list`,
      async () => {
        const { models } = connect();
        for (const call of [
          () => models.generateContent({ model: 'nano-banana-99', contents: 'Nobody' }),
          () => models.get({ model: 'nano-banana-99' }),
        ]) {
          const { status, error } = await apiError(call());
          assert.deepEqual([status, error.code, error.status], [404, 404, 'NOT_FOUND']);
          assert.match(error.message, /nano-banana-99/);
        }
      },
    );

    can(
      'G2',
      'one call',
      `under ${version}: a refusal of the upstream is one call and no charge`,
      async () => {
        const contents = `Refused by ${version} #emulate(status, code=400)`;
        const cost = await gateway.costOf(async () => {
          const call = connect(gateway.liveKey).models.generateContent({ model, contents });
          assert.equal((await apiError(call)).status, 400);
        });
        assert.deepEqual(cost, { calls: 1, generations: 1, chargedUsd: 0 });
      },
    );

    can('G2', 'errors', `under ${version}: a wrong key is 400 API_KEY_INVALID`, async () => {
      const call = connect('pt_test_wrong').models.generateContent({ model, contents: 'Locked' });
      const { status, error } = await apiError(call);
      assert.deepEqual([status, error.code, error.status], [400, 400, 'INVALID_ARGUMENT']);
      assert.ok(error.details?.some(({ reason }) => reason === 'API_KEY_INVALID'));
    });

    can('G2', 'errors', `under ${version}: a name Google does not know is refused in its words`, async () => {
      const extraBody = { generationConfig: { imageConfig: { colour: 'blue' } } };
      const config = { httpOptions: { extraBody } };
      const call = connect().models.generateContent({ model, contents: 'Unknown', config });
      const { status, error } = await apiError(call);
      assert.deepEqual([status, error.status], [400, 'INVALID_ARGUMENT']);
      assert.match(
        error.message,
        /Unknown name "colour" at 'generation_config\.image_config': Cannot find field\./,
      );
    });

    can(
      'G2',
      'errors',
      `under ${version}: a blocked prompt is Google's own 200 with promptFeedback`,
      async () => {
        const contents = 'Blocked #emulate(block, reason=PROHIBITED_CONTENT)';
        const answer = await connect().models.generateContent({ model, contents });
        assert.equal(answer.promptFeedback?.blockReason, 'PROHIBITED_CONTENT');
        assert.equal(answer.candidates?.length ?? 0, 0);
      },
    );

    can(
      'G2',
      'errors',
      `under ${version}: a blocked image is Google's own 200 with its finish reason`,
      async () => {
        const contents = 'Blocked #emulate(block, reason=IMAGE_SAFETY)';
        const answer = await connect().models.generateContent({ model, contents });
        assert.equal(answer.candidates?.[0]?.finishReason, 'IMAGE_SAFETY');
        assert.deepEqual(imageParts(answer), []);
      },
    );

    can(
      'G2',
      'errors',
      `under ${version}: a blocked prompt ends a stream without an image and without an exception`,
      async () => {
        const contents = 'Blocked #emulate(block, reason=PROHIBITED_CONTENT)';
        const reasons: unknown[] = [];
        for await (const chunk of await connect().models.generateContentStream({ model, contents })) {
          assert.deepEqual(imageParts(chunk), []);
          if (chunk.promptFeedback) reasons.push(chunk.promptFeedback.blockReason);
        }
        assert.deepEqual(reasons, ['PROHIBITED_CONTENT']);
      },
    );
  }
});
