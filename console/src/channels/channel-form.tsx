import { type FormEvent, useState } from 'react';
import type { Channel, Provider } from '../answers.ts';
import { ask } from '../ask.ts';
import { useSay } from '../language.tsx';
import { useAct } from '../parts/act.ts';
import { Field, Problem } from '../parts/basic.tsx';
import { FormEnd } from '../parts/form-end.tsx';
import { CapabilityPart } from './capability-part.tsx';
import { readChannelForm } from './channel-fields.ts';
import { CostFields } from './cost-fields.tsx';
import { CredentialFields } from './credential-fields.tsx';
import { IdFields } from './id-fields.tsx';
import { OrderPart } from './order-part.tsx';
import { SettingField } from './setting-field.tsx';

interface Props {
  readonly providers: readonly Provider[];
  /** Absent: a new one. */
  readonly channel?: Channel;
  readonly onClose: () => void;
}

/** What the provider's own schema asks for, and what every channel has. */
export function ChannelForm({ providers, channel, onClose }: Props) {
  const say = useSay();
  const [name, choose] = useState(channel?.provider ?? providers[0]?.name ?? '');
  const provider = providers.find((each) => each.name === name);
  const save = useAct(async (form: FormData) => {
    const body = readChannelForm(form, provider, channel);
    if (!channel) return ask('POST', '/admin/channels', body);
    if (Object.keys(body).length === 0) return channel;
    return ask('PATCH', `/admin/channels/${channel.id}`, body);
  }, onClose);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    save.mutate(new FormData(event.currentTarget));
  };
  return (
    <form onSubmit={submit} onInvalidCapture={openAround}>
      {channel ? null : (
        <Field label={say('provider')}>
          <select name="provider" value={name} onChange={(event) => choose(event.target.value)}>
            {providers.map((each) => (
              <option key={each.name} value={each.name}>
                {each.title}
              </option>
            ))}
          </select>
        </Field>
      )}
      <PlainFields channel={channel} provider={provider} />
      <CredentialFields of={channel} provider={provider} />
      {Object.entries(provider?.settings.properties ?? {}).map(([field, schema]) => (
        <SettingField
          key={`${name} ${field}`}
          name={field}
          schema={schema}
          isNeeded={provider?.settings.required?.includes(field) ?? false}
          value={channel?.settings[field]}
        />
      ))}
      <IdFields of={channel} />
      <CostFields of={channel} />
      <CapabilityPart of={channel} />
      <OrderPart of={channel} />
      {save.error ? <Problem error={save.error} /> : null}
      <FormEnd label={say(channel ? 'save' : 'create')} isPending={save.isPending} onCancel={onClose} />
    </form>
  );
}

/** A field that is wrong cannot be shown by the browser in a part that is closed. */
const openAround = ({ target }: FormEvent) =>
  (target as Element).closest('details')?.setAttribute('open', '');

/** What every channel has, whatever its provider. */
function PlainFields({
  channel,
  provider,
}: {
  channel: Channel | undefined;
  provider: Provider | undefined;
}) {
  const say = useSay();
  return (
    <>
      <div className="two tight">
        {channel ? null : (
          <Field label={say('id')} hint={say('idHint')}>
            <input name="id" required pattern="[a-z0-9][a-z0-9\-]{0,62}" autoComplete="off" />
          </Field>
        )}
        <Field label={say('name')}>
          <input name="name" maxLength={200} defaultValue={channel?.name} />
        </Field>
        <Field label={say('tier')} hint={say('tierHint')}>
          <select name="tier" defaultValue={channel?.tier}>
            <option value="official">official</option>
            <option value="value">value</option>
          </select>
        </Field>
        <Field label={say('perMinute')}>
          <input
            name="per_minute"
            type="number"
            min={1}
            defaultValue={channel?.limits.requests_per_minute ?? ''}
          />
        </Field>
        <Field label={say('concurrency')}>
          <input name="concurrency" type="number" min={1} defaultValue={channel?.limits.concurrency ?? ''} />
        </Field>
      </div>
      <Field label={say('baseUrl')}>
        <input
          name="base_url"
          type="url"
          placeholder={provider?.default_base_url ?? 'https://…'}
          required={provider?.default_base_url === null}
          defaultValue={channel?.base_url ?? ''}
        />
      </Field>
    </>
  );
}
