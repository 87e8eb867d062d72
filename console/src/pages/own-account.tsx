import { useQuery } from '@tanstack/react-query';
import type { Account } from '../answers.ts';
import { ask } from '../ask.ts';
import { useSay } from '../language.tsx';
import { Answered, Page } from '../parts/basic.tsx';
import { BalanceTiles, Statement } from '../parts/statement.tsx';
import { useScope } from '../scope.ts';

export default function OwnAccount() {
  const say = useSay();
  const { mode } = useScope();
  const account = useQuery({ queryKey: ['own-account'], queryFn: () => ask<Account>('GET', '/own/account') });
  return (
    <Page title={say('account')}>
      <Answered of={account}>
        {({ balances }) => (balances ? <BalanceTiles balance={balances[mode]} /> : null)}
      </Answered>
      <Statement path="/own/statement" />
    </Page>
  );
}
