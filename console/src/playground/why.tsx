import { useSay } from '../language.tsx';
import type { TextKey } from '../texts/en.ts';

const reasons: readonly (readonly [codes: RegExp, text: TextKey])[] = [
  [/content_blocked|recitation|moderation/, 'whyBlocked'],
  [/no_image|text_only/, 'whyNoImage'],
  [/rate_limited|concurrency_limited|overloaded/, 'whyLimit'],
  [/insufficient|budget/, 'whyMoney'],
  [/no_channel|upstream_denied|upstream_model_gone/, 'whyChannel'],
  [/not_satisfiable|not_as_asked/, 'whyStrict'],
  [/^reference_/, 'whyReference'],
  [/invalid|unknown_model|too_large|upstream_rejected/, 'whyInput'],
  [/upstream|timeout|deadline|interrupted|archive/, 'whyUpstream'],
];

/** What a failure means and what to do about it, beside what the gateway said; nothing for a code nobody knows. */
export function Why({ error }: { readonly error: unknown }) {
  const say = useSay();
  const code = codeOf(error);
  const reason = reasons.find(([codes]) => codes.test(code))?.[1];
  return (
    <p className="why">
      {reason ? `${say(reason)} ` : ''}
      {code ? (
        <>
          <code>{code}</code> · <a href="/docs/errors">{say('aboutErrors')}</a>
        </>
      ) : null}
    </p>
  );
}

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
