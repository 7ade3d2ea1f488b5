import assert from 'node:assert/strict';
import { rules } from '../../src/core/analysis/rules/index.ts';
import { pipelineRules } from '../../src/core/ci/rules/index.ts';
import {
  buildDebugType,
  buildTaskType,
  choosingCommands,
  contextKeys,
  composeLanguage,
  dockerfileLanguage,
  auditContexts,
  buildContexts,
  imageContexts,
  itemCommands,
  explainPanel,
  inspectorPanel,
  reportPanel,
  itemContexts,
  listTaskType,
  noProblem,
  podmanOnly,
  paletteCommands,
  settingKeys,
  viewContainer,
  views,
  jsonLanguage,
  workflowLanguage,
  yamlLanguage,
} from '../../src/extension/contributions.ts';
import { serverCommandIds } from '../../src/protocol/commands.ts';
import { defaultSettings, settingsSection } from '../../src/protocol/settings.ts';
import { readJson, readManifest } from './packageManifest.ts';
import { firstArgumentsOf, readSources, stringsOf, type Source } from './sources.ts';
import { conditionsOf, type Condition } from './whenClause.ts';

const manifest = readManifest();
const { contributes } = manifest;
const texts = readJson('package.nls.json') as Readonly<Record<string, string>>;
const sources = readSources('src');

const commands: readonly string[] = [...paletteCommands, ...choosingCommands, ...itemCommands];
const settings = settingKeys.map((key) => `${settingsSection}.${key}`);
const viewIds: readonly string[] = Object.values(views);
const menuItems = Object.values(contributes.menus).flat();

/** Context keys of the editor that our clauses may look at (code.visualstudio.com, "when clause contexts"). */
const editorKeys = [
  'editorLangId',
  'isWorkspaceTrusted',
  'processExecutionSupported',
  'explorerResourceIsFolder',
  'resourceFilename',
  'resourceLangId',
  'resourcePath',
  'resourceScheme',
  'shellExecutionSupported',
  'view',
  'viewItem',
  'virtualWorkspace',
];

describe('package.json and contributions.ts', () => {
  describe('name the same', () => {
    check(
      'commands',
      contributes.commands.map(({ command }) => command),
      commands,
    );
    check(
      'view containers',
      contributes.viewsContainers.activitybar.map(({ id }) => id),
      [viewContainer],
    );
    check(
      'views',
      Object.values(contributes.views).flatMap((list) => list.map(({ id }) => id)),
      viewIds,
    );
    check('containers that have views', Object.keys(contributes.views), [viewContainer]);
    check('settings', Object.keys(contributes.configuration.properties), settings);
    check(
      'task types',
      contributes.taskDefinitions.map(({ type }) => type),
      [buildTaskType, listTaskType],
    );
    check(
      'debug types',
      contributes.debuggers.map(({ type }) => type),
      [buildDebugType],
    );
    check(
      'languages with breakpoints',
      contributes.breakpoints.map(({ language }) => language),
      [dockerfileLanguage],
    );
    check(
      'languages',
      contributes.languages.map(({ id }) => id),
      [dockerfileLanguage],
    );
    check(
      'rules',
      Object.keys(setting('multiarch.rules').properties ?? {}),
      Object.keys({ ...rules, ...pipelineRules }),
    );
  });

  it('agree about what activates', () => {
    assert.deepEqual(manifest.activationEvents, [
      `onLanguage:${dockerfileLanguage}`,
      `onLanguage:${composeLanguage}`,
      `onLanguage:${yamlLanguage}`,
      `onLanguage:${jsonLanguage}`,
      `onLanguage:${workflowLanguage}`,
      'onUri',
      `onWebviewPanel:${inspectorPanel}`,
      `onWebviewPanel:${reportPanel}`,
      `onWebviewPanel:${explainPanel}`,
      `onDebugResolve:${buildDebugType}`,
      // The editor lets these wait until there are rows to ask for: without that it hides the tree of a view that is
      // opened for the first time just after it has given it the focus (VS Code 1.139, treeView.ts).
      `onCommand:workbench.view.extension.${viewContainer}`,
      ...viewIds.map((id) => `onCommand:${id}.focus`),
    ]);
  });

  it('hide from the palette what needs an item, and nothing else', () => {
    const hidden = (contributes.menus['commandPalette'] ?? [])
      .filter(({ when }) => when === 'false')
      .map(({ command }) => command);
    assert.deepEqual(hidden.sort(), [...itemCommands].sort());
  });

  it('offer what asks registries about lists in trusted workspaces of this machine only', () => {
    const palette = new Map(
      (contributes.menus['commandPalette'] ?? []).map(({ command, when }) => [command, when]),
    );
    for (const name of [
      ...['compareImages', 'createManifestList', 'addPlatform', 'replacePlatform'],
      ...['removePlatform', 'copyImage', 'deleteTag', 'undoPush', 'showLocalLists'],
      ...['planManifestSpec', 'pushManifestSpec', 'auditImage'],
    ]) {
      const when = palette.get(`multiarch.${name}`);
      assert.equal(when, 'isWorkspaceTrusted && !virtualWorkspace', name);
    }
  });

  it('offer each command for an item in the menu of a view', () => {
    const offered = (contributes.menus['view/item/context'] ?? []).map(({ command }) => command);
    assert.deepEqual([...new Set(offered)].sort(), [...choosingCommands, ...itemCommands].sort());
  });

  it('name known commands and views only', () => {
    const unknown = [
      ...menuItems.map(({ command }) => command).filter((id) => !commands.includes(id)),
      ...contributes.viewsWelcome.map(({ view }) => view).filter((id) => !viewIds.includes(id)),
    ];
    assert.deepEqual(unknown, []);
  });

  it('have when clauses of known keys and values', () => {
    const clauses = [
      ...menuItems,
      ...contributes.viewsWelcome,
      ...contributes.taskDefinitions,
      ...Object.values(contributes.views).flat(),
    ].flatMap(({ when }) => when ?? []);
    assert.ok(clauses.length > 10);
    assert.deepEqual(clauses.flatMap(strangers), []);
  });

  it('look at every context key and item context', () => {
    const clauses = [...menuItems, ...contributes.viewsWelcome]
      .map(({ when }) => when ?? '')
      .join('\n');
    for (const key of Object.values(contextKeys)) assert.ok(clauses.includes(key), key);
  });

  it('restrict in an untrusted workspace what is a matter of the machine', () => {
    const machine = settings.filter((id) => setting(id).scope.startsWith('machine'));
    assert.deepEqual(
      [...manifest.capabilities.untrustedWorkspaces.restrictedConfigurations].sort(),
      machine.sort(),
    );
  });

  it('have the same defaults', () => {
    const { platforms, rules, registry } = defaultSettings;
    const expected = {
      'multiarch.platforms': platforms,
      'multiarch.rules': rules,
      'multiarch.registry.lookups': registry.lookups,
      'multiarch.registry.allowedHosts': registry.allowedHosts,
      'multiarch.registry.mirrors': registry.mirrors,
      'multiarch.registry.insecure': registry.insecure,
    };
    for (const [id, value] of Object.entries(expected)) {
      assert.deepEqual(setting(id).default, value, id);
    }
  });
});

describe('the scopes of the settings', () => {
  // Final: a scope that changes makes users' settings files wrong.
  const scopes = {
    'multiarch.platforms': 'resource',
    'multiarch.rules': 'resource',
    'multiarch.builder': 'machine-overridable',
    'multiarch.docker.path': 'machine',
    'multiarch.registry.lookups': 'resource',
    'multiarch.registry.allowedHosts': 'machine-overridable',
    'multiarch.registry.mirrors': 'machine-overridable',
    'multiarch.registry.insecure': 'machine-overridable',
    'multiarch.trace.server': 'window',
  };
  for (const [id, scope] of Object.entries(scopes)) {
    it(`${id} is of the ${scope}`, () => {
      assert.equal(setting(id).scope, scope);
    });
  }
});

describe('ids in the code', function () {
  // Every source is read by the compiler's parser.
  this.timeout(60_000);
  it('of commands: each is registered once', () => {
    const registered = extensionSources().flatMap((source) => firstArgumentsOf(source, 'register'));
    assert.deepEqual(registered.map(unquote).sort(), [...commands, ...serverCommandIds].sort());
  });

  it('stand in contributions.ts, or where the compiler holds them to it', () => {
    const ids = new Set([...commands, ...settings, ...viewIds, ...Object.values(contextKeys)]);
    ids.add(buildTaskType);
    const strangers = sources
      // The server names one of them, too, in its hovers.
      .filter(
        ({ path }) =>
          path !== 'src/extension/contributions.ts' && path !== 'src/protocol/commands.ts',
      )
      .flatMap((source) => {
        const checked = [
          'register',
          'run',
          'commandTo',
          'serverCommand',
          'window.createStatusBarItem',
        ].flatMap((called) => firstArgumentsOf(source, called).map(unquote));
        const written = stringsOf(source).filter((text) => ids.has(text));
        return written.length === checked.filter((text) => ids.has(text)).length
          ? []
          : [`${source.path}: ${written.join(', ')}`];
      });
    assert.deepEqual(strangers, []);
  });
});

describe('texts of package.json', () => {
  const used = [...JSON.stringify(readJson('package.json')).matchAll(/"%([^%"]+)%"/g)].map(
    ([, key = '']) => key,
  );
  check('keys', [...new Set(used)], Object.keys(texts));

  it('link to known commands, views and settings only', () => {
    // The editor makes a command of each view that shows it.
    const shown = viewIds.map((view) => `${view}.focus`);
    const linked = Object.values(texts).flatMap((text) => [
      ...[...text.matchAll(/command:(multiarch\.[\w.]+)/g)].map(([, id = '']) => id),
      ...[...text.matchAll(/`#(multiarch\.[\w.]+)#`/g)].map(([, id = '']) => id),
    ]);
    assert.deepEqual(
      linked.filter((id) => ![...commands, ...shown, ...settings].includes(id)),
      [],
    );
  });
});

describe('conditionsOf', () => {
  const cases: readonly (readonly [string, readonly Condition[]])[] = [
    ['isLinux', [{ key: 'isLinux' }]],
    [
      '!virtualWorkspace && view == a.b',
      [{ key: 'virtualWorkspace' }, { key: 'view', operator: '==', value: 'a.b' }],
    ],
    ['viewItem =~ /^node|x$/', [{ key: 'viewItem', operator: '=~', value: '^node|x$' }]],
    ["(a || b != 'c d')", [{ key: 'a' }, { key: 'b', operator: '!=', value: 'c d' }]],
    ['false', []],
  ];
  for (const [when, expected] of cases) {
    it(when, () => {
      assert.deepEqual(conditionsOf(when), expected);
    });
  }
});

describe('strangers in a when clause', () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['view == multiarch.builder', ['view == multiarch.builder']],
    ['viewItem =~ /^bilder/', ['viewItem =~ ^bilder']],
    ['multiarch.builderProblem', ['multiarch.builderProblem']],
    ['multiarch.buildersProblem == engine-gone', ['multiarch.buildersProblem == engine-gone']],
    ['isTrusted && resourceLangId == docker', ['isTrusted', 'resourceLangId == docker']],
    ['view == multiarch.builders && viewItem == node && isWorkspaceTrusted', []],
  ];
  for (const [when, expected] of cases) {
    it(when, () => {
      assert.deepEqual(strangers(when), expected);
    });
  }
});

/** The comparisons of a clause that name something which does not exist. */
function strangers(when: string): string[] {
  return conditionsOf(when)
    .filter((condition) => !isKnown(condition))
    .map(({ key, operator, value }) =>
      operator === undefined ? key : `${key} ${operator} ${value ?? ''}`,
    );
}

function isKnown({ key, operator, value = '' }: Condition): boolean {
  if (!editorKeys.includes(key) && !Object.values<string>(contextKeys).includes(key)) return false;
  if (operator === undefined) return true;
  switch (key) {
    case 'view':
      return viewIds.includes(value);
    case 'viewItem':
      return Object.values<string>({
        ...itemContexts,
        ...imageContexts,
        ...buildContexts,
        ...auditContexts,
      }).some((context) =>
        operator === '=~' ? new RegExp(value).test(context) : context === value,
      );
    case 'editorLangId':
    case 'resourceLangId':
      return value === dockerfileLanguage;
    case contextKeys.buildersProblem:
      return [noProblem, podmanOnly, ...problemCodes()].includes(value);
    case contextKeys.imagesProblem:
      return value === noProblem || storeProblemCodes().includes(value);
    default:
      return true;
  }
}

/** What the code calls the reasons why the builders are unknown. */
function problemCodes(): string[] {
  return sources
    .filter(({ path }) =>
      ['src/adapters/docker/dockerProblem.ts', 'src/extension/dockerAccess.ts'].includes(path),
    )
    .flatMap(stringsOf);
}

/** The same of the engine's images. */
function storeProblemCodes(): string[] {
  return sources
    .filter(({ path }) => path === 'src/extension/images/tree/storeProblem.ts')
    .flatMap(stringsOf);
}

function setting(id: string) {
  const found = contributes.configuration.properties[id];
  assert.ok(found, id);
  return found;
}

function extensionSources(): readonly Source[] {
  return sources.filter(({ path }) => path.startsWith('src/extension/'));
}

function unquote(text: string): string {
  return text.replace(/^'(.*)'$/, '$1');
}

function check(what: string, actual: readonly string[], expected: readonly string[]) {
  it(what, () => {
    assert.deepEqual([...actual].sort(), [...expected].sort());
  });
}
