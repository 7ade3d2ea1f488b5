import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../sources.ts';
import { referenceFile, writtenReference } from './reference.ts';

/** `npm run docs`: writes what the test of the documentation compares. */
writeFileSync(path.join(root, referenceFile), writtenReference());
