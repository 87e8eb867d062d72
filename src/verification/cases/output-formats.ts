import type { Row } from '../case.ts';
import type { Family } from '../family.ts';

export const outputFormats: Family = {
  feature: 'output',
  rows({ contract }) {
    const rows = contract.outputFormats.map(
      (outputFormat): Row => ({
        value: outputFormat,
        label: `output_format ${outputFormat}`,
        wish: { outputFormat },
        expect: 'image',
        dimension: 'output',
        proves: `The bytes are ${outputFormat}, by their signature and not by their name.`,
        lies: 'It may have been converted here and not upstream; the receipt says so.',
      }),
    );
    if (!contract.outputCompression) return rows;
    const compressed: Row = {
      value: 'jpeg-compression',
      label: 'output_format jpeg, output_compression 40',
      wish: { outputFormat: 'jpeg', outputCompression: 40 },
      expect: 'image',
      dimension: 'output',
      proves: 'A quality is accepted with JPEG and not reported as left out.',
      lies: 'The quality of the file itself is not measured.',
    };
    return [...rows, compressed];
  },
};
