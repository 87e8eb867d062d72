import type { Emulation } from '../emulation.ts';
import { checkAccess } from '../http/check-access.ts';
import { checkQuery } from '../http/check-query.ts';
import type { Exchange } from '../http/exchange.ts';
import { sendJson } from '../http/send-json.ts';
import { modelPage, modelResource } from './model-resource.ts';
import { publisherModel, publisherPage } from './publisher-model.ts';
import { requireModel } from './require-model.ts';

/** `GET /v1beta/models?pageSize=&pageToken=` */
export async function listModels(exchange: Exchange, emulation: Emulation): Promise<void> {
  const { response, url } = exchange;
  checkQuery(url.searchParams, ['pageSize', 'page_size', 'pageToken', 'page_token']);
  checkAccess(exchange, emulation);
  await sendJson(response, modelPage(url.searchParams, emulation));
}

/** `GET /v1beta/models/{id}` */
export async function getModel(exchange: Exchange, emulation: Emulation): Promise<void> {
  const { response, url } = exchange;
  checkQuery(url.searchParams);
  checkAccess(exchange, emulation);
  const model = requireModel(exchange, emulation);
  await sendJson(response, modelResource(model));
}

/** `GET /v1beta1/publishers/google/models?pageSize=&pageToken=`: Vertex AI's list has no project in its path. */
export async function listPublisherModels(exchange: Exchange, emulation: Emulation): Promise<void> {
  const { response, url } = exchange;
  checkQuery(url.searchParams, ['pageSize', 'page_size', 'pageToken', 'page_token', 'view', 'filter']);
  checkAccess(exchange, emulation);
  await sendJson(response, publisherPage(url.searchParams, emulation));
}

/** `GET /v1beta1/publishers/google/models/{id}` */
export async function getPublisherModel(exchange: Exchange, emulation: Emulation): Promise<void> {
  const { response, url } = exchange;
  checkQuery(url.searchParams, ['view']);
  checkAccess(exchange, emulation);
  await sendJson(response, publisherModel(requireModel(exchange, emulation)));
}
