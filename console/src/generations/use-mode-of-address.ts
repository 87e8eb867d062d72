import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useSearchParams } from 'wouter';
import { refresh } from '../parts/act.ts';
import { type Mode, scope, useScope } from '../scope.ts';

/**
 * The mode that is looked at, once it is the one that the address names; undefined until then, so nothing is asked for
 * in the wrong one. An address is followed once: whoever switches on the page is not switched back, but is `elsewhere`.
 */
export function useModeOfAddress(): Mode | 'elsewhere' | undefined {
  const { mode } = useScope();
  const queries = useQueryClient();
  const [params] = useSearchParams();
  const named = params.get('mode');
  const wanted = named === 'live' || named === 'test' ? named : null;
  const [followed, follow] = useState<Mode | null>();
  useEffect(() => {
    if (wanted && wanted !== scope.get().mode) {
      scope.set({ mode: wanted });
      void refresh(queries);
    }
    follow(wanted);
  }, [wanted, queries]);
  if (followed !== wanted) return undefined;
  return wanted && wanted !== mode ? 'elsewhere' : mode;
}
