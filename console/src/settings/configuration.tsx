import { useQuery } from '@tanstack/react-query';
import type { List, Setting } from '../answers.ts';
import { ask } from '../ask.ts';
import { useSay } from '../language.tsx';
import { Answered, Card, Table } from '../parts/basic.tsx';
import type { TextKey } from '../texts/en.ts';

const groups = ['retention', 'limits', 'storage', 'checks'] as const;
const titles = {
  retention: 'retention',
  limits: 'limits',
  storage: 'storage',
  checks: 'checks',
} as const satisfies Record<(typeof groups)[number], TextKey>;

/** What the gateway runs with, and the name under which each is set. */
export function Configuration() {
  const say = useSay();
  const settings = useQuery({
    queryKey: ['settings'],
    queryFn: () => ask<List<Setting>>('GET', '/settings'),
  });
  return (
    <Card title={say('configuration')}>
      <p className="quiet">{say('configurationHint')}</p>
      <Answered of={settings}>
        {({ data }) => (
          <div className="two">
            {groups.map((group) => (
              <div key={group}>
                <h3>{say(titles[group])}</h3>
                <Table head={[say('setting'), say('value')]}>
                  {data
                    .filter((each) => each.group === group)
                    .map(({ name, value }) => (
                      <tr key={name}>
                        <td>
                          <code>{name}</code>
                        </td>
                        <td className="number">
                          {value === true
                            ? say('on')
                            : value === false
                              ? say('off')
                              : (value ?? say('notSet'))}
                        </td>
                      </tr>
                    ))}
                </Table>
              </div>
            ))}
          </div>
        )}
      </Answered>
    </Card>
  );
}
