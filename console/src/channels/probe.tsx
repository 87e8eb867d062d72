import type { ReactNode } from 'react';
import { ask } from '../ask.ts';
import { useSay } from '../language.tsx';
import { useAct } from '../parts/act.ts';
import { Pill, Problem, Table } from '../parts/basic.tsx';
import { bytes, milliseconds, usdOfMicros } from '../parts/show.ts';

interface Check {
  readonly upstream_model: string;
  readonly credential: string;
  readonly call: 'free' | 'image';
  readonly result: 'accepted' | 'refused' | 'not_possible';
  readonly code: string | null;
  readonly detail: string | null;
  readonly duration_ms: number;
  readonly image_bytes: number | null;
}

interface Tested {
  readonly ok: boolean;
  readonly cost_micros: number | null;
  readonly checks: readonly Check[];
}

const tones = { accepted: 'good', refused: 'bad', not_possible: 'wait' } as const;

/** Asks the channel for what costs nothing, or for one small picture, the cheapest thing that proves it makes images. */
export function Probe({ id, children }: { readonly id: string; readonly children: ReactNode }) {
  const say = useSay();
  const probe = useAct((image: boolean) => ask<Tested>('POST', `/admin/channels/${id}/test`, { image }));
  return (
    <>
      <div className="row">
        {([false, true] as const).map((image) => (
          <button
            key={String(image)}
            type="button"
            className="small"
            disabled={probe.isPending}
            onClick={() => probe.mutate(image)}
          >
            {say(image ? 'probeImage' : 'probe')}
          </button>
        ))}
        {children}
        {probe.isPending ? <span role="status">{say('testing')}</span> : null}
      </div>
      {probe.error ? <Problem error={probe.error} /> : null}
      {probe.data ? (
        <div role="status">
          <p>
            <Pill tone={probe.data.ok ? 'good' : 'bad'}>{say(probe.data.ok ? 'works' : 'doesNotWork')}</Pill>{' '}
            <small>
              {probe.data.cost_micros === null ? say('costUnknown') : usdOfMicros(probe.data.cost_micros)}
            </small>
          </p>
          <Table head={[say('model'), say('credential'), say('state'), say('duration'), say('reason')]}>
            {probe.data.checks.map((check) => (
              <tr key={`${check.upstream_model} ${check.credential}`}>
                <td>{check.upstream_model}</td>
                <td>
                  <code>{check.credential}</code>
                </td>
                <td>
                  <Pill tone={tones[check.result]}>{say(check.result)}</Pill>
                </td>
                <td className="number">{milliseconds(check.duration_ms)}</td>
                <td>
                  {check.code ?? ''}{' '}
                  <small>{check.detail ?? (check.image_bytes ? bytes(check.image_bytes) : '')}</small>
                </td>
              </tr>
            ))}
          </Table>
        </div>
      ) : null}
    </>
  );
}
