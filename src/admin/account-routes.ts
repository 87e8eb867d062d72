import { z } from 'zod';
import {
  accountChange,
  accountOrder,
  readAccountChange,
  readAccountOrder,
  readRefund,
  readReversal,
  readTopUp,
  refund,
  reversal,
  topUp,
} from './account-fields.ts';
import { accountView, movedView, statementView, topUpView } from './account-view.ts';
import { type AdminOperation, answered, idOf, listed } from './admin-route.ts';
import type { Operations } from './operations.ts';
import { readQuery } from './query-fields.ts';
import { readStatement, statementQuery } from './read-statement.ts';

const accountQuery = z.object({
  balances: z.enum(['true', 'false']).describe('`true`: with the balances of each.').optional(),
});

/** `/accounts` and what is done to their money. */
export const accountRoutes = ({ accounts }: Operations): AdminOperation[] => [
  {
    method: 'GET',
    path: '/accounts',
    docs: { summary: 'List the accounts', query: accountQuery, exampleQuery: '?balances=true' },
    async run({ query }) {
      const isFull = readQuery(accountQuery, query).balances === 'true';
      return listed((await (isFull ? accounts.listWithBalances() : accounts.list())).map(accountView));
    },
  },
  {
    method: 'POST',
    path: '/accounts',
    docs: {
      summary: 'Make an account',
      body: accountOrder,
      exampleBody: { name: 'Shop', kind: 'prepaid', price_percent: 85 },
    },
    run: async ({ by, body }) =>
      answered(accountView(await accounts.create(readAccountOrder(await body()), by)), 201),
  },
  {
    method: 'GET',
    path: '/accounts/:id',
    docs: { summary: 'Show an account with its balances' },
    run: async (input) => answered(accountView(await accounts.show(idOf(input)))),
  },
  {
    method: 'PATCH',
    path: '/accounts/:id',
    docs: { summary: 'Change an account', body: accountChange, exampleBody: { name: 'Our own' } },
    async run(input) {
      const change = readAccountChange(await input.body());
      return answered(accountView(await accounts.update(idOf(input), change, input.by)));
    },
  },
  {
    method: 'POST',
    path: '/accounts/:id/top-ups',
    docs: {
      summary: 'Put money into an account: a top-up',
      body: topUp,
      exampleBody: { amount_micros: 5_000_000, reference: 'invoice-1042', reason: 'paid by bank transfer' },
    },
    async run(input) {
      const order = readTopUp(await input.body());
      const { transferId, repeated } = await accounts.topUp(idOf(input), order, input.by);
      const account = await accounts.show(idOf(input));
      return answered(topUpView(transferId, repeated, account), repeated ? 200 : 201);
    },
  },
  {
    method: 'GET',
    path: '/accounts/:id/statement',
    docs: {
      summary: 'The movements of money of an account, newest first',
      query: statementQuery,
      exampleQuery: '?from=2026-01-01&limit=10',
    },
    run: async (input) =>
      answered(statementView(await accounts.statement(readStatement(idOf(input), input.query)))),
  },
  {
    method: 'POST',
    path: '/generations/:id/refund',
    docs: {
      summary: 'Give back what a generation cost, once: a refund',
      body: refund,
      exampleBody: { reason: 'blurred picture' },
    },
    async run(input) {
      const order = readRefund(await input.body());
      return answered(movedView('refund', await accounts.refund(idOf(input), order, input.by)), 201);
    },
  },
  {
    method: 'POST',
    path: '/transfers/:id/reverse',
    docs: {
      summary: 'Take back a top-up or a refund, once',
      body: reversal,
      exampleBody: { reason: 'paid twice' },
    },
    async run(input) {
      const { reason } = readReversal(await input.body());
      return answered(movedView('reversal', await accounts.reverse(idOf(input), reason, input.by)), 201);
    },
  },
];
