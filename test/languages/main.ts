// `npm run l10n`: writes l10n/bundle.l10n.json, which translators begin from.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../contract/sources.ts';
import { collectTexts } from './collectTexts.ts';

const { texts, unseen } = collectTexts();
for (const each of unseen) console.error(`no translator sees this text: ${each}`);
if (unseen.length > 0) process.exitCode = 1;
const bundle = Object.fromEntries(texts.map((text) => [text, text]));
mkdirSync(path.join(root, 'l10n'), { recursive: true });
writeFileSync(path.join(root, 'l10n/bundle.l10n.json'), `${JSON.stringify(bundle, null, 2)}\n`);
console.log(`${String(texts.length)} texts`);
