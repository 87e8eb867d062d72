import type { Emulation } from '../emulation.ts';
import { baseUrl } from '../http/base-url.ts';
import { checkAccess } from '../http/check-access.ts';
import { checkQuery } from '../http/check-query.ts';
import type { Exchange } from '../http/exchange.ts';
import { sendJson } from '../http/send-json.ts';

/** `GET /v1beta/files?pageSize=&pageToken=`; one page holds them all. */
export async function listFiles(exchange: Exchange, emulation: Emulation): Promise<void> {
  checkQuery(exchange.url.searchParams, ['pageSize', 'page_size', 'pageToken', 'page_token']);
  checkAccess(exchange, emulation);
  const { files } = emulation;
  const shown = files.list().map((file) => files.resource(file, baseUrl(exchange)));
  await sendJson(exchange.response, shown.length > 0 ? { files: shown } : {});
}

/** `GET /v1beta/files/{id}` */
export async function getFile(exchange: Exchange, emulation: Emulation): Promise<void> {
  checkQuery(exchange.url.searchParams);
  checkAccess(exchange, emulation);
  const { files } = emulation;
  await sendJson(exchange.response, files.resource(files.find(exchange.path.file!), baseUrl(exchange)));
}

/** `DELETE /v1beta/files/{id}` */
export async function deleteFile(exchange: Exchange, emulation: Emulation): Promise<void> {
  checkQuery(exchange.url.searchParams);
  checkAccess(exchange, emulation);
  emulation.files.delete(exchange.path.file!);
  await sendJson(exchange.response, {});
}
