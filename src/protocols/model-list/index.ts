import { allowedModels, findAllowed } from '../../generation/allowed-models.ts';
import { Failure } from '../../generation/failure.ts';
import { defineProtocol } from '../../generation/protocol.ts';
import { readPage } from '../../generation/read-page.ts';
import type { RouteInput } from '../../generation/route-input.ts';
import { jsonAnswer, type WireAnswer } from '../../generation/wire-answer.ts';
import { listDocs, modelDocs, openrouterListDocs } from './docs.ts';
import { entriesOf, geminiEntry, openaiEntry, publicNames } from './entries.ts';
import { modelListFailures, writeModelListFailure } from './failures.ts';
import { listForOpenrouter } from './openrouter-list.ts';

/**
 * OpenAI clients and Google's SDK 3.x ask the same URL for models, so one body answers both: `data` for the
 * former, `models` for the latter, each ignoring the other's (docs/client-rules.md R2).
 */
async function listModels(input: RouteInput): Promise<WireAnswer> {
  const models = allowedModels(input);
  const { limit, offset } = readPage(input.query, 1000, 1000);
  const entries = models.flatMap((model) =>
    publicNames(model).map((name) => geminiEntry(model, name, input.catalog)),
  );
  const next = offset + limit < entries.length ? { nextPageToken: String(offset + limit) } : {};
  return jsonAnswer(200, {
    object: 'list',
    success: true,
    data: (await Promise.all(models.map((model) => entriesOf(model, input)))).flat(),
    models: entries.slice(offset, offset + limit),
    ...next,
  });
}

async function getModel(input: RouteInput): Promise<WireAnswer> {
  const name = input.params['*'] ?? '';
  const model = findAllowed(input, name);
  if (!model) {
    throw new Failure('unknown_model', {
      message: `The model ${JSON.stringify(name.slice(0, 100))} does not exist. GET /v1/models lists those that do.`,
      param: 'model',
    });
  }
  const asked = name.replace(/^models\//, '');
  return jsonAnswer(200, {
    ...openaiEntry(model, asked, await input.standingOf(model.name)),
    ...geminiEntry(model, asked, input.catalog),
  });
}

/** Google's OpenAI-compatible address, and new-api's, has it at the third (contracts §1.3). */
const paths = ['/v1/models', '/v1beta/models', '/v1beta/openai/models'];
const openrouterPath = '/api/v1/models';

export default defineProtocol({
  name: 'model-list',
  title: 'Model list',
  prefixes: [...paths, openrouterPath],
  routes: [
    ...paths.map(
      (path) => ({ method: 'GET', path, action: 'answer', answer: listModels, docs: listDocs }) as const,
    ),
    {
      method: 'GET',
      path: openrouterPath,
      action: 'answer',
      answer: listForOpenrouter,
      docs: openrouterListDocs,
    },
    ...[...paths, openrouterPath].map(
      (path) =>
        ({
          method: 'GET',
          path: `${path}/*`,
          action: 'answer',
          answer: getModel,
          docs: modelDocs(path),
        }) as const,
    ),
  ],
  failures: modelListFailures,
  writeFailure: writeModelListFailure,
});
