import type { FastifyReply, FastifyRequest } from 'fastify';
import type { CallerBatches } from '../generation/batch.ts';
import type { Caller } from '../generation/caller.ts';
import type { RequestOrigin } from '../generation/caller-keys.ts';
import type { Engine, ListQuery } from '../generation/engine.ts';
import { Failure } from '../generation/failure.ts';
import type { Model, ModelCatalog } from '../generation/model.ts';
import type { PricedRequest, Receipt } from '../generation/receipt.ts';
import type { FormLimits, ReadRequest, RouteInput, ScannedBody } from '../generation/route-input.ts';
import type { CaptureRule } from '../lib/json-scan/capture.ts';
import type { BodyShare } from './body-limits.ts';
import { asWished } from './header-wishes.ts';
import { newRequest } from './new-request.ts';
import { readJson, readScanned, type SpoolRoom } from './read-body.ts';
import { readBytes } from './read-bytes.ts';
import { readForm } from './read-form.ts';
import { withTrace } from './trace-request.ts';
import { whenClosed } from './when-closed.ts';

/** What a request is made from; all of it lives until the answer. */
interface Sources {
  readonly engine: Engine;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly room: SpoolRoom;
  readonly share: BodyShare;
  readonly caller: Caller;
}

/** A class, not an object with closures of its own: thousands wait at once for their upstreams. */
export class CallerInput implements RouteInput {
  readonly requestId: string;
  readonly nowMs: number;
  readonly caller: Caller;
  /** What the answer is about, if it was looked up. */
  found: Receipt | undefined;
  private readonly from: Sources;

  constructor(from: Sources) {
    this.requestId = from.request.id;
    this.nowMs = from.engine.now();
    this.caller = from.caller;
    this.found = undefined;
    this.from = from;
  }

  get params() {
    return this.from.request.params as Record<string, string>;
  }

  get query() {
    return this.from.request.query as Record<string, string>;
  }

  get headers() {
    return this.from.request.headers as Record<string, string | undefined>;
  }

  get trace() {
    return this.from.request.trace;
  }

  get catalog(): ModelCatalog {
    return this.from.engine.catalog;
  }

  get publicUrl() {
    return this.from.engine.publicUrl();
  }

  get urlOf() {
    return this.from.engine.links.urlOf;
  }

  get books() {
    return this.from.engine.books(this.caller);
  }

  get keys() {
    return this.from.engine.keys(this.caller, this.origin());
  }

  get callbacks() {
    return this.from.engine.callbacks(this.caller, this.origin());
  }

  get uploads() {
    return this.from.engine.uploads(this.caller);
  }

  get batches(): CallerBatches {
    const batches = this.from.engine.batches(this.caller);
    return {
      ...batches,
      create: async (order) => {
        const wished = order.items.map(async (item) => ({
          ...item,
          request: withTrace(await this.wished(item.request), this.trace),
        }));
        return batches.create({ ...order, items: await Promise.all(wished) });
      },
    };
  }

  async lookUp(id: string) {
    this.found = await this.from.engine.lookUp(id, this.caller);
    return this.found;
  }

  watch() {
    return this.from.engine.watch(this.caller, whenClosed(this.from.reply));
  }

  cancel(id: string) {
    return this.from.engine.cancel(id, this.caller);
  }

  deleteImages(id: string) {
    return this.from.engine.deleteImages(id, this.caller);
  }

  list(query: ListQuery) {
    return this.from.engine.list(query, this.caller);
  }

  standingOf(model: string) {
    return this.from.engine.standingOf(model);
  }

  quote(request: PricedRequest) {
    return this.from.engine.quote(request, this.caller);
  }

  countTokens(model: Model, body: ScannedBody) {
    return this.from.engine.countTokens(model, body, this.caller);
  }

  async enqueue({ request, choice }: ReadRequest) {
    const { engine } = this.from;
    const rate = await engine.countRequest(this.caller, 'create');
    if (!rate.admitted) throw new Failure('rate_limited', { retryAfterMs: rate.nextMs });
    return engine.enqueue(await newRequest(this, await this.wished(request), choice));
  }

  bytes(limitBytes: number) {
    return readBytes(this.from.request.raw, limitBytes, this.from.share);
  }

  json(limitBytes: number, empty?: object) {
    return readJson(this.from.request.raw, limitBytes, this.from.share, empty);
  }

  scanned(rules: readonly CaptureRule[], limitBytes: number) {
    return readScanned(this.from.request.raw, rules, limitBytes, this.from.room, this.from.share);
  }

  form(limits: FormLimits) {
    return readForm(this.from.request.raw, limits, this.from.room, this.from.share);
  }

  private wished(request: ReadRequest['request']) {
    return asWished(request, this, this.from.engine);
  }

  private origin(): RequestOrigin {
    return { address: this.from.request.ip, requestId: this.requestId };
  }
}
