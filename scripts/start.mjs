// `npm start`: build what changed, then run `plantain serve` in this very process, so signals reach it.
import './build.mjs';

process.argv.splice(2, 0, 'serve');
await import('../dist/cli/plantain.js');
