import type { Generation } from '../answers.ts';
import { useSay } from '../language.tsx';
import { Card, Table } from '../parts/basic.tsx';
import { Facts } from './facts.tsx';

/** What was asked for, and what of it did not reach the upstream. */
export function Asked({ of: { requested, omitted, effective_model } }: { readonly of: Generation }) {
  const say = useSay();
  const { references } = requested;
  return (
    <Card title={say('asked')}>
      <Facts
        facts={{
          [say('model')]: requested.model,
          [say('upstreamModel')]: effective_model,
          [say('ratio')]: requested.aspect_ratio ?? 'auto',
          [say('resolution')]: requested.resolution ?? 'auto',
          [say('format')]: requested.output_format ?? say('formatAny'),
          [say('count')]: requested.count,
          [say('strictWord')]: say(requested.strict ? 'yes' : 'no'),
          [say('references')]: references.length > 0 ? references.join(', ') : undefined,
        }}
      />
      {omitted.length > 0 ? (
        <>
          <h3>{say('left_out')}</h3>
          <Table head={[say('parameter'), say('reason')]}>
            {omitted.map(({ parameter, reason }) => (
              <tr key={`${parameter} ${reason}`}>
                <td>
                  <code>{parameter}</code>
                </td>
                <td>{reason}</td>
              </tr>
            ))}
          </Table>
        </>
      ) : null}
    </Card>
  );
}
