import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import type { Key, List, UsageRow } from '../answers.ts';
import { ask, query } from '../ask.ts';
import { useSay } from '../language.tsx';
import { Pill, Table } from '../parts/basic.tsx';
import { Moment } from '../parts/moment.tsx';
import { useMoney } from '../parts/money.ts';
import { OwnerName } from '../parts/owner-name.tsx';
import { at, lastDays } from '../parts/show.ts';
import { Sparkline } from '../parts/sparkline.tsx';
import { useScope } from '../scope.ts';

interface Acts {
  readonly onEdit?: (key: Key) => void;
  readonly onRotate?: (key: Key) => void;
  readonly onRevoke?: (key: Key) => void;
}

const dayCount = 30;

export function KeyTable({ keys, ...acts }: Acts & { readonly keys: readonly Key[] }) {
  const say = useSay();
  const { mode, accountId } = useScope();
  const usage = useQuery({
    queryKey: ['usage', mode, accountId, 'key,day'],
    queryFn: () =>
      ask<List<UsageRow & { key: string }>>(
        'GET',
        `/usage${query({ mode, account_id: accountId, group_by: 'key,day' })}`,
      ),
  });
  const head = [say('name'), say('state'), say('limits'), say('days30'), say('created'), ''];
  return (
    <Table head={head}>
      {keys.map((key) => (
        <KeyRow
          key={key.id}
          of={key}
          used={usage.data?.data.filter((row) => row.key === key.id) ?? []}
          {...acts}
        />
      ))}
    </Table>
  );
}

function KeyRow({
  of: key,
  used,
  onEdit,
  onRotate,
  onRevoke,
}: Acts & { of: Key; used: readonly UsageRow[] }) {
  const say = useSay();
  const { usdRounded } = useMoney();
  const requests = used.reduce((sum, row) => sum + row.requests, 0);
  const spent = used.reduce((sum, row) => sum + Number(row.charged_usd), 0);
  const byDay = new Map(used.map((row) => [row.day, row.requests]));
  const isOver = key.expires_at !== null && Date.parse(key.expires_at) < Date.now();
  const state = key.revoked_at ? 'revoked' : isOver ? 'expired' : key.disabled ? 'blocked' : 'active';
  return (
    <tr>
      <td>
        <strong className="words">{key.name}</strong>
        <div>
          <code>{key.hint}</code>
        </div>
        <OwnerName of={key.account_id} />
      </td>
      <td>
        <Pill tone={state === 'active' ? 'good' : 'bad'}>{say(state)}</Pill>
      </td>
      <td className="limits">
        <Limits of={key} />
      </td>
      <td className="number">
        <Sparkline
          values={lastDays(dayCount).map((day) => byDay.get(day) ?? 0)}
          label={say('requestsOfDays', { requests, days: dayCount })}
        />
        <div>
          <Link href={`/generations?key_id=${key.id}`} title={say('generationsOf', { name: key.name })}>
            {say('requestCount', { count: requests })}
          </Link>
        </div>
        <div>{usdRounded(spent)}</div>
      </td>
      <Moment of={key.created_at} />
      <td>
        {onEdit && !key.revoked_at ? (
          <div className="acts">
            <button type="button" className="small" onClick={() => onEdit(key)}>
              {say('edit')}
            </button>
            <button type="button" className="small" title={say('rotateHint')} onClick={() => onRotate?.(key)}>
              {say('rotate')}
            </button>
            <button type="button" className="small danger" onClick={() => onRevoke?.(key)}>
              {say('revoke')}
            </button>
          </div>
        ) : null}
      </td>
    </tr>
  );
}

function Limits({ of: key }: { readonly of: Key }) {
  const say = useSay();
  const { usdOfMicros } = useMoney();
  const money = (name: 'perDay' | 'perMonth' | 'inTotal', period: keyof NonNullable<Key['budget']>) => {
    const micros = key.budget?.[period] ?? null;
    if (micros === null) return '';
    const spent = usdOfMicros(key.budget_spent?.[period] ?? 0);
    return say(name, { price: say('spentOf', { spent, price: usdOfMicros(micros) }) });
  };
  const parts = [
    key.models?.join(', ') ?? '',
    key.strategy ?? '',
    key.requests_per_minute === null ? '' : say('aMinute', { count: key.requests_per_minute }),
    key.concurrency === null ? '' : say('atOnce', { count: key.concurrency }),
    money('perDay', 'day_micros'),
    money('perMonth', 'month_micros'),
    money('inTotal', 'total_micros'),
    key.ip_allow?.join(', ') ?? '',
    key.expires_at ? `${say('expires')} ${at(key.expires_at)}` : '',
    key.manage_keys ? say('managesKeys') : '',
    key.pin_channels ? say('pinsChannels') : '',
  ].filter(Boolean);
  return <small>{parts.join(' · ') || say('noLimits')}</small>;
}
