import { useQuery } from '@tanstack/react-query';
import type { List, Setting, SettingValue } from '../answers.ts';
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
  const shown = (value: SettingValue) =>
    typeof value === 'boolean' ? say(value ? 'on' : 'off') : (value ?? say('notSet'));
  return (
    <Card title={say('configuration')}>
      <p className="quiet">{say('configurationHint')}</p>
      <Answered of={settings}>
        {({ data }) => (
          <div className="two">
            {groups.map((group) => (
              <div key={group}>
                <h3>{say(titles[group])}</h3>
                <Table head={[say('setting'), say('value')]} className="pairs">
                  {data
                    .filter((each) => each.group === group)
                    .map((each) => (
                      <tr key={each.name}>
                        <td>
                          <code>{each.name}</code>
                        </td>
                        <td className="number">
                          {each.set_in === 'environment' ? (
                            <small>{say('setHere', { value: shown(each.default ?? null) })} </small>
                          ) : null}
                          {shown(each.value)}
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
