import type { Family } from '../family.ts';

export const moderation: Family = {
  feature: 'moderation',
  rows: () => [
    {
      label: 'A blocked prompt is told and costs nothing',
      wish: { blocked: true },
      expect: 'blocked',
      needs: 'emulator',
      proves: 'A prompt that the policy blocks ends without an image, in the contract’s own way, uncharged.',
      lies: 'Only an emulator can be told to block: no forbidden prompt is ever sent to a real upstream.',
    },
  ],
};
