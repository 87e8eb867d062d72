import { accountView, statementView } from '../admin/account-view.ts';
import { answered } from '../admin/admin-route.ts';
import type { Operations } from '../admin/operations.ts';
import { readStatement } from '../admin/read-statement.ts';
import type { ConsoleRoute } from './console-route.ts';

/** `/own/account` and its statement. */
export function ownAccountRoutes({ accounts }: Operations): ConsoleRoute[] {
  const may: ConsoleRoute['may'] = ({ role, accountId }) => role === 'customer' && accountId !== undefined;
  return [
    {
      method: 'GET',
      path: '/own/account',
      may,
      run: async ({ person }) => answered(accountView(await accounts.show(person.accountId as string))),
    },
    {
      method: 'GET',
      path: '/own/statement',
      may,
      run: async ({ person, query }) =>
        answered(statementView(await accounts.statement(readStatement(person.accountId as string, query)))),
    },
  ];
}
