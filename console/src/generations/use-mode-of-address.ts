import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useSearchParams } from 'wouter';
import { refresh } from '../parts/act.ts';
import { type Mode, scope, useScope } from '../scope.ts';

/**
 * The mode that is looked at, once it is the one that the address names; undefined until then, so nothing is asked for
 * in the wrong one. An address is followed once: whoever switches on the page is not switched back.
 */
export function useModeOfAddress(): Mode | undefined {
  const { mode } = useScope();
  const queries = useQueryClient();
  const [params] = useSearchParams();
  const wanted = params.get('mode');
  const [followed, follow] = useState<string | null>();
  useEffect(() => {
    if ((wanted === 'live' || wanted === 'test') && wanted !== scope.get().mode) {
      scope.set({ mode: wanted });
      void refresh(queries);
    }
    follow(wanted);
  }, [wanted, queries]);
  return followed === wanted ? mode : undefined;
}
