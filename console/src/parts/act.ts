import { type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';

/** Asks anew for everything that is shown; not who is signed in, which nothing here changes. */
export const refresh = (queries: QueryClient): Promise<void> =>
  queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' });

/**
 * Something a person does; afterwards everything that is shown is asked for anew. Until that is there, pressing again
 * does nothing: a second press of the same button means the first, and a list that has changed is not yet seen.
 */
export function useAct<Input, Answer>(
  work: (input: Input) => Promise<Answer>,
  onDone?: (answer: Answer) => void,
) {
  const queries = useQueryClient();
  const isBusy = useRef(false);
  const act = useMutation({
    mutationFn: work,
    onSuccess: async (answer) => {
      onDone?.(answer);
      await refresh(queries);
    },
    onSettled: () => {
      isBusy.current = false;
    },
  });
  const mutate: typeof act.mutate = (...given) => {
    if (isBusy.current) return;
    isBusy.current = true;
    act.mutate(...given);
  };
  return { ...act, mutate };
}
