import type { CapabilityRow } from '../verification/capability-table.ts';
import type { Case } from '../verification/case.ts';
import { inRanges } from '../verification/promises.ts';
import { caseWords } from './case-words.ts';
import { type Language, languages, type Text, type Words } from './language.ts';
import { ago, day, stateWords } from './states.ts';

/** The rows of a capability table as a reader wants them: values of one feature that stand alike share a line. */
export function capabilityRows(rows: readonly CapabilityRow[], nowMs: number): Text[][] {
  const groups = new Map<string, CapabilityRow[]>();
  for (const row of rows) {
    const age = row.checkedAtMs === undefined ? '' : dated(row.checkedAtMs, nowMs).en;
    const { id, feature, surface } = row.case;
    const likeness = feature in joined && isOneValue(row.case) ? feature : id;
    const name = [likeness, surface, row.status, age, row.message].join('\n');
    groups.set(name, [...(groups.get(name) ?? []), row]);
  }
  return [...groups.values()].map((alike) => {
    const [{ status, checkedAtMs, message }] = alike as [CapabilityRow];
    return [
      labelOf(alike.map((row) => row.case)),
      stateWords[status],
      checkedAtMs === undefined ? '' : dated(checkedAtMs, nowMs),
      message ?? '',
    ];
  });
}

type Label = (values: string, language: Language) => string;

/** What several values of a feature are called together. */
const joined: Readonly<Record<string, Label>> = {
  references: (values, language) =>
    ({
      en: `${values} reference${values === '1' ? '' : 's'}`,
      zh: `${values} 张参考图`,
      ja: `参照画像 ${values} 枚`,
    })[language],
  'aspect-ratio': (values, language) =>
    `${{ en: 'Aspect ratio', zh: '宽高比', ja: 'アスペクト比' }[language]} ${values}`,
  resolution: (values, language) => `${{ en: 'Resolution', zh: '分辨率', ja: '解像度' }[language]} ${values}`,
  'reference-type': (values, language) =>
    ({ en: `References in ${values}`, zh: `${values} 参考图`, ja: `${values} の参照画像` })[language],
  output: (values, language) =>
    ({ en: `Output ${values}`, zh: `输出 ${values}`, ja: `出力 ${values}` })[language],
  billing: (values, language) =>
    ({ en: `Bill of a picture, ${values}`, zh: `${values} 图片的账单`, ja: `${values} 画像の請求` })[
      language
    ],
};

/** Rows with more in them than a value of their feature keep a line and their own words. */
const isOneValue = ({ id, expect, wish }: Case) =>
  expect === 'image' && !wish.left && wish.outputCompression === undefined && !id.endsWith('/default');

function labelOf(cases: readonly Case[]): Text {
  const [first] = cases as [Case];
  if (!isOneValue(first)) return caseWords(first);
  const values = cases.map(({ id, feature }) =>
    id.slice(id.lastIndexOf(`/${feature}/`) + feature.length + 2),
  );
  const text = valuesText(first.feature, values);
  if (!text) return caseWords(first);
  if (first.surface !== 'upstream') return text;
  return { en: text.en + directly.en, zh: text.zh + directly.zh, ja: text.ja + directly.ja };
}

/** Values with the name of their feature; nothing where there are none, or the feature has no such name. */
export function valuesText(feature: string, values: readonly string[]): Words | undefined {
  const label = joined[feature];
  if (!label || values.length === 0) return undefined;
  const shown = inRanges(values).join(', ');
  return Object.fromEntries(languages.map((language) => [language, label(shown, language)])) as Words;
}

const directly: Words = { en: ' (upstream, direct)', zh: '（直连上游）', ja: '（上流へ直接）' };

function dated(atMs: number, nowMs: number): Words {
  const age = ago(atMs, nowMs);
  return { en: `${day(atMs)}, ${age.en}`, zh: `${day(atMs)}，${age.zh}`, ja: `${day(atMs)}、${age.ja}` };
}
