import type { CaptureRule } from './capture.ts';

/** Capture rules by key. */
export class CaptureRules {
  private readonly byKey = new Map<string, CaptureRule[]>();

  constructor(rules: readonly CaptureRule[]) {
    for (const rule of rules) {
      const sameKey = this.byKey.get(rule.key);
      if (sameKey) sameKey.push(rule);
      else this.byKey.set(rule.key, [rule]);
    }
  }

  /** The first rule for a string under `key` whose object (or array) stands under `parent`. */
  find(key: string, parent: string, isElement: boolean): CaptureRule | undefined {
    return this.byKey
      .get(key)
      ?.find((rule) => (!isElement || rule.elements) && (!rule.parent || rule.parent.includes(parent)));
  }
}
