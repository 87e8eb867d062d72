import { arches } from './arches.ts';
import { blooms } from './blooms.ts';
import { dunes } from './dunes.ts';
import { orbits } from './orbits.ts';
import { ribbons } from './ribbons.ts';
import type { Scene } from './scene.ts';
import { tiles } from './tiles.ts';

export const scenes: readonly Scene[] = [dunes, orbits, blooms, tiles, ribbons, arches];
