#!/usr/bin/env node
/**
 * `npm start`: brings up what is missing and opens the sample in VS Code with the extension.
 *
 *   npm start              until the editor is closed or Ctrl-C is pressed
 *   npm start -- --once    the main job on the sample in this terminal, without a window
 */
import { once } from 'node:events';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { cacheFolder } from './cacheFolder.mjs';
import { startLab } from './engine.mjs';
import { Interrupted, interruption } from './interruption.mjs';
import { LabUnavailable } from './labUnavailable.mjs';
import { installDependencies, root, runScript } from './project.mjs';
import { openEditor } from './sampleEditor.mjs';
import { copySample } from './sampleFolder.mjs';
import { checkSample, tellSampleStory } from './sampleStory.mjs';

const say = (message) => console.log(message === '' ? '' : `start: ${message}`);

async function main(args) {
  const { values } = parseArgs({ args, options: { once: { type: 'boolean' } } });
  const signal = interruption(say);
  say(`Downloads and unpacked tools go to ${cacheFolder()} (MULTIARCH_CACHE moves it).`);
  await installDependencies({ say, signal });
  say(values.once ? 'Building …' : 'Building and packaging the extension …');
  await runScript(values.once ? 'build' : 'package', { signal, inherit: false });
  const { lab, problem } = await tryLab(signal);
  const sample = copySample();
  try {
    if (values.once) await runOnce(sample.folder, lab, problem, signal);
    else await runEditor(sample.folder, lab, signal);
  } finally {
    sample.remove();
    await lab?.stop();
  }
  say('Stopped; what this program started is gone again.');
}

async function tryLab(signal) {
  try {
    return { lab: await startLab({ say, signal }) };
  } catch (error) {
    if (!(error instanceof LabUnavailable)) throw error;
    say(error.message);
    say('Without it, checks and hovers work; the builders view and builds do not.');
    return { problem: error };
  }
}

async function runOnce(folder, lab, problem, signal) {
  if (!lab) {
    await checkSample(folder, process.env, signal);
    throw problem;
  }
  await tellSampleStory({ folder, lab, signal });
  console.log('');
}

async function runEditor(folder, lab, signal) {
  const vsix = path.join(root, 'multiarch.vsix');
  const editor = await openEditor({ folder, vsix, env: lab?.additions ?? {}, say, signal });
  try {
    say(`The sample is a copy in ${folder}: look at Dockerfile and Dockerfile.mistake.`);
    if (lab) say(`Build with "Multi-Arch: Build Image…"; push to ${lab.registry}/sample:1.`);
    say('Ctrl-C here stops and removes everything.');
    signal.throwIfAborted();
    await Promise.race([editor.closed, once(signal, 'abort')]);
  } finally {
    await editor.stop();
  }
}

main(process.argv.slice(2)).catch((error) => {
  if (error instanceof Interrupted) {
    process.exitCode = error.exitCode;
    return;
  }
  console.error(isExplained(error) ? error.message : error.stack);
  process.exitCode = 1;
});

/** Whether the message says enough: of the lab, of a program that failed, of a wrong option. */
function isExplained(error) {
  const { code } = error;
  const usage = typeof code === 'string' && code.startsWith('ERR_PARSE_ARGS');
  return error instanceof LabUnavailable || typeof code === 'number' || usage;
}
