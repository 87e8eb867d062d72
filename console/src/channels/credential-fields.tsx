import { useState } from 'react';
import type { Channel, Provider } from '../answers.ts';
import { useSay } from '../language.tsx';
import { Field } from '../parts/basic.tsx';

interface Props {
  readonly of: Channel | undefined;
  readonly provider: Provider | undefined;
}

/** As many as the account has; while one is limited or refused, another is used. */
export function CredentialFields({ of: channel, provider }: Props) {
  const say = useSay();
  const [count, setCount] = useState(1);
  const hint = channel ? say('credentialKept') : (provider?.credential.description ?? say('credentialHint'));
  return (
    <>
      {Array.from({ length: count }, (_, index) => (
        <Field
          // biome-ignore lint/suspicious/noArrayIndexKey: they are told apart by their place alone
          key={index}
          label={index === 0 ? say('credential') : `${say('credential')} ${index + 1}`}
          {...(index === 0 ? { hint } : {})}
        >
          <textarea name="credential" className="short" rows={2} autoComplete="off" spellCheck={false} />
        </Field>
      ))}
      {count < 50 ? (
        <div className="row">
          <button
            type="button"
            className="small"
            title={say('anotherCredentialHint')}
            onClick={() => setCount(count + 1)}
          >
            {say('anotherCredential')}
          </button>
        </div>
      ) : null}
    </>
  );
}
