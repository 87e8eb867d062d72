import { microsToUsd } from '../src/generation/price.ts';

export type MoneyMode = 'live' | 'test';

/** Dollars as the API says them; what the sandbox took is called test money: `$0.067 test`. */
export const dollars = (amount: string | number, mode: string | undefined): string =>
  `$${amount}${mode === 'test' ? ' test' : ''}`;

/** Micro-USD as dollars. */
export const usd = (micros: number, mode: string = 'live'): string => dollars(microsToUsd(micros), mode);

/** What the key of PLANTAIN_KEY spends. */
export const modeOfKey = (env: NodeJS.ProcessEnv = process.env): MoneyMode =>
  env.PLANTAIN_KEY?.startsWith('pt_test_') ? 'test' : 'live';
