import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import type { List, UsageRow } from '../answers.ts';
import { ask, query } from '../ask.ts';
import { useSay } from '../language.tsx';
import { Answered, Card, Empty, Table } from '../parts/basic.tsx';
import { useMoney } from '../parts/money.ts';
import { percent } from '../parts/show.ts';
import { useScope } from '../scope.ts';

/** The last 30 days, by model; the bar is a model's part of the money. */
export function ByModel() {
  const say = useSay();
  const { usdRounded } = useMoney();
  const { mode, accountId } = useScope();
  const usage = useQuery({
    queryKey: ['usage', mode, accountId, 'model'],
    queryFn: () =>
      ask<List<UsageRow>>('GET', `/usage${query({ mode, account_id: accountId, group_by: 'model' })}`),
  });
  return (
    <Card title={`${say('byModel')} · ${say('days30')}`}>
      <Answered of={usage}>
        {({ data }) => {
          const most = Math.max(...data.map((row) => Number(row.charged_usd)), 0);
          return data.length === 0 ? (
            <Empty>{say('nothing')}</Empty>
          ) : (
            <Table head={[say('model'), say('requests'), say('success'), say('imagesWord'), say('spend')]}>
              {data.map((row) => {
                const ended = row.succeeded + row.failed;
                return (
                  <tr key={row.model}>
                    <td className="name">
                      <Link href={`/generations${query({ model: row.model, period: '30d' })}`}>
                        {row.model}
                      </Link>
                    </td>
                    <td className="number">{row.requests}</td>
                    <td className="number">{ended > 0 ? percent(row.succeeded / ended) : '–'}</td>
                    <td className="number">{row.images}</td>
                    <td className="number">
                      {usdRounded(row.charged_usd)}
                      <meter
                        aria-hidden="true"
                        min={0}
                        max={most > 0 ? most : 1}
                        value={Number(row.charged_usd)}
                      />
                    </td>
                  </tr>
                );
              })}
            </Table>
          );
        }}
      </Answered>
    </Card>
  );
}
