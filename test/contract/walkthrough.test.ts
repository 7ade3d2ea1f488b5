import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import {
  firstSteps,
  settingKeys,
  stepKey,
  views,
  walkthroughId,
} from '../../src/extension/contributions.ts';
import { serverCommandIds } from '../../src/protocol/commands.ts';
import { settingsSection } from '../../src/protocol/settings.ts';
import { readJson } from './packageManifest.ts';
import { root } from './sources.ts';

interface Step {
  readonly id: string;
  readonly description: string;
  readonly media: { readonly image: Readonly<Record<string, string>>; readonly altText: string };
  readonly completionEvents: readonly string[];
}

interface Manifest {
  readonly publisher: string;
  readonly name: string;
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly walkthroughs: readonly { readonly id: string; readonly steps: readonly Step[] }[];
  };
}

const { publisher, name, contributes } = readJson('package.json') as Manifest;
const texts = readJson('package.nls.json') as Readonly<Record<string, string>>;
const steps = contributes.walkthroughs.flatMap((walkthrough) => walkthrough.steps);
const commands = contributes.commands.map(({ command }) => command);

describe('the walkthrough', () => {
  it('is the one that its command opens', () => {
    assert.deepEqual(
      contributes.walkthroughs.map(({ id }) => `${publisher}.${name}#${id}`),
      [walkthroughId],
    );
  });

  it('has pictures for every theme, in the package', () => {
    for (const { id, media } of steps) {
      assert.deepEqual(Object.keys(media.image), ['light', 'dark', 'hc', 'hcLight'], id);
      for (const file of Object.values(media.image)) {
        assert.match(file, /^media\/walkthrough\/[a-z-]+\.png$/);
        assert.ok(existsSync(path.join(root, file)), file);
      }
    }
  });

  it('leads to known commands and views', () => {
    const focus = Object.values(views).map((view) => `${view}.focus`);
    for (const { id } of steps) {
      const text = texts[`walkthrough.${id}.description`] ?? '';
      const links = [...text.matchAll(/\]\(command:([\w.]+)\)/g)].map(
        ([, command = '']) => command,
      );
      assert.ok(links.length > 0, id);
      assert.deepEqual(
        links.filter((link) => !commands.includes(link) && !focus.includes(link)),
        [],
      );
    }
  });

  it('ticks steps off by what can happen', () => {
    const known = [
      ...[...commands, ...serverCommandIds].map((command) => `onCommand:${command}`),
      ...firstSteps.map((step) => `onContext:${stepKey(step)}`),
      ...settingKeys.map((key) => `onSettingChanged:${settingsSection}.${key}`),
    ];
    const events = steps.flatMap(({ completionEvents }) => completionEvents);
    assert.deepEqual(
      events.filter((event) => !known.includes(event)),
      [],
    );
    for (const step of firstSteps) assert.ok(events.includes(`onContext:${stepKey(step)}`), step);
  });
});
