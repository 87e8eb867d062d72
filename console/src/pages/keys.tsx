import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { Key, List, Session, UsageRow } from '../answers.ts';
import { ask, query } from '../ask.ts';
import { useSay } from '../language.tsx';
import { useAct } from '../parts/act.ts';
import { Answered, Card, Copy, Dialog, Empty, Field, Page, Pill, Problem, Table } from '../parts/basic.tsx';
import { at, usd, usdOfMicros } from '../parts/show.ts';
import { useScope } from '../scope.ts';

export default function Keys({ person }: { readonly person: Session }) {
  const say = useSay();
  const { mode } = useScope();
  const path = person.role === 'customer' ? '/own/keys' : '/admin/keys';
  const keys = useQuery({ queryKey: ['keys'], queryFn: () => ask<List<Key>>('GET', path) });
  const usage = useQuery({
    queryKey: ['usage', mode, 'key'],
    queryFn: () => ask<List<UsageRow & { key?: string }>>('GET', `/usage${query({ mode, group_by: 'key' })}`),
  });
  const [edited, edit] = useState<Key | 'new'>();
  const [shown, show] = useState<Key>();
  const rotate = useAct(
    (key: Key) => ask<Key>('POST', `${path}/${key.id}/rotate`, { grace_seconds: 3600 }),
    (key) => show(key),
  );
  const revoke = useAct((key: Key) => ask('POST', `${path}/${key.id}/revoke`));
  const spentOf = (id: string) => usage.data?.data.find(({ key }) => key === id);
  const canChange = person.role !== 'viewer';
  return (
    <Page
      title={say('keys')}
      actions={
        canChange ? (
          <button type="button" className="primary" onClick={() => edit('new')}>
            {say('newKey')}
          </button>
        ) : null
      }
    >
      {rotate.error || revoke.error ? <Problem error={rotate.error ?? revoke.error} /> : null}
      <Card>
        <Answered of={keys}>
          {({ data }) => {
            const rows = data.filter((key) => key.mode === mode);
            return rows.length === 0 ? (
              <Empty>{say('nothing')}</Empty>
            ) : (
              <Table
                head={[
                  say('name'),
                  say('state'),
                  say('limits'),
                  say('requests'),
                  `${say('spend')} · ${say('days30')}`,
                  say('created'),
                  '',
                ]}
              >
                {rows.map((key) => (
                  <tr key={key.id}>
                    <td>
                      <strong>{key.name}</strong>
                      <br />
                      <code>{key.hint}</code>
                    </td>
                    <td>
                      {key.revoked_at ? (
                        <Pill tone="bad">{say('revoked')}</Pill>
                      ) : (
                        <Pill tone="good">{say('active')}</Pill>
                      )}
                    </td>
                    <td>
                      <Limits of={key} />
                    </td>
                    <td className="number">{spentOf(key.id)?.requests ?? 0}</td>
                    <td className="number">{usd(spentOf(key.id)?.charged_usd ?? 0)}</td>
                    <td>{at(key.created_at)}</td>
                    <td>
                      {canChange && !key.revoked_at ? (
                        <div className="row">
                          <button type="button" className="small" onClick={() => edit(key)}>
                            {say('limits')}
                          </button>
                          <button
                            type="button"
                            className="small"
                            title={say('rotateHint')}
                            onClick={() => rotate.mutate(key)}
                          >
                            {say('rotate')}
                          </button>
                          <button
                            type="button"
                            className="small danger"
                            onClick={() => window.confirm(say('revokeSure')) && revoke.mutate(key)}
                          >
                            {say('revoke')}
                          </button>
                        </div>
                      ) : null}
                    </td>
                  </tr>
                ))}
              </Table>
            );
          }}
        </Answered>
      </Card>
      {edited ? (
        <KeyForm
          path={path}
          edited={edited}
          onClose={() => edit(undefined)}
          onDone={(key) => {
            edit(undefined);
            if (key.key) show(key);
          }}
        />
      ) : null}
      {shown?.key ? (
        <Dialog title={shown.name} onClose={() => show(undefined)}>
          <p>{say('keyShownOnce')}</p>
          <pre>{shown.key}</pre>
          <div className="row">
            <Copy text={shown.key} />
            <button type="button" onClick={() => show(undefined)}>
              {say('close')}
            </button>
          </div>
        </Dialog>
      ) : null}
    </Page>
  );
}

function Limits({ of: key }: { readonly of: Key }) {
  const say = useSay();
  const parts = [
    key.models ? key.models.join(', ') : '',
    key.strategy ?? '',
    key.requests_per_minute === null ? '' : `${key.requests_per_minute}/min`,
    key.concurrency === null ? '' : `${key.concurrency} ∥`,
    key.budget?.day_micros ? `${usdOfMicros(key.budget.day_micros)}/d` : '',
    key.budget?.month_micros ? `${usdOfMicros(key.budget.month_micros)}/m` : '',
    key.ip_allow ? key.ip_allow.join(', ') : '',
    key.expires_at ? `${say('expires')} ${at(key.expires_at)}` : '',
  ].filter(Boolean);
  return <small>{parts.join(' · ') || '–'}</small>;
}

interface FormProps {
  readonly path: string;
  readonly edited: Key | 'new';
  readonly onClose: () => void;
  readonly onDone: (key: Key) => void;
}

function KeyForm({ path, edited, onClose, onDone }: FormProps) {
  const say = useSay();
  const { mode } = useScope();
  const key = edited === 'new' ? undefined : edited;
  const save = useAct(
    (body: object) =>
      key ? ask<Key>('PATCH', `${path}/${key.id}`, body) : ask<Key>('POST', path, { ...body, mode }),
    onDone,
  );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? '').trim();
    const number = (name: string) => (text(name) === '' ? null : Number(text(name)));
    const micros = (name: string) => (text(name) === '' ? undefined : Math.round(Number(text(name)) * 1e6));
    const budget = { day_micros: micros('day'), month_micros: micros('month') };
    save.mutate({
      name: text('name'),
      strategy: text('strategy') || null,
      requests_per_minute: number('per_minute'),
      concurrency: number('concurrency'),
      budget: budget.day_micros === undefined && budget.month_micros === undefined ? null : budget,
      ip_allow: text('addresses') === '' ? null : text('addresses').split(/[\s,]+/),
      expires_at: text('expires') || null,
    });
  };
  const dollars = (value: number | null | undefined) => (value ? value / 1e6 : '');
  return (
    <Dialog title={key ? key.name : `${say('newKey')} (${say(mode)})`} onClose={onClose}>
      {save.error ? <Problem error={save.error} /> : null}
      <form onSubmit={submit}>
        <Field label={say('name')}>
          <input name="name" required maxLength={200} defaultValue={key?.name} />
        </Field>
        <Field label={say('strategy')}>
          <select name="strategy" defaultValue={key?.strategy ?? ''}>
            <option value="">{say('strategyDefault')}</option>
            <option value="auto">auto</option>
            <option value="value">value</option>
            <option value="official">official</option>
          </select>
        </Field>
        <div className="two">
          <Field label={say('perMinute')}>
            <input name="per_minute" type="number" min={0} defaultValue={key?.requests_per_minute ?? ''} />
          </Field>
          <Field label={say('concurrency')}>
            <input name="concurrency" type="number" min={0} defaultValue={key?.concurrency ?? ''} />
          </Field>
          <Field label={say('budgetDay')}>
            <input
              name="day"
              type="number"
              min={0}
              step="any"
              defaultValue={dollars(key?.budget?.day_micros)}
            />
          </Field>
          <Field label={say('budgetMonth')}>
            <input
              name="month"
              type="number"
              min={0}
              step="any"
              defaultValue={dollars(key?.budget?.month_micros)}
            />
          </Field>
        </div>
        <Field label={say('addresses')}>
          <input name="addresses" defaultValue={key?.ip_allow?.join(', ')} />
        </Field>
        <Field label={say('expires')}>
          <input name="expires" type="date" defaultValue={key?.expires_at?.slice(0, 10)} />
        </Field>
        <div className="row">
          <button type="submit" className="primary" disabled={save.isPending}>
            {say(key ? 'save' : 'create')}
          </button>
          <button type="button" onClick={onClose}>
            {say('cancel')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
