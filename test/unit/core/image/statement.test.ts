import assert from 'node:assert/strict';
import fc from 'fast-check';
import { indentJson } from '../../../../src/core/image/indentJson.ts';
import { parseManifest } from '../../../../src/core/image/manifest.ts';
import { platformDetails } from '../../../../src/core/image/platformDetails.ts';
import { readProvenance } from '../../../../src/core/image/provenance.ts';
import { cosignTags, referrerOf, referrersTag } from '../../../../src/core/image/referrers.ts';
import { createJsonSkimmer } from '../../../../src/core/image/skimJson.ts';
import { readConfig } from '../../../../src/core/image/runtimeConfig.ts';
import { readStatement, statementKind } from '../../../../src/core/image/statement.ts';
import { assertProportional } from '../../../support/growth.ts';

const spdx = 'https://spdx.dev/Document';
const cyclonedx = 'https://cyclonedx.org/bom';
const slsa = 'https://slsa.dev/provenance/';

describe('statements', () => {
  for (const { type, kind } of [
    { type: spdx, kind: 'sbom' },
    { type: `${spdx}/v2.3`, kind: 'sbom' },
    { type: `${cyclonedx}/v1.5`, kind: 'sbom' },
    { type: `${slsa}v0.2`, kind: 'provenance' },
    { type: `${slsa}v1`, kind: 'provenance' },
    { type: 'https://in-toto.io/attestation/vulns', kind: 'other' },
    { type: '', kind: 'other' },
  ]) {
    it(`of type “${type}” are ${kind}`, () => {
      assert.equal(statementKind(type), kind);
    });
  }

  // As the specifications of CycloneDX 1.4 and 1.6, and SPDX 2.3, show them.
  for (const { what, predicateType, predicate, content } of [
    {
      what: 'CycloneDX with a list of tools',
      predicateType: cyclonedx,
      predicate: {
        ...{ bomFormat: 'CycloneDX', specVersion: '1.4' },
        metadata: { tools: [{ vendor: 'anchore', name: 'syft', version: '0.105.0' }] },
        components: [{ name: 'a' }, { name: 'b' }, { name: 'c' }],
      },
      content: { format: 'CycloneDX', version: '1.4', packages: 3, tools: ['syft-0.105.0'] },
    },
    {
      what: 'CycloneDX with tools as components',
      predicateType: cyclonedx,
      predicate: {
        ...{ bomFormat: 'CycloneDX', specVersion: '1.6' },
        metadata: { tools: { components: [{ name: 'trivy', version: '0.50' }] } },
      },
      content: { format: 'CycloneDX', version: '1.6', packages: 0, tools: ['trivy-0.50'] },
    },
    {
      what: 'SPDX without anything',
      predicateType: spdx,
      predicate: { spdxVersion: 'SPDX-2.3', packages: null },
      content: { format: 'SPDX', version: 'SPDX-2.3', packages: 0, tools: [] },
    },
  ]) {
    it(`read ${what}`, () => {
      const statement = readStatement({ predicateType, predicate });
      assert(statement.ok);
      assert.deepEqual(statement.value.content, { kind: 'sbom', ...content });
    });
  }

  for (const { what, json, message } of [
    { what: 'a list', json: [], message: 'the statement is not a JSON object' },
    { what: 'no type', json: {}, message: 'the statement names no predicate type' },
    {
      what: 'an SBOM of no known kind',
      json: { predicateType: spdx, predicate: {} },
      message: 'the SBOM is neither SPDX nor CycloneDX',
    },
    {
      what: 'provenance without a builder',
      json: { predicateType: `${slsa}v1`, predicate: { builder: 1 } },
      message: 'the provenance is neither SLSA v0.2 nor v1',
    },
  ]) {
    it(`refuse ${what}`, () => {
      const statement = readStatement(json);
      assert.equal(statement.ok ? '' : statement.problem.message, message);
    });
  }
});

describe('skimming', () => {
  function skim(json: string, size = 7): { rest: string; counts: Record<string, number> } {
    const skimmer = createJsonSkimmer();
    const bytes = Buffer.from(json);
    for (let at = 0; at < bytes.length; at += size) skimmer.take(bytes.subarray(at, at + size));
    const skimmed = skimmer.finish();
    assert(skimmed.ok, skimmed.ok ? '' : skimmed.problem.message);
    const { pieces, counts } = skimmed.value;
    return { rest: Buffer.concat(pieces).toString(), counts: Object.fromEntries(counts) };
  }

  for (const { json, rest, counts } of [
    { json: '{}', rest: '{}', counts: {} },
    {
      json: '{"predicate":{"packages":[{"a":[1,2]},{"b":"],["}, 3 ],"files":[ ],"n":{"packages":[1]}}}',
      rest: '{"predicate":{"packages":[],"files":[],"n":{"packages":[1]}}}',
      counts: { packages: 3, files: 0 },
    },
    {
      json: '{"packages":[1],"predicate":[1,2]}',
      rest: '{"packages":[1],"predicate":[1,2]}',
      counts: {},
    },
    { json: '{"other":{"packages":[1]}}', rest: '{"other":{"packages":[1]}}', counts: {} },
    {
      json: '{"predicate":{"a\\"":"\\\\","l":[[],[]],"x":"é]"}}',
      rest: '{"predicate":{"a\\"":"\\\\","l":[],"x":"é]"}}',
      counts: { l: 2 },
    },
    { json: '{"predicate":{"l":["', rest: '{"predicate":{"l":[', counts: {} },
    { json: ']]]}', rest: ']]]}', counts: {} },
  ]) {
    it(json, () => {
      for (const size of [1, 7, 1000]) assert.deepEqual(skim(json, size), { rest, counts });
    });
  }

  it('counts what a parser counts, and leaves the rest', () => {
    const predicate = fc.dictionary(fc.string({ maxLength: 5 }), fc.jsonValue());
    fc.assert(
      fc.property(predicate, fc.integer({ min: 1, max: 50 }), (value, size) => {
        const { rest, counts } = skim(JSON.stringify({ predicate: value }), size);
        const left = JSON.parse(rest) as { predicate: Record<string, unknown> };
        for (const [key, member] of Object.entries(value)) {
          const isList = Array.isArray(member);
          assert.deepEqual(left.predicate[key], isList ? [] : JSON.parse(JSON.stringify(member)));
          const written = JSON.stringify(key).slice(1, -1);
          if (isList && /^[ -~]*$/.test(written)) assert.equal(counts[written], member.length);
        }
      }),
    );
  });

  it('refuses what is too deep to be parsed in time', () => {
    const skimmer = createJsonSkimmer();
    skimmer.take(Buffer.from('{"a":'.repeat(1_000_000)));
    const skimmed = skimmer.finish();
    assert.equal(skimmed.ok ? '' : skimmed.problem.message, 'it has more than 500 levels');
  });
});

describe('provenance', () => {
  it('of a build from a Git address names it', () => {
    // As BuildKit 0.32 writes it for `docker buildx build https://github.com/owner/app.git#main`.
    const provenance = readProvenance({
      builder: { id: 'https://github.com/owner/app/actions/runs/1' },
      buildType: 'https://mobyproject.org/buildkit@v1',
      invocation: {
        configSource: {
          uri: 'https://github.com/owner/app.git#refs/heads/main',
          digest: { sha1: 'abc' },
          entryPoint: 'docker/Dockerfile',
        },
        parameters: { frontend: 'dockerfile.v0', args: { 'build-arg:A': '1', bad: 2 } },
      },
      metadata: {},
    });
    assert(provenance.ok);
    const { builder, source, parameters } = provenance.value;
    assert.deepEqual(
      { builder, source, parameters },
      {
        builder: 'https://github.com/owner/app/actions/runs/1',
        source: {
          repository: 'https://github.com/owner/app.git#refs/heads/main',
          revision: 'abc',
          file: 'docker/Dockerfile',
        },
        parameters: { 'build-arg:A': '1' },
      },
    );
  });

  it('of GitHub’s actions names the workflow', () => {
    // As actions/attest-build-provenance documents it.
    const provenance = readProvenance({
      buildDefinition: {
        buildType: 'https://actions.github.io/buildtypes/workflow/v1',
        externalParameters: {
          workflow: {
            ...{ ref: 'refs/heads/main', repository: 'https://github.com/owner/app' },
            path: '.github/workflows/build.yml',
          },
        },
        resolvedDependencies: [
          {
            uri: 'git+https://github.com/owner/app@refs/heads/main',
            digest: { gitCommit: 'abc' },
          },
        ],
      },
      runDetails: { builder: { id: 'https://github.com/owner/app/.github/workflows/build.yml' } },
    });
    assert(provenance.ok);
    assert.deepEqual(provenance.value.source, {
      repository: 'https://github.com/owner/app',
      revision: 'abc',
      file: '.github/workflows/build.yml',
    });
    assert.deepEqual(provenance.value.materials, [
      { uri: 'git+https://github.com/owner/app@refs/heads/main', digest: 'gitCommit:abc' },
    ]);
  });
});

describe('referrers', () => {
  const digest = `sha256:${'a'.repeat(64)}`;

  it('have the tags of the specifications', () => {
    assert.equal(referrersTag(digest), `sha256-${'a'.repeat(64)}`);
    assert.deepEqual(
      cosignTags(digest).map(({ tag }) => tag.slice(-5)),
      ['a.sig', 'a.att', '.sbom'],
    );
  });

  it('of sigstore are signatures by their predicate', () => {
    const artifactType = 'application/vnd.dev.sigstore.bundle.v0.3+json';
    const annotations = {
      'dev.sigstore.bundle.content': 'dsse-envelope',
      'dev.sigstore.bundle.predicateType': 'https://sigstore.dev/cosign/sign/v1',
    };
    const { kind, maker } = referrerOf({
      ...{ mediaType: '', digest, size: 0, artifactType, annotations },
    });
    assert.deepEqual([kind, maker], ['signature', 'sigstore']);
  });
});

describe('JSON as text', () => {
  for (const { json, text } of [
    { json: '{}', text: '{}' },
    { json: '[ ]', text: '[]' },
    { json: '{"a":1.50e+03,"a":"\\u003e"}', text: '{\n  "a": 1.50e+03,\n  "a": "\\u003e"\n}' },
    { json: '[1,[2,{}]]\n', text: '[\n  1,\n  [\n    2,\n    {}\n  ]\n]' },
    { json: '"a\\"b{"', text: '"a\\"b{"' },
    { json: '{"a":"never ends', text: '{\n  "a": "never ends' },
    { json: '"\\', text: '"\\' },
    { json: ']]', text: '\n]\n]' },
  ]) {
    it(JSON.stringify(json), () => {
      assert.equal(indentJson(json), text);
    });
  }

  it('is what JSON.stringify makes of it', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        assert.deepEqual(JSON.parse(indentJson(json)), JSON.parse(json));
        const compact = JSON.stringify(JSON.parse(json) as unknown);
        assert.equal(indentJson(compact), JSON.stringify(JSON.parse(json), null, 2));
      }),
    );
  });

  it('is as long as its text, however deep', () => {
    assertProportional((share) => {
      const depth = 40_000 * share;
      const deep = '['.repeat(depth) + ']'.repeat(depth);
      assert(indentJson(deep).length < 80 * 202 * 1000);
    });
  });
});

describe('whatever JSON a registry sends', () => {
  const anything = fc.jsonValue();
  /** Something near to what is expected, with parts that are something else. */
  const near = fc.record(
    {
      predicateType: fc.constantFrom(spdx, cyclonedx, `${slsa}v1`, 'x'),
      predicate: fc.record(
        {
          ...{ spdxVersion: fc.constant('SPDX-2.3'), bomFormat: fc.constant('CycloneDX') },
          ...{ packages: anything, creationInfo: anything, metadata: anything },
          buildDefinition: fc.record({
            externalParameters: fc.record({ workflow: anything, configSource: anything }),
            resolvedDependencies: fc.oneof(anything, fc.array(fc.record({ digest: anything }))),
          }),
          ...{ builder: fc.constant({}), invocation: anything, materials: anything },
        },
        { requiredKeys: [] },
      ),
    },
    { requiredKeys: [] },
  );

  it('statements are read or refused', () => {
    fc.assert(
      fc.property(fc.oneof(anything, near), (json) => typeof readStatement(json).ok === 'boolean'),
    );
  });

  it('configs and manifests are read or refused', () => {
    const config = fc.record(
      {
        ...{ os: anything, created: anything, history: anything, rootfs: anything },
        config: fc.dictionary(
          fc.constantFrom('Env', 'Labels', 'ExposedPorts', 'Volumes', 'Healthcheck', 'Entrypoint'),
          anything,
        ),
      },
      { requiredKeys: [] },
    );
    const manifest = parseManifest({
      ...{ schemaVersion: 2, mediaType: 'application/vnd.oci.image.manifest.v1+json' },
      config: { mediaType: '', digest: `sha256:${'0'.repeat(64)}`, size: 1 },
      layers: [],
    });
    assert(manifest.ok && manifest.value.kind === 'image');
    const { value } = manifest;
    fc.assert(
      fc.property(fc.oneof(anything, config), (json) => {
        assert.equal(typeof readConfig(json).ok, 'boolean');
        assert.equal(typeof platformDetails(value, json).ok, 'boolean');
      }),
    );
  });
});
