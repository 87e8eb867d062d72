import { findModel, type Model, models } from './models.ts';
import { type Ratio, ratios, type SizeTier } from './picture-sizes.ts';

const sizeTiers: readonly SizeTier[] = ['512', '1K', '2K', '4K'];
const form = 'ID=LIKE[,sizes=1K+2K|none][,ratios=1:1+16:9][,references=N][,search=none]';

/** The models by id: those that are known, and with `also` others that are like one of them. */
export function servedModels(also: readonly string[] = []): ReadonlyMap<string, Model> {
  const all = [...models, ...also.map(readModel)];
  return new Map(all.map((model) => [model.id, model]));
}

/**
 * Reads `gemini-9=gemini-3.1-flash-image,sizes=1K+2K`.
 * @throws Error with a sentence about what is wrong.
 */
function readModel(text: string): Model {
  const [pair = '', ...facts] = text.split(',');
  const [, id = '', like = ''] = /^([^=/:]+)=(.+)$/.exec(pair) ?? [];
  const known = findModel(like);
  if (!known) throw new Error(`--also ${text}: "${like}" is no known model; it takes ${form}`);
  const given = Object.fromEntries(facts.map((fact) => fact.split('=', 2) as [string, string]));
  const { sizes, ratios: ratioList, references, search, ...other } = given;
  const wrong = Object.keys(other)[0];
  if (wrong !== undefined) throw new Error(`--also ${text}: "${wrong}" is not known; it takes ${form}`);
  return {
    ...known,
    id,
    displayName: id,
    // Only this table has other sizes than 1K.
    sizeTable: sizes === undefined || sizes === 'none' ? known.sizeTable : '3.x',
    sizes: sizes === undefined ? known.sizes : sizes === 'none' ? [] : chosen(text, sizes, sizeTiers),
    imageTokens: { '512': 747, '1K': 1120, '2K': 1680, '4K': 2520, ...known.imageTokens },
    ratios: ratioList === undefined ? known.ratios : chosen<Ratio>(text, ratioList, ratios),
    maxReferences: references === undefined ? known.maxReferences : count(text, references),
    search: search === undefined ? known.search : 'none',
  };
}

function chosen<Value extends string>(text: string, list: string, from: readonly Value[]): Value[] {
  return list.split('+').map((name) => {
    const found = from.find((value) => value === name);
    if (!found) throw new Error(`--also ${text}: "${name}" is none of ${from.join(', ')}`);
    return found;
  });
}

function count(text: string, digits: string): number {
  if (/^\d{1,3}$/.test(digits)) return Number(digits);
  throw new Error(`--also ${text}: references takes a count`);
}
