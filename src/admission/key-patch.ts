import type { KeySettings } from '../generation/caller.ts';
import type { Micros } from '../generation/price.ts';
import { spentOfKey } from '../ledger/key-budget.ts';
import { chargedSince, heldByKey, type UsedKey } from '../records/usage-of-key.ts';
import type { Db } from '../store/unit.ts';
import { checkChange, checkLimits, type KeyBounds } from './key-bounds.ts';
import type { KeySummary } from './key-rows.ts';

/** What changes; a setting that is null is taken away. */
export interface KeyPatch {
  readonly name?: string;
  readonly expiresAtMs?: number | null;
  readonly settings?: { readonly [Name in keyof KeySettings]?: KeySettings[Name] | null };
  /** What it may spend from now on; what a day and a month may cost stays. */
  readonly leftMicros?: Micros | null;
}

type SettingsPatch = NonNullable<KeyPatch['settings']>;

/**
 * Settings of a key after a change, inside the unit that has its row to itself. Throws a refusal for limits that hold
 * nobody, `permission_denied` for what the bounds do not let pass.
 */
export async function patchedSettings(
  db: Db,
  key: KeySummary,
  patch: KeyPatch,
  bounds: KeyBounds | undefined,
): Promise<KeySettings> {
  const before = key.settings;
  const wanted = patch.settings ?? {};
  const changes = { ...wanted, ...whoDisabled(before, wanted, bounds), ...(await budgetOf(db, key, patch)) };
  const merged = Object.entries({ ...before, ...changes }).filter(([, value]) => value !== null);
  const after = Object.fromEntries(merged) as KeySettings;
  if (bounds) checkChange(before, after, bounds);
  checkLimits(after, before);
  return after;
}

/** What an operator disabled stays an operator's, whoever disables it once more. */
function whoDisabled(
  before: KeySettings,
  { disabled }: SettingsPatch,
  bounds: KeyBounds | undefined,
): SettingsPatch {
  if (disabled === undefined) return {};
  if (!disabled || !bounds) return { disabledByAccount: null };
  return before.disabled ? {} : { disabledByAccount: true };
}

/** A budget that leaves so much in all; what a day and a month may cost stays. */
async function budgetOf(db: Db, key: KeySummary, { leftMicros }: KeyPatch): Promise<SettingsPatch> {
  if (leftMicros === undefined) return {};
  const { totalMicros: _, ...periods } = key.settings.budget ?? {};
  if (leftMicros !== null)
    return { budget: { ...periods, totalMicros: (await spentBy(db, key)) + leftMicros } };
  return { budget: Object.keys(periods).length > 0 ? periods : null };
}

/** As the budget that is there counts, or as the one that comes will start (`startBudget`). */
async function spentBy(db: Db, { id, accountId, mode, settings }: KeySummary): Promise<number> {
  if (settings.budget) return spentOfKey(db, id);
  const used: UsedKey = { keyId: id, accountId, mode };
  return (await chargedSince(db, used, 0)) + (await heldByKey(db, used));
}
