import assert from 'node:assert/strict';
import { renderMessage } from '../../../src/core/analysis/finding.ts';
import { declaredWords } from '../../../src/core/explain/declaredWords.ts';
import type { BuildDeclaration } from '../../../src/core/project/declaration.ts';
import { explainPage } from '../../../src/extension/explain/explainPage.ts';
import { readExtensionMessage } from '../../../src/protocol/inspectorMessages.ts';
import { drawPage } from '../../support/drawPage.ts';
import {
  emulatingBuilder,
  explained,
  extremeFile,
  manyPlatforms,
  manySidedFile,
} from '../../support/explained.ts';
import { english } from '../../support/wording.ts';

function pageOf(explanation: ReturnType<typeof explained>, trusted = true) {
  const state = { kind: 'done', file: 'Dockerfile', explanation, busy: false, trusted } as const;
  return explainPage(state, english);
}

describe('the page that explains a build', () => {
  it('has the stages as a picture and as a table, and a section for each', () => {
    const lines = drawPage(pageOf(explained(manySidedFile, { builder: emulatingBuilder })));
    assert.deepEqual(lines.slice(0, 3), [
      '# How Dockerfile is built',
      'for linux/amd64, linux/arm64',
      '[Copy as Markdown] [Choose Target Platforms…] [Look Again]',
    ]);
    const table = lines.indexOf('Stages and platforms:');
    assert.deepEqual(lines.slice(table + 1, table + 7), [
      '| Stage | Built on | Needs | linux/amd64 | linux/arm64',
      '| build [Line 2] | golang:1.25 | – | plain:native | plain:cross',
      '| web [Line 9] | node:24 | – | plain:native, done once | plain:cross, done once',
      '| tool [Line 13] | rust:1.90 | – | plain:native | warning:emulated',
      '| docs [Line 16] | debian:13 | – | quiet:not needed | quiet:not needed',
      '> stage-4 [Line 19] | alpine:3.22 | build, web, tool | plain:native | warning:emulated',
    ]);
    const sections = lines.filter((line) => line.startsWith('▾'));
    assert.deepEqual(sections, [
      '▾ In short',
      '▾ Stage “build” on golang:1.25 (native, cross)',
      '▾ Stage “web” on node:24 (native, cross)',
      '▾ Stage “tool” on rust:1.90 (native, emulated)',
      '▾ Stage “docs” on debian:13 (not needed)',
      '▾ Stage “stage-4” on alpine:3.22, the result (native, emulated)',
      '▾ Cross-compilation',
      '▾ What comes out',
    ]);
    assert.ok(lines.some((line) => line.endsWith('[Line 14] [emulated-compile]')));
  });

  it('is understood by the page, with every id once, however much there is', () => {
    const page = pageOf(
      explained(extremeFile(30), { builder: emulatingBuilder, targets: manyPlatforms }),
    );
    assert.ok(readExtensionMessage({ kind: 'show', page, origin: null }));
    const ids = [...JSON.stringify(page).matchAll(/"id":"([^"]*)"/g)].map(([, id]) => id);
    assert.equal(new Set(ids).size, ids.length);
    const drawing = page.blocks.find(({ kind }) => kind === 'drawing');
    assert.ok(drawing?.kind === 'drawing');
    for (const shape of drawing.shapes) {
      if (shape.shape === 'path') assert.match(shape.d, /^[MLHVQZ\d. -]+$/);
      else assert.ok(shape.x >= 0 && shape.x <= drawing.width && shape.y <= drawing.height);
    }
  });

  it('says that nobody is asked, where nothing is trusted, and what to do about it', () => {
    const lines = drawPage(pageOf(explained('FROM alpine\n'), false));
    assert.match(lines[3] ?? '', /^warning: This workspace is not trusted/);
    assert.equal(lines[4], '[Manage Trust]');
  });

  it('tells whose build it is, and leads into its file', () => {
    const declaration: BuildDeclaration = {
      ...{ kind: 'bake', file: 'docker-bake.hcl', name: 'web', platforms: ['linux/arm64'] },
      ...{ dockerfile: '/p/web/Dockerfile', context: '/p/web', target: 'prod', tags: ['a/web'] },
      ...{ buildArgs: { A: '1', B: '', NPM_TOKEN: 'npm_1' }, unknownArgs: { C: 'why' } },
      contexts: { src: '../src' },
    };
    const explanation = {
      ...explained('FROM alpine AS prod\n', { targets: ['linux/arm64'] }),
      declared: declaredWords(declaration, { context: 'web', dockerfile: 'web/Dockerfile' }, []),
    };
    const declared = {
      kind: 'bake',
      file: 'docker-bake.hcl',
      name: 'web',
      isUnsaved: true,
    } as const;
    const state = { kind: 'done', file: 'web/Dockerfile', busy: false, trusted: true } as const;
    const lines = drawPage(explainPage({ ...state, explanation, declared }, english));
    assert.deepEqual(lines.slice(0, 12), [
      '# How web/Dockerfile is built',
      'as target “web” of docker-bake.hcl, for linux/arm64',
      '[Copy as Markdown] [Show docker-bake.hcl] [Look Again]',
      'warning: Docker reads docker-bake.hcl from the disk: what you have changed there counts once it is saved.',
      '▾ How it is built',
      '  - plain:Target “web” of docker-bake.hcl builds “web/Dockerfile” with the context “web”.',
      '  - plain:It builds for linux/arm64.',
      '  - plain:The stage that it builds is “prod”.',
      '  - plain:Its build arguments: A=1, B=, NPM_TOKEN=….',
      '  - plain:Build arguments with a value of the environment, which is not known here: C.',
      '  - plain:Its named contexts: src=../src.',
      '  - plain:Its image is called a/web.',
    ]);
    const service = { ...declaration, kind: 'compose', platforms: [] } as const;
    const places = { context: '.', dockerfile: 'Dockerfile' };
    assert.deepEqual(
      declaredWords(service, places, ['linux/amd64']).slice(0, 2).map(renderMessage),
      [
        'Service “web” of docker-bake.hcl builds “Dockerfile” with the context “.”.',
        'It names no platforms, so it builds for that of the machine that builds. Here it is explained for linux/amd64.',
      ],
    );
  });

  it('leads into a bake file that cannot be read', () => {
    const failed = { kind: 'failed', file: 'a.hcl', message: 'b', spec: 'a.hcl' } as const;
    assert.deepEqual(drawPage(explainPage(failed, english)).slice(-1), [
      '[Look Again] [Show a.hcl] [Show Log]',
    ]);
  });

  it('says that it is reading, and why it cannot tell', () => {
    assert.equal(explainPage({ kind: 'reading', file: 'a' }, english).busy, true);
    const failed = explainPage({ kind: 'failed', file: 'a', message: 'b' }, english);
    assert.deepEqual(drawPage(failed), [
      '# How a is built',
      'error: It cannot be told: b',
      '[Look Again] [Show Log]',
    ]);
  });
});
