import { useEffect, useState } from 'react';
import { useSay } from '../language.tsx';
import { copyText } from './copy-text.ts';

export function Copy({ text }: { readonly text: string }) {
  const say = useSay();
  const [outcome, setOutcome] = useState<'copied' | 'copyRefused'>();
  useEffect(() => {
    const timer = outcome ? setTimeout(() => setOutcome(undefined), 1_500) : undefined;
    return () => clearTimeout(timer);
  }, [outcome]);
  return (
    <>
      <button
        type="button"
        className="small"
        onClick={(event) =>
          void copyText(text, event.currentTarget).then((done) => setOutcome(done ? 'copied' : 'copyRefused'))
        }
      >
        {say(outcome ?? 'copy')}
      </button>
      <span className="unseen" role="status">
        {outcome ? say(outcome) : ''}
      </span>
    </>
  );
}
