import {
  readAccountChange,
  readAccountOrder,
  readRefund,
  readReversal,
  readTopUp,
} from './account-fields.ts';
import { accountView, movedView, statementView, topUpView } from './account-view.ts';
import { type AdminRoute, answered, idOf, listed } from './admin-route.ts';
import type { Operations } from './operations.ts';
import { readStatement } from './read-statement.ts';

/** `/accounts` and what is done to their money. */
export const accountRoutes = ({ accounts }: Operations): AdminRoute[] => [
  {
    method: 'GET',
    path: '/accounts',
    async run({ query }) {
      const all = await accounts.list();
      if (query.balances !== 'true') return listed(all.map(accountView));
      const shown = await Promise.all(all.map(({ id }) => accounts.show(id)));
      return listed(shown.map(accountView));
    },
  },
  {
    method: 'POST',
    path: '/accounts',
    run: async ({ by, body }) =>
      answered(accountView(await accounts.create(readAccountOrder(await body()), by)), 201),
  },
  {
    method: 'GET',
    path: '/accounts/:id',
    run: async (input) => answered(accountView(await accounts.show(idOf(input)))),
  },
  {
    method: 'PATCH',
    path: '/accounts/:id',
    async run(input) {
      const change = readAccountChange(await input.body());
      return answered(accountView(await accounts.update(idOf(input), change, input.by)));
    },
  },
  {
    method: 'POST',
    path: '/accounts/:id/top-ups',
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
    run: async (input) =>
      answered(statementView(await accounts.statement(readStatement(idOf(input), input.query)))),
  },
  {
    method: 'POST',
    path: '/generations/:id/refund',
    async run(input) {
      const order = readRefund(await input.body());
      return answered(movedView('refund', await accounts.refund(idOf(input), order, input.by)), 201);
    },
  },
  {
    method: 'POST',
    path: '/transfers/:id/reverse',
    async run(input) {
      const { reason } = readReversal(await input.body());
      return answered(movedView('reversal', await accounts.reverse(idOf(input), reason, input.by)), 201);
    },
  },
];
