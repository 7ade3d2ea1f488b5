import assert from 'node:assert/strict';
import { listedTools } from '../../src/cli/tools/listedTools.ts';
import { mcpProvider, toolNames } from '../../src/extension/contributions.ts';
import { readManifest } from './packageManifest.ts';

const { languageModelTools, mcpServerDefinitionProviders } = readManifest().contributes;

/** The editor is told in package.json what the command line serves: the same tools with the same inputs. */
describe('tools for language models', () => {
  it('have the same names everywhere', () => {
    const names = listedTools.map(({ name }) => name);
    assert.deepEqual(names, [...toolNames]);
    assert.deepEqual(
      languageModelTools.map(({ name }) => name),
      names.map((name) => `multiarch_${name}`),
    );
  });

  for (const { name, description, inputSchema, annotations, outputSchema } of listedTools) {
    it(`${name}: told the same, reads only`, () => {
      const told = languageModelTools.find((tool) => tool.name === `multiarch_${name}`);
      assert.ok(told);
      assert.equal(told.modelDescription, description);
      assert.deepEqual(told.inputSchema, JSON.parse(JSON.stringify(inputSchema)));
      assert.equal(told.when, 'isWorkspaceTrusted && !virtualWorkspace');
      assert.equal(annotations.readOnlyHint, true);
      assert.equal(annotations.destructiveHint, false);
      assert.equal(outputSchema.type, 'object');
      assert.ok(description.length < 700, String(description.length));
    });
  }

  it('come from one server', () => {
    assert.deepEqual(
      mcpServerDefinitionProviders.map(({ id }) => id),
      [mcpProvider],
    );
  });
});
