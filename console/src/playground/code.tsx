import { useState } from 'react';
import { useSay } from '../language.tsx';
import { Card, Field } from '../parts/basic.tsx';
import { Copy } from '../parts/copy.tsx';
import type { TextKey } from '../texts/en.ts';
import { type ContractName, callOf, contracts } from './call-of.ts';
import { type CodeLanguage, codeOf } from './code-of.ts';
import type { Order } from './order.ts';

const words: Partial<Record<keyof Order, TextKey>> = { count: 'count', format: 'format', search: 'search' };

/** The order as a program would send it. */
export function CodeCard({ order }: { readonly order: Order }) {
  const say = useSay();
  const [contract, setContract] = useState<ContractName>('generations');
  const [language, setLanguage] = useState<CodeLanguage>('curl');
  const code = codeOf(contract, language, order, window.location.origin);
  const { missing } = callOf(contract, order);
  return (
    <Card className="code" title={say('code')} actions={<Copy text={code} />}>
      <div className="row">
        <Field label={say('contract')}>
          <select
            className="contract"
            value={contract}
            onChange={(event) => setContract(event.target.value as ContractName)}
          >
            {Object.entries(contracts).map(([name, title]) => (
              <option key={name} value={name}>
                {title}
              </option>
            ))}
          </select>
        </Field>
        <Field label={say('language')}>
          <select
            className="language"
            value={language}
            onChange={(event) => setLanguage(event.target.value as CodeLanguage)}
          >
            <option value="curl">curl</option>
            <option value="typescript">TypeScript</option>
            <option value="python">Python</option>
          </select>
        </Field>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long code scrolls by keyboard */}
      <pre tabIndex={0}>{code}</pre>
      {missing.length > 0 ? (
        <small>
          {say('notInContract', { parts: missing.map((name) => say(words[name] ?? 'prompt')).join(', ') })}
        </small>
      ) : null}
      <small>{say('code_hint')}</small>
    </Card>
  );
}
