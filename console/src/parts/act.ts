import { useMutation, useQueryClient } from '@tanstack/react-query';

/** Something a person does; afterwards everything that is shown is asked for anew. */
export function useAct<Input, Answer>(
  work: (input: Input) => Promise<Answer>,
  onDone?: (answer: Answer) => void,
) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: work,
    onSuccess: async (answer) => {
      onDone?.(answer);
      await queries.invalidateQueries();
    },
  });
}
