import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Key, List, Session } from '../answers.ts';
import { ask } from '../ask.ts';
import { KeyForm } from '../keys/key-form.tsx';
import { KeyTable } from '../keys/key-table.tsx';
import { useSay } from '../language.tsx';
import { useAct } from '../parts/act.ts';
import { Answered, Card, Dialog, Empty, Page, Problem } from '../parts/basic.tsx';
import { Copy } from '../parts/copy.tsx';
import { useScope } from '../scope.ts';

export default function Keys({ person }: { readonly person: Session }) {
  const say = useSay();
  const { mode, accountId } = useScope();
  const isStaff = person.role !== 'customer';
  const path = isStaff ? '/admin/keys' : '/own/keys';
  const keys = useQuery({ queryKey: ['keys'], queryFn: () => ask<List<Key>>('GET', path) });
  const [edited, edit] = useState<Key | 'new'>();
  const [shown, show] = useState<Key>();
  const rotate = useAct(
    (key: Key) => ask<Key>('POST', `${path}/${key.id}/rotate`, { grace_seconds: 3600 }),
    (key) => show(key),
  );
  const revoke = useAct((key: Key) => ask('POST', `${path}/${key.id}/revoke`));
  const canChange = person.role !== 'viewer';
  const newKey = canChange ? (
    <button type="button" className="primary" onClick={() => edit('new')}>
      {say('newKey')}
    </button>
  ) : null;
  return (
    <Page title={say('keys')} actions={newKey}>
      {rotate.error || revoke.error ? <Problem error={rotate.error ?? revoke.error} /> : null}
      <Card>
        <Answered of={keys}>
          {({ data }) => {
            const rows = data.filter(
              (key) => key.mode === mode && (accountId === '' || key.account_id === accountId),
            );
            if (rows.length === 0) return <Empty action={newKey}>{say('noKeys')}</Empty>;
            return (
              <KeyTable
                keys={rows}
                {...(canChange
                  ? {
                      onEdit: edit,
                      onRotate: rotate.mutate,
                      onRevoke: (key) => window.confirm(say('revokeSure')) && revoke.mutate(key),
                    }
                  : {})}
              />
            );
          }}
        </Answered>
      </Card>
      {edited ? (
        <KeyForm
          path={path}
          edited={edited}
          isStaff={isStaff}
          onClose={() => edit(undefined)}
          onDone={(key) => {
            edit(undefined);
            if (key.key) show(key);
          }}
        />
      ) : null}
      {shown?.key ? <NewSecret of={shown} secret={shown.key} onClose={() => show(undefined)} /> : null}
    </Page>
  );
}

function NewSecret(props: { readonly of: Key; readonly secret: string; readonly onClose: () => void }) {
  const say = useSay();
  return (
    <Dialog title={props.of.name} onClose={props.onClose}>
      <p>{say('keyShownOnce')}</p>
      <pre>{props.secret}</pre>
      <div className="row">
        <Copy text={props.secret} />
        <button type="button" onClick={props.onClose}>
          {say('close')}
        </button>
      </div>
    </Dialog>
  );
}
