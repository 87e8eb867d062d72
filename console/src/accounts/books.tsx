import { useQueryClient } from '@tanstack/react-query';
import { useSay } from '../language.tsx';
import { refresh } from '../parts/act.ts';
import { scope, useScope } from '../scope.ts';

/** Says which of an account's two books is shown, and leads to the other. */
export function Books() {
  const say = useSay();
  const { mode } = useScope();
  const queries = useQueryClient();
  const turn = () => {
    scope.set({ mode: mode === 'test' ? 'live' : 'test' });
    void refresh(queries);
  };
  return (
    <p className="row" role="status">
      <span>{say(mode === 'test' ? 'booksTest' : 'booksLive')}</span>
      <button type="button" className="small" onClick={turn}>
        {say(mode === 'test' ? 'showLive' : 'showTest')}
      </button>
    </p>
  );
}
