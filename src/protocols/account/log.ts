import type { Asked, LogEntry, LogQuery } from '../../generation/books.ts';
import { plainCode } from '../../generation/plain-failures.ts';
import { microsToUsd } from '../../generation/price.ts';
import { queryText } from '../../generation/query-text.ts';
import type { RouteInput } from '../../generation/route-input.ts';
import { readTime } from '../../generation/usage-report.ts';
import { jsonAnswer, type WireAnswer } from '../../generation/wire-answer.ts';
import { readNumber, readPage } from './page.ts';
import { quotaOf } from './quota.ts';

/** new-api's numbers for what was charged and what failed. */
const consumed = 2;
const failed = 5;

/** `GET /api/log/self`: the account's ended generations, newest first. */
export async function getLog(input: RouteInput): Promise<WireAnswer> {
  const { page, size } = readPage(input, 20);
  const { entries, total } = await input.books.log({
    ...readPeriod(input),
    ...readFilter(input),
    states: statesOf(readNumber(input, 'type', 0, 0, 9)),
    offset: (page - 1) * size,
    limit: size,
  });
  const data = { page, page_size: size, total, items: entries.map(writeEntry) };
  return jsonAnswer(200, { success: true, message: '', data }, { 'cache-control': 'no-store' });
}

/** `GET /api/log/self/stat`: what was charged in the period, and requests and tokens of the last minute. */
export async function getStat(input: RouteInput): Promise<WireAnswer> {
  const micros = await input.books.charged({ ...readPeriod(input), ...readFilter(input) });
  const { requests, tokens } = await input.books.pace();
  const data = { quota: quotaOf(micros), rpm: requests, tpm: tokens };
  return jsonAnswer(200, { success: true, message: '', data }, { 'cache-control': 'no-store' });
}

/** Far enough ahead for every clock that may have written a row. */
const openEndMs = 4_102_444_800_000;

/** Both ends are in it, as with new-api: whoever polls [a,b] and then [b+1,c] misses nothing. */
function readPeriod({ query }: RouteInput): { fromMs: number; toMs: number } {
  const times = Object.fromEntries(Object.entries(query).filter(([, value]) => value !== '0'));
  const endMs = readTime(times, 'end_timestamp') ?? openEndMs;
  return {
    fromMs: readTime(times, 'start_timestamp') ?? 0,
    toMs: /^\d+$/.test(times.end_timestamp ?? '') ? endMs + 1_000 : endMs,
  };
}

function readFilter({ query, catalog }: RouteInput): Pick<LogQuery, 'model' | 'keyName'> {
  const keyName = queryText(query, 'token_name');
  const name = queryText(query, 'model_name');
  return {
    ...(keyName ? { keyName } : {}),
    ...(name ? { model: catalog.find(name)?.name ?? name } : {}),
  };
}

/** 0 is everything; top-ups and the like are no part of this list. */
function statesOf(type: number): LogQuery['states'] {
  if (type === 0) return ['succeeded', 'failed'];
  if (type === consumed) return ['succeeded'];
  return type === failed ? ['failed'] : [];
}

const isStream = ({ choice, answer }: Asked): boolean =>
  choice.stream === true || answer === 'stream' || answer === 'array';

/** new-api's `id` is a whole number, which the vendor's page does not show: here `request_id` names the entry. */
function writeEntry(entry: LogEntry) {
  return {
    created_at: Math.floor(entry.createdAtMs / 1000),
    type: entry.state === 'succeeded' ? consumed : failed,
    token_name: entry.keyName,
    model_name: entry.model,
    quota: quotaOf(entry.chargedMicros),
    cost_usd: Number(microsToUsd(entry.chargedMicros)),
    prompt_tokens: entry.promptTokens,
    completion_tokens: entry.outputTokens,
    use_time: Math.ceil((entry.finishedAtMs - entry.createdAtMs) / 1000),
    is_stream: isStream(entry.asked),
    // Not kept, as with new-api where a user does not ask for it.
    ip: '',
    content: entry.failureCode ? plainCode(entry.failureCode) : '',
    other: {
      request_id: entry.id,
      ...(entry.askedAt === undefined ? {} : { request_method: 'POST', request_path: entry.askedAt }),
      contract: entry.protocol,
      images: entry.images,
      discount: 1,
    },
  };
}
