import { useMemo } from 'react';
import { useSay } from '../language.tsx';
import { type Mode, useScope } from '../scope.ts';
import { usd, usdRounded } from './show.ts';

export interface Money {
  /** To the micro. */
  readonly usd: (value: number | string) => string;
  /** For sums and axes. */
  readonly usdRounded: (value: number | string) => string;
  readonly usdOfMicros: (micros: number) => string;
}

/** Writes amounts of the mode that is looked at, or of another: what the sandbox took is called test money. */
export function useMoney(mode?: Mode): Money {
  const say = useSay();
  const { mode: looked } = useScope();
  const isTest = (mode ?? looked) === 'test';
  return useMemo(() => {
    const mark = (price: string) => (isTest ? say('testMoney', { price }) : price);
    return {
      usd: (value) => mark(usd(value)),
      usdRounded: (value) => mark(usdRounded(value)),
      usdOfMicros: (micros) => mark(usd(micros / 1e6)),
    };
  }, [isTest, say]);
}
