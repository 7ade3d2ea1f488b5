import assert from 'node:assert/strict';
import {
  appendNodeArguments,
  bootstrapArguments,
  createBuilderArguments,
  createContextArguments,
  diskUsageArguments,
  inspectArguments,
  leaveNodeArguments,
  pruneArguments,
  removeBuilderArguments,
  removeContextArguments,
  stopBuilderArguments,
  useBuilderArguments,
} from '../../../../src/core/build/builderCommands.ts';
import { buildArguments, type BuildRequest } from '../../../../src/core/build/buildRequest.ts';
import { debugArguments } from '../../../../src/core/build/debugRequest.ts';
import { eachPlatform, joinArguments } from '../../../../src/core/build/eachPlatform.ts';
import { emulatorArguments } from '../../../../src/core/build/emulatorCommands.ts';
import { podmanCommands } from '../../../../src/core/build/podmanCommands.ts';

/** What would do harm as an option, as a list, in a shell, or in a line of its own. */
const hostile = [
  '-v',
  '--help',
  '--output=type=local,dest=/',
  '--privileged',
  '-',
  '--',
  'a b',
  'a\n--push',
  'a,type=local,dest=/',
  '"a',
  "a'b",
  '$(id)',
  '`id`',
  '${HOME}',
  ';id',
  '|id',
  '',
];

/** Options of docker's and podman's whose value is the next word. */
const withValue = new Set([
  ...['--builder', '--platform', '--file', '--target', '--build-arg', '--build-context'],
  ...['--secret', '--ssh', '--cache-from', '--cache-to', '--tag', '--output', '--set'],
  ...['--name', '--driver', '--node', '--buildkitd-config', '--buildkitd-flags', '--driver-opt'],
  ...['--docker', '--install', '--uninstall'],
]);

/**
 * What docker makes of words: each option, `value` for what belongs to one, `operand` for every other word (pflag:
 * the word after an option with a value is its value, whatever it begins with; `--` ends the options).
 */
function shapeOf(words: readonly string[]): readonly string[] {
  const shape: string[] = [];
  let operandsOnly = false;
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    const [option = ''] = word.split('=', 1);
    if (!operandsOnly && word === '--') operandsOnly = true;
    else if (operandsOnly || !word.startsWith('-') || word === '-') shape.push('operand');
    else if (word.includes('=')) shape.push(option, 'value');
    else if (withValue.has(word)) {
      shape.push(word, 'value');
      at += 1;
    } else shape.push(word);
  }
  return shape;
}

const request = (change: Partial<BuildRequest>): BuildRequest => ({
  file: 'Dockerfile',
  context: '.',
  platforms: ['linux/amd64'],
  tags: [],
  output: 'cache',
  ...change,
});

/** Each place of a command that holds something which a user, a file or a tool has written. */
const places: Readonly<Record<string, (word: string) => readonly string[]>> = {
  'the builder': (word) => buildArguments(request({ builder: word })),
  'a platform': (word) => buildArguments(request({ platforms: [word, 'linux/arm64'] })),
  'the file': (word) => buildArguments(request({ file: word })),
  'the context': (word) => buildArguments(request({ context: word })),
  'the stage': (word) => buildArguments(request({ target: word })),
  'the name of an argument': (word) => buildArguments(request({ buildArgs: { [word]: '' } })),
  'a value of an argument': (word) => buildArguments(request({ buildArgs: { A: word } })),
  'a named context': (word) => buildArguments(request({ contexts: { [word]: word } })),
  'a secret': (word) => buildArguments(request({ secrets: [{ id: word, file: word }] })),
  'an agent': (word) => buildArguments(request({ ssh: [word] })),
  'a cache': (word) => buildArguments(request({ cacheFrom: [word], cacheTo: [word] })),
  'an attestation': (word) => buildArguments(request({ provenance: word, sbom: word })),
  'a tag': (word) => buildArguments(request({ tags: [word], output: 'push' })),
  'a tag that is pushed by digest': (word) =>
    buildArguments(request({ tags: [word, 'a/b'], output: 'digest' })),
  'a file that is written': (word) => buildArguments(request({ output: 'oci', destination: word })),
  'a bake file': (word) => buildArguments(request({ bake: { files: [word], targets: ['a'] } })),
  'a bake target': (word) =>
    buildArguments(request({ bake: { files: ['a.hcl'], targets: [word, 'b'] } })),
  'the stage that is debugged': (word) => debugArguments(request({ target: word })),
  'podman’s list': (word) =>
    podmanCommands(request({ tags: [word], output: 'push', target: word })).commands.flat(),
  'the tag of a joined list': (word) => joinArguments({ tags: [word], sources: ['a/b:1-arm64'] }),
  'the name of a builder': (word) => createBuilderArguments('docker-container', { builder: word }),
  'a node': (word) =>
    appendNodeArguments({
      builder: 'b',
      node: word,
      platforms: [word],
      config: word,
      endpoint: word,
      options: { image: word },
    }),
  'a flag of BuildKit’s': (word) => appendNodeArguments({ builder: 'b', flags: [word, 'x'] }),
  'a node that leaves': (word) => leaveNodeArguments(word, word),
  'a builder that is used': useBuilderArguments,
  'one that is stopped': stopBuilderArguments,
  'one that is removed': (word) => removeBuilderArguments(word, 'keep'),
  'one that is looked at': inspectArguments,
  'one that is started': bootstrapArguments,
  'one whose cache is removed': (word) => pruneArguments(word, 'all'),
  'one whose cache is measured': diskUsageArguments,
  'a docker context': (word) => createContextArguments(word, word),
  'one that goes': removeContextArguments,
  'the endpoint of emulators': (word) => {
    const change = { image: 'tonistiigi/binfmt', install: ['arm64'], uninstall: [] };
    const words = emulatorArguments({ ...change, endpoint: word });
    assert.ok(words.ok);
    return words.value;
  },
};

describe('whatever a word holds, it stays one word and is no option', () => {
  for (const [place, wordsOf] of Object.entries(places)) {
    it(`as ${place}`, () => {
      const harmless = wordsOf('plain');
      for (const word of hostile) {
        const words = wordsOf(word);
        assert.deepEqual(shapeOf(words), shapeOf(harmless), JSON.stringify(words));
      }
    });
  }

  it('as an image of emulators or an emulator, or is refused', () => {
    const change = { image: 'tonistiigi/binfmt', install: [], uninstall: [] };
    for (const word of hostile) {
      assert.equal(emulatorArguments({ ...change, image: word }).ok, false, word);
      assert.equal(emulatorArguments({ ...change, install: [word] }).ok, false, word);
      assert.equal(emulatorArguments({ ...change, uninstall: [word] }).ok, false, word);
    }
  });

  it('as a tag of a list that is joined of its platforms, or is refused', () => {
    for (const word of hostile) {
      const platforms = ['linux/amd64', 'linux/arm64'];
      const builds = eachPlatform(request({ tags: [word], platforms, output: 'push' }), 'b');
      if (builds !== undefined) assert.fail(JSON.stringify({ word, builds }));
    }
  });
});
