import { z } from 'zod';
import { answered } from '../admin/admin-route.ts';
import { parseFields } from '../admin/fields.ts';
import { readLimit, readMode } from '../admin/query-fields.ts';
import { readPeriod } from '../generation/period.ts';
import { queryText } from '../generation/query-text.ts';
import type { Receipt } from '../generation/receipt.ts';
import { Refusal } from '../generation/refusal.ts';
import { isRequestId } from '../lib/ids.ts';
import { cursorForm } from '../lib/page-cursor.ts';
import type { Store } from '../store/store.ts';
import { accountOf, type ConsoleInput, type ConsoleRoute } from './console-route.ts';
import { freshReferences } from './fresh-references.ts';
import { findGeneration, searchGenerations } from './generation-rows.ts';
import { type DetailParts, detailsOf, insideOf, listed, whose } from './generation-view.ts';
import { isStaff } from './roles.ts';

export interface GenerationRouteParts extends DetailParts {
  readonly store: Store;
  /** The receipt as `/v1/generations` tells it. */
  readonly writeReceipt: (receipt: Receipt) => { readonly requested?: object };
}

const states = ['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const;
const filter = z.object({
  state: z.enum(states).optional(),
  after: z.string().regex(cursorForm, 'must be the "next" of the page before').optional(),
});

/** `/generations`: those of every account for staff, of the own one for customers. */
export const generationRoutes = (parts: GenerationRouteParts): ConsoleRoute[] => [
  {
    method: 'GET',
    path: '/generations',
    may: () => true,
    async run(input) {
      const { query } = input;
      const { state, after } = parseFields(filter, {
        state: queryText(query, 'state'),
        after: queryText(query, 'after'),
      });
      const found = await parts.store.read(searchGenerations, {
        mode: readMode(query),
        limit: readLimit(query, 200),
        period: readPeriod(query),
        ...accountOf(input),
        ...(state ? { state } : {}),
        ...(after ? { after } : {}),
        ...texts(query),
      });
      return answered({
        object: 'list',
        data: found.records.map((record) => listed(record, parts.links)),
        next: found.next ?? null,
      });
    },
  },
  {
    method: 'GET',
    path: '/generations/:id',
    may: () => true,
    async run(input) {
      const { id = '' } = input.params;
      const wanted = { id, mode: readMode(input.query), ...accountOf(input) };
      const record = isRequestId(id) ? await parts.store.read(findGeneration, wanted) : undefined;
      if (!record) throw new Refusal('not_found', 'There is no such generation.');
      const inside = isStaff(input.person) ? insideOf(record) : {};
      const { requested, ...receipt } = parts.writeReceipt(record);
      return answered({
        ...receipt,
        requested: { ...requested, references: await freshReferences(record, parts) },
        ...whose(record),
        ...(await detailsOf(record, parts)),
        ...inside,
      });
    },
  },
];

function texts(query: ConsoleInput['query']) {
  const model = queryText(query, 'model');
  const keyId = queryText(query, 'key_id');
  const channel = queryText(query, 'channel');
  const protocol = queryText(query, 'contract');
  const text = queryText(query, 'text')?.slice(0, 200);
  return {
    ...(model ? { model } : {}),
    ...(keyId ? { keyId } : {}),
    ...(channel ? { channel } : {}),
    ...(protocol ? { protocol } : {}),
    ...(text ? { text } : {}),
  };
}
