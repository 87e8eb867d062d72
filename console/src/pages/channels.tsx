import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { Channel, JsonSchema, List, Provider, Session } from '../answers.ts';
import { ask } from '../ask.ts';
import { useSay } from '../language.tsx';
import { useAct } from '../parts/act.ts';
import { Answered, Card, Dialog, Field, Page, Pill, Problem, Table } from '../parts/basic.tsx';
import { milliseconds, percent } from '../parts/show.ts';

export default function Channels({ person }: { readonly person: Session }) {
  const say = useSay();
  const channels = useQuery({
    queryKey: ['channels'],
    queryFn: () => ask<List<Channel>>('GET', '/admin/channels'),
    refetchInterval: 5_000,
  });
  const [isNew, makeNew] = useState(false);
  const canChange = person.role !== 'viewer';
  return (
    <Page
      title={say('channels')}
      actions={
        canChange ? (
          <button type="button" className="primary" onClick={() => makeNew(true)}>
            {say('newChannel')}
          </button>
        ) : null
      }
    >
      <Answered of={channels}>{({ data }) => <Ordered channels={data} canChange={canChange} />}</Answered>
      {isNew ? <NewChannel onClose={() => makeNew(false)} /> : null}
    </Page>
  );
}

function Ordered({
  channels,
  canChange,
}: {
  readonly channels: readonly Channel[];
  readonly canChange: boolean;
}) {
  const say = useSay();
  const [dragged, drag] = useState<string>();
  const order = useAct((ids: readonly string[]) => ask('POST', '/admin/channel-order', { ids }));
  const sorted = [...channels].sort((a, b) => a.priority - b.priority || a.id.localeCompare(b.id));
  const movable = sorted.filter(({ source }) => source === 'store').map(({ id }) => id);
  const move = (id: string, to: number) => {
    const rest = movable.filter((each) => each !== id);
    order.mutate([...rest.slice(0, to), id, ...rest.slice(to)]);
  };
  return (
    <>
      {order.error ? <Problem error={order.error} /> : null}
      {movable.length > 1 ? <p className="quiet">{say('orderHint')}</p> : null}
      {sorted.map((channel) => {
        const place = movable.indexOf(channel.id);
        const canMove = canChange && place >= 0 && movable.length > 1;
        return (
          // biome-ignore lint/a11y/noStaticElementInteractions: the arrows do the same by keyboard
          <div
            key={channel.id}
            draggable={canMove}
            onDragStart={() => drag(channel.id)}
            onDragOver={(event) => place >= 0 && event.preventDefault()}
            onDrop={() => dragged && place >= 0 && move(dragged, place)}
          >
            <OneChannel
              channel={channel}
              canChange={canChange && channel.source === 'store'}
              canProbe={canChange}
              {...(canMove && place > 0 ? { onUp: () => move(channel.id, place - 1) } : {})}
              {...(canMove && place < movable.length - 1
                ? { onDown: () => move(channel.id, place + 1) }
                : {})}
            />
          </div>
        );
      })}
    </>
  );
}

interface OneProps {
  readonly channel: Channel;
  readonly canChange: boolean;
  readonly canProbe: boolean;
  readonly onUp?: () => void;
  readonly onDown?: () => void;
}

function OneChannel({ channel, canChange, canProbe, onUp, onDown }: OneProps) {
  const say = useSay();
  const act = useAct((what: string) =>
    what === 'delete'
      ? ask('DELETE', `/admin/channels/${channel.id}`)
      : ask('POST', `/admin/channels/${channel.id}/${what}`),
  );
  const state = !channel.usable
    ? 'unusable'
    : !channel.enabled
      ? 'paused'
      : channel.draining
        ? 'draining'
        : 'enabled';
  const tone = state === 'enabled' ? 'good' : state === 'unusable' ? 'bad' : 'wait';
  return (
    <Card
      title={channel.name}
      actions={
        <div className="row">
          {onUp ? (
            <button
              type="button"
              className="small"
              aria-label={`${say('up')}: ${channel.name}`}
              onClick={onUp}
            >
              ↑
            </button>
          ) : null}
          {onDown ? (
            <button
              type="button"
              className="small"
              aria-label={`${say('down')}: ${channel.name}`}
              onClick={onDown}
            >
              ↓
            </button>
          ) : null}
        </div>
      }
    >
      <div className="row">
        <Pill tone={tone}>{say(state)}</Pill>
        <Pill tone="plain">{say(channel.mode)}</Pill>
        <Pill tone="plain">{channel.tier}</Pill>
        <span className="quiet">
          {channel.provider} · <code>{channel.base_url ?? ''}</code> · {say('priority')} {channel.priority}
          {channel.source === 'store' ? '' : ` · ${say('fromConfig')}`}
        </span>
      </div>
      {act.error ? <Problem error={act.error} /> : null}
      {channel.health.length > 0 ? (
        <Table
          head={[
            say('model'),
            say('circuit'),
            say('requests'),
            say('delivered'),
            say('errorRate'),
            say('latency'),
          ]}
        >
          {channel.health.map((health) => (
            <tr key={health.upstream_model}>
              <td>{health.upstream_model}</td>
              <td>
                <Pill tone={health.circuit === 'closed' ? 'good' : 'bad'}>{health.circuit}</Pill>{' '}
                <small>{health.cause ?? health.last_failure?.code ?? ''}</small>
              </td>
              <td className="number">{health.calls}</td>
              <td className="number">{health.delivered}</td>
              <td className="number">{percent(health.error_rate)}</td>
              <td className="number">{milliseconds(health.latency_ms)}</td>
            </tr>
          ))}
        </Table>
      ) : null}
      <div className="row">
        {canProbe ? <Probe id={channel.id} /> : null}
        {canChange ? (
          <>
            <button
              type="button"
              className="small"
              onClick={() => act.mutate(channel.enabled ? 'disable' : 'enable')}
            >
              {say(channel.enabled ? 'disable' : 'enable')}
            </button>
            <button
              type="button"
              className="small"
              onClick={() => act.mutate(channel.draining ? 'enable' : 'drain')}
            >
              {say(channel.draining ? 'enable' : 'drain')}
            </button>
            <button
              type="button"
              className="small danger"
              onClick={() => window.confirm(say('deleteSure')) && act.mutate('delete')}
            >
              {say('deleteWord')}
            </button>
          </>
        ) : null}
      </div>
    </Card>
  );
}

/** Asks the channel for the cheapest thing that proves it works. */
function Probe({ id }: { readonly id: string }) {
  const say = useSay();
  const probe = useAct(() => ask<object>('POST', `/admin/channels/${id}/test`, {}));
  return (
    <>
      <button type="button" className="small" disabled={probe.isPending} onClick={() => probe.mutate()}>
        {say('probe')}
      </button>
      {probe.error ? <Problem error={probe.error} /> : null}
      {probe.data ? <code>{JSON.stringify(probe.data)}</code> : null}
    </>
  );
}

function NewChannel({ onClose }: { readonly onClose: () => void }) {
  const say = useSay();
  const providers = useQuery({
    queryKey: ['providers'],
    queryFn: () => ask<List<Provider>>('GET', '/admin/providers'),
  });
  return (
    <Dialog title={say('newChannel')} onClose={onClose}>
      <Answered of={providers}>{({ data }) => <ChannelForm providers={data} onClose={onClose} />}</Answered>
    </Dialog>
  );
}

function ChannelForm({
  providers,
  onClose,
}: {
  readonly providers: readonly Provider[];
  readonly onClose: () => void;
}) {
  const say = useSay();
  const [name, choose] = useState(providers[0]?.name ?? '');
  const provider = providers.find((each) => each.name === name);
  const create = useAct((body: object) => ask('POST', '/admin/channels', body), onClose);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (field: string) => String(form.get(field) ?? '').trim();
    create.mutate({
      id: text('id'),
      provider: name,
      tier: text('tier'),
      priority: Number(text('priority') || 100),
      ...(text('name') ? { name: text('name') } : {}),
      ...(text('base_url') ? { base_url: text('base_url') } : {}),
      ...(text('credential') ? { credential: text('credential') } : {}),
      settings: settingsOf(form, provider?.settings),
    });
  };
  return (
    <form onSubmit={submit}>
      {create.error ? <Problem error={create.error} /> : null}
      <Field label={say('provider')}>
        <select value={name} onChange={(event) => choose(event.target.value)}>
          {providers.map((each) => (
            <option key={each.name} value={each.name}>
              {each.title}
            </option>
          ))}
        </select>
      </Field>
      <div className="two">
        <Field label={say('id')}>
          <input name="id" required pattern="[a-z0-9][a-z0-9\-]{0,62}" />
        </Field>
        <Field label={say('name')}>
          <input name="name" maxLength={200} />
        </Field>
        <Field label={say('tier')}>
          <select name="tier">
            <option value="official">official</option>
            <option value="value">value</option>
          </select>
        </Field>
        <Field label={say('priority')}>
          <input name="priority" type="number" defaultValue={100} />
        </Field>
      </div>
      <Field label={say('baseUrl')}>
        <input name="base_url" type="url" placeholder={provider?.default_base_url ?? 'https://…'} />
      </Field>
      <Field label={say('credential')} hint={provider?.credential.description ?? say('credentialHint')}>
        <textarea name="credential" rows={2} autoComplete="off" spellCheck={false} />
      </Field>
      {Object.entries(provider?.settings.properties ?? {}).map(([field, schema]) => (
        <Setting
          key={`${name} ${field}`}
          name={field}
          schema={schema}
          isNeeded={provider?.settings.required?.includes(field) ?? false}
        />
      ))}
      <div className="row">
        <button type="submit" className="primary" disabled={create.isPending}>
          {say('create')}
        </button>
        <button type="button" onClick={onClose}>
          {say('cancel')}
        </button>
      </div>
    </form>
  );
}

/** A field as the provider's own schema describes it. */
function Setting({
  name,
  schema,
  isNeeded,
}: {
  readonly name: string;
  readonly schema: JsonSchema;
  readonly isNeeded: boolean;
}) {
  const field = `settings.${name}`;
  const required = isNeeded && schema.default === undefined;
  const hint = schema.description ?? '';
  if (schema.enum || schema.type === 'boolean') {
    const choices = schema.enum ?? ['true', 'false'];
    return (
      <Field label={name} hint={hint}>
        <select name={field} defaultValue={schema.default === undefined ? '' : String(schema.default)}>
          {required ? null : <option value="">–</option>}
          {choices.map((choice) => (
            <option key={choice} value={choice}>
              {choice}
            </option>
          ))}
        </select>
      </Field>
    );
  }
  const isNumber = schema.type === 'number' || schema.type === 'integer';
  return (
    <Field label={name} hint={hint}>
      <input
        name={field}
        type={isNumber ? 'number' : 'text'}
        required={required}
        placeholder={schema.default === undefined ? '' : String(schema.default)}
      />
    </Field>
  );
}

function settingsOf(form: FormData, schema: JsonSchema | undefined): Record<string, unknown> {
  const given = Object.entries(schema?.properties ?? {}).flatMap(([name, { type }]): [string, unknown][] => {
    const text = String(form.get(`settings.${name}`) ?? '').trim();
    if (text === '') return [];
    if (type === 'boolean') return [[name, text === 'true']];
    if (type === 'number' || type === 'integer') return [[name, Number(text)]];
    if (type === 'array' || type === 'object') return [[name, JSON.parse(text) as unknown]];
    return [[name, text]];
  });
  return Object.fromEntries(given);
}
