import type { Model } from '../../generation/model.ts';
import type { ContractFeatures } from '../../verification/contract-features.ts';
import type { PromisedFeature } from '../../verification/promises.ts';
import { apiFieldWords } from '../api-field-words.ts';
import { fieldWords } from '../field-words.ts';
import type { Text } from '../language.ts';
import { type Block, table } from '../page.ts';
import { promisedValues } from '../promised-values.ts';
import { bodySchema, type Field, fieldsOf, wordsName } from '../schema-fields.ts';
import type { SiteInput } from '../site-input.ts';

/** Members of these are parameters, too; others are shapes some client sends, and are said in one line. */
const opened = /^(?:input|contents|generationConfig|params)\b/;

/** The fields of a contract's body that its pages explain. */
export function parametersOf({ document }: SiteInput, contract: ContractFeatures): Field[] {
  const [method = '', path = ''] = contract.endpoint.split(' ');
  const known = document();
  return fieldsOf(known, bodySchema(known, path, method.toLowerCase())).filter(
    ({ name }) => !name.includes('.') || opened.test(name),
  );
}

/** What a contract takes for one model, with the values that model has. */
export function parameterTable(input: SiteInput, model: Model, contract: ContractFeatures): Block {
  const promised = (feature: PromisedFeature) =>
    promisedValues(input, { model: model.name, contract: contract.name, feature });
  const [, path = ''] = contract.endpoint.split(' ');
  const ofModel: Readonly<Record<string, Text>> = {
    resolution: promised('resolution'),
    imageSize: promised('resolution'),
    aspect_ratio: promised('aspect-ratio'),
    aspectRatio: promised('aspect-ratio'),
    output_format: promised('output'),
  };
  return table(
    [
      { en: 'Parameter', zh: '参数', ja: 'パラメーター' },
      { en: 'Type', zh: '类型', ja: '型' },
      { en: 'Values', zh: '取值', ja: '値' },
      { en: 'Meaning', zh: '含义', ja: '意味' },
    ],
    parametersOf(input, contract).map(({ name, type, isRequired, values }): Text[] => {
      const shown = `\`${name}\``;
      return [
        isRequired
          ? { en: `${shown} **required**`, zh: `${shown} **必填**`, ja: `${shown} **必須**` }
          : { en: shown, zh: shown, ja: shown },
        type,
        ofModel[wordsName(name)] ?? values,
        apiFieldWords[`${path} ${name}`] ?? fieldWords[wordsName(name)] ?? '',
      ];
    }),
  );
}
