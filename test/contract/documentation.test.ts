import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { ruleCodes } from '../../src/core/analysis/finding.ts';
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
} from '../../src/core/build/builderCommands.ts';
import { commandLine } from '../../src/core/build/commandLine.ts';
import { driverOptions } from '../../src/core/build/driverOptions.ts';
import { knownBadVersions } from '../../src/core/build/qemuVersions.ts';
import { listedTools } from '../../src/cli/tools/listedTools.ts';
import { runCommandLine } from '../../src/cli/commandLine.ts';
import { settingKeys } from '../../src/extension/contributions.ts';
import { anchorOf, headingsOf, linksOf, readDocument } from './markdown.ts';
import { readJson, readManifest } from './packageManifest.ts';
import { referenceFile, writtenReference } from './reference/reference.ts';
import { root } from './sources.ts';

const documents = [
  ...['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md'],
  ...readdirSync(path.join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

describe('the documentation', () => {
  it('explains every rule, under the anchor that diagnostics link to', () => {
    const headings = headingsOf(readDocument('docs/rules.md'));
    assert.deepEqual(
      ruleCodes.filter((code) => !headings.includes(code)),
      [],
    );
  });

  it('explains every setting, with its default, and no other', () => {
    const text = readDocument('docs/settings.md');
    const headings = headingsOf(text).filter((heading) => heading.startsWith('multiarch.'));
    assert.deepEqual(headings.sort(), settingKeys.map((key) => `multiarch.${key}`).sort());
    const { properties } = readManifest().contributes.configuration;
    for (const [id, { default: value }] of Object.entries(properties)) {
      const written = JSON.stringify(value).replaceAll(',', ', ');
      const shown = value === '' ? 'empty' : `\`${written.replace(/^"(.*)"$/, '$1')}\``;
      assert.ok(text.includes(`## ${id}\n\nDefault: ${shown} ·`), id);
    }
  });

  it('explains every command of the command line and each of its options', async () => {
    const text = readDocument('docs/cli.md');
    const help = await printedBy(['--help']);
    const commands = [...help.matchAll(/^ {2}([a-z]+) +\S/gm)].map(([, name = '']) => name);
    assert.ok(commands.length >= 2);
    for (const name of commands) {
      assert.ok(headingsOf(text).includes(`multiarch ${name}`), name);
      const section = text.slice(text.indexOf(`\n## multiarch ${name}\n`)).split('\n## ')[1] ?? '';
      for (const [option] of (await printedBy([name, '--help'])).matchAll(/--[a-z-]+/g)) {
        assert.ok(section.includes(option), `${option} of ${name}`);
      }
    }
  });

  it('explains every tool for language models and each of its inputs', () => {
    const text = readDocument('docs/agents.md');
    for (const { name, inputSchema } of listedTools) {
      for (const word of [name, ...Object.keys(inputSchema.properties)]) {
        assert.ok(text.includes(`| \`${word}\` `), word);
      }
    }
  });

  it('explains every option of the drivers of builders', () => {
    // Prettier pads the cells of tables.
    const text = readDocument('docs/builders.md').replaceAll(/ +/g, ' ');
    for (const driver of ['docker-container', 'kubernetes', 'remote'] as const) {
      const section = text.slice(text.indexOf(`\n#### ${driver}\n`) + 1).split('\n#')[0] ?? '';
      for (const { name, help, since, example } of driverOptions(driver)) {
        const shown = name === 'env.' ? 'env.NAME' : name;
        const age = since === undefined ? '' : ` (buildx ${since} or newer)`;
        const row = `| \`${shown}\` | ${help}${age} | \`${example}\` |`;
        assert.ok(section.includes(row), row);
      }
    }
  });

  it('shows the commands that builders are changed with', () => {
    const text = readDocument('docs/builders.md');
    const farm = 'farm';
    const arm = { builder: farm, node: 'arm', endpoint: 'ssh://me@arm.example.com' };
    const lines = [
      createBuilderArguments('docker-container', { builder: farm }),
      createContextArguments('arm', arm.endpoint),
      appendNodeArguments({ ...arm, platforms: ['linux/arm64'] }),
      appendNodeArguments({ ...arm, platforms: ['linux/arm64', 'linux/arm/v7'] }),
      leaveNodeArguments(farm, 'arm'),
      bootstrapArguments(farm),
      stopBuilderArguments(farm),
      useBuilderArguments(farm),
      inspectArguments(farm),
      diskUsageArguments(farm),
      pruneArguments(farm, 'dangling'),
      pruneArguments(farm, 'all'),
      removeBuilderArguments(farm, 'delete'),
      removeBuilderArguments(farm, 'keep'),
      removeContextArguments('arm'),
    ].map((words) => commandLine(['docker', ...words]));
    assert.deepEqual(
      lines.filter((line) => !text.split('\n').includes(line)),
      [],
    );
  });

  it('names every version of QEMU that is known to fail, with who says so', () => {
    const rows = readDocument('docs/emulation.md')
      .split('\n')
      .filter((line) => line.includes('](https://github.com/'));
    assert.deepEqual(
      rows.map((row) => /\]\((https:[^)]+)\)/.exec(row)?.[1]).sort(),
      knownBadVersions.map(({ source }) => source).sort(),
    );
    for (const { from, before, source } of knownBadVersions) {
      const row = rows.find((line) => line.includes(`(${source})`)) ?? '';
      const first = from.every((part) => part === 0) ? 'all' : from.join('.');
      const range = before === undefined ? `${first} and later` : `${first} to ${before.join('.')}`;
      assert.ok(row.startsWith(`| ${range} `), `${range}: ${row}`);
    }
  });

  it('names every script of package.json that people run', () => {
    const { scripts } = readJson('package.json') as { scripts: Readonly<Record<string, string>> };
    const text = readDocument('CONTRIBUTING.md') + readDocument('README.md');
    const missing = Object.keys(scripts)
      .filter((name) => !/^(prepack|vscode:prepublish|check:.*|test:.*)$/.test(name))
      .filter((name) => !new RegExp(`npm (run )?${name}\\b`).test(text));
    assert.deepEqual(missing, []);
  });

  it('has the reference that `npm run docs` writes from package.json', () => {
    // Line by line: the first that differs is what changed.
    assert.deepEqual(readDocument(referenceFile).split('\n'), writtenReference().split('\n'));
  });

  for (const document of documents) {
    it(`${document} has no broken links`, () => {
      assert.deepEqual(linksOf(readDocument(document)).filter(isBroken(document)), []);
    });
  }
});

describe('broken links', () => {
  const cases: readonly (readonly [string, boolean])[] = [
    ['https://example.com/', false],
    ['docs/rules.md', false],
    ['docs/rules.md#dockerfile-error', false],
    ['docs/settings.md#multiarchregistrylookups', false],
    ['#in-the-terminal', false],
    ['docs/rule.md', true],
    ['docs/rules.md#dockerfile-mistake', true],
    ['#nowhere', true],
  ];
  for (const [link, expected] of cases) {
    it(`${link}: ${expected ? 'found' : 'none'}`, () => {
      assert.equal(isBroken('README.md')(link), expected);
    });
  }
});

/** Whether a link of a document leads to a file or a heading that does not exist. */
function isBroken(document: string): (link: string) => boolean {
  return (link) => {
    if (/^https?:/.test(link)) return false;
    const [file = '', anchor] = link.split('#');
    const target = file === '' ? document : path.posix.join(path.posix.dirname(document), file);
    if (!existsSync(path.join(root, target))) return true;
    if (anchor === undefined) return false;
    return !headingsOf(readDocument(target)).map(anchorOf).includes(anchor);
  };
}

async function printedBy(args: readonly string[]): Promise<string> {
  let printed = '';
  const write = (text: string) => {
    printed += text;
  };
  const { signal } = new AbortController();
  await runCommandLine(args, { write, writeError: write, signal });
  return printed;
}
