import { type ReactNode, useEffect, useId, useLayoutEffect, useRef } from 'react';
import { Refused } from '../ask.ts';
import { useSay } from '../language.tsx';
import { adviceOf } from './advice.ts';

type Children = { readonly children: ReactNode };

export function Page({ title, actions, children }: Children & { title: string; actions?: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · Plantain`;
  }, [title]);
  return (
    <>
      <header className="page-head">
        <h1>{title}</h1>
        {actions ? <div className="row">{actions}</div> : null}
      </header>
      {children}
    </>
  );
}

export function Card(props: Children & { title?: string; actions?: ReactNode; className?: string }) {
  const { title, actions, children, className = '' } = props;
  return (
    <section className={`card ${className}`}>
      {title ? (
        <div className="card-head">
          <h2>{title}</h2>
          {actions}
        </div>
      ) : null}
      {children}
    </section>
  );
}

export function Field({ label, hint, children }: Children & { label: string; hint?: string }) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is the child
    <label className="field">
      <span>{label}</span>
      {children}
      {hint ? <small>{hint}</small> : null}
    </label>
  );
}

/** A state in a word, with a colour that repeats it. */
export function Pill({ tone, children }: Children & { tone: 'good' | 'bad' | 'wait' | 'plain' }) {
  return <span className={`pill ${tone}`}>{children}</span>;
}

const tones = {
  succeeded: 'good',
  failed: 'bad',
  cancelled: 'plain',
  queued: 'wait',
  running: 'wait',
} as const;

export function StatePill({ state }: { readonly state: keyof typeof tones }) {
  const say = useSay();
  return <Pill tone={tones[state]}>{say(state)}</Pill>;
}

export function Problem({ error, onRetry }: { readonly error: unknown; readonly onRetry?: () => void }) {
  const say = useSay();
  const message = error instanceof Error ? error.message : String(error);
  const advice = adviceOf(error);
  return (
    <div className="problem" role="alert">
      <strong>{say('goneWrong')}</strong>
      <p>{message}</p>
      {advice ? <p>{say(advice)}</p> : null}
      {error instanceof Refused ? <small>{error.code}</small> : null}
      {onRetry ? (
        <button type="button" onClick={onRetry}>
          {say('retry')}
        </button>
      ) : null}
    </div>
  );
}

interface Asked<Answer> {
  readonly data: Answer | undefined;
  readonly error: unknown;
  readonly refetch: () => unknown;
}

/**
 * What a question came to: its answer, that it is not there yet, or what went wrong. Where it is asked again and that
 * goes wrong, the answer there was stays below, and with it what somebody writes in it.
 */
export function Answered<Answer>(props: { of: Asked<Answer>; children: (answer: Answer) => ReactNode }) {
  const say = useSay();
  const { data, error, refetch } = props.of;
  const problem = error ? <Problem error={error} onRetry={() => void refetch()} /> : null;
  if (data === undefined) return problem ?? <p className="quiet">{say('loading')}</p>;
  return (
    <>
      {problem}
      {props.children(data)}
    </>
  );
}

/** What a place says when there is nothing in it, and what to do about that. */
export function Empty({ children, action }: Children & { action?: ReactNode }) {
  return (
    <div className="empty">
      <p>{children}</p>
      {action ?? null}
    </div>
  );
}

/**
 * A native dialog: it keeps the focus inside, Escape closes it, and the focus goes back to what opened it. It begins at
 * the first field: what closes it comes before.
 */
export function Dialog(props: Children & { title: string; className?: string; onClose: () => void }) {
  const { title, className, onClose, children } = props;
  const say = useSay();
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  // Closed before it leaves the document: a dialog that is gone gives the focus back to nobody.
  useLayoutEffect(() => {
    const dialog = ref.current;
    if (dialog && !dialog.open) dialog.showModal();
    dialog?.querySelector<HTMLElement>('input:enabled, select:enabled, textarea:enabled')?.focus();
    return () => dialog?.close();
  }, []);
  return (
    <dialog ref={ref} className={className} aria-labelledby={id} onClose={onClose}>
      <div className="card-head">
        <h2 id={id}>{title}</h2>
        <button type="button" className="plain" aria-label={say('close')} onClick={onClose}>
          ✕
        </button>
      </div>
      {children}
    </dialog>
  );
}

export function Table(props: Children & { head: readonly string[]; className?: string }) {
  const { head, children, className } = props;
  const say = useSay();
  const place = useRef<HTMLTableElement>(null);
  // On a phone each cell stands on a line of its own, with the head of its column before it.
  useEffect(() => {
    const rows = [...(place.current?.tBodies[0]?.rows ?? [])];
    for (const row of rows) {
      for (const [index, cell] of [...row.cells].entries()) cell.dataset.head = head[index] ?? '';
    }
    // Heads stand over their numbers.
    for (const [index, cell] of [...(place.current?.tHead?.rows[0]?.cells ?? [])].entries()) {
      cell.classList.toggle('number', rows[0]?.cells[index]?.classList.contains('number') ?? false);
    }
  });
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: wide tables scroll by keyboard
    <div className="wide" tabIndex={0}>
      <table ref={place} className={className ?? 'rows'}>
        <thead>
          <tr>
            {head.map((cell, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: heads never move
              <th key={index} scope="col">
                {cell === '' ? <span className="unseen">{say('actions')}</span> : cell}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
