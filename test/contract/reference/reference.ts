import { readContributed, type Contributed } from './contributed.ts';
import { commandTable, viewTable, welcomeTable } from './places.ts';
import { propertyTable, settingTable } from './properties.ts';
import { code, table } from './table.ts';

/** Where {@link writtenReference} lies, relative to the root. */
export const referenceFile = 'docs/reference.md';

/** The reference of all that the editor is given: tables of package.json and package.nls.json. */
export function writtenReference(): string {
  const contributed = readContributed();
  const parts = [
    '# Reference\n\nAll that the extension adds to the editor. `npm run docs` writes this page from package.json; a test\nholds it to that. What each thing is for, the other pages tell. A condition is written as package.json has it:\n`isWorkspaceTrusted` is false in a workspace that you do not trust, `virtualWorkspace` is true where the files are on no disk.',
    section(
      'Commands',
      'Every one stands in **Keyboard Shortcuts** under its id.',
      commandTable(contributed),
    ),
    section(
      'Settings',
      'Each default is justified in [settings.md](settings.md).',
      settingTable(contributed),
    ),
    section('Views', 'They are in the sidebar **Multi-Arch**.', viewTable(contributed)),
    section(
      'What empty views say',
      'With the way out as a button or a link.',
      welcomeTable(contributed),
    ),
    ...contributed.taskDefinitions.map((task) =>
      section(`Tasks of type ${task.type}`, 'In `tasks.json`.', propertyTable(task)),
    ),
    ...contributed.debuggers.flatMap(({ type, label, configurationAttributes }) =>
      Object.entries(configurationAttributes).map(([request, attributes]) =>
        section(
          `Debug configurations of type ${type}`,
          `${label}, with the request \`${request}\`, in \`launch.json\`.`,
          propertyTable(attributes),
        ),
      ),
    ),
    section('Problem matchers', 'For tasks that build by themselves.', matcherTable(contributed)),
    section('First steps', '**Multi-Arch: Get Started** opens them.', stepTable(contributed)),
    section(
      'Tools for language models',
      'Explained in [agents.md](agents.md).',
      toolTable(contributed),
    ),
  ];
  return `${parts.join('\n\n')}\n`;
}

function section(title: string, sentence: string, rows: string): string {
  return `## ${title}\n\n${sentence}\n\n${rows}`;
}

function matcherTable({ problemMatchers }: Contributed): string {
  const rows = problemMatchers.map(({ name, label }) => [code(`$${name}`), label]);
  return table(['Matcher', 'Finds'], rows);
}

function stepTable({ walkthroughs }: Contributed): string {
  const rows = walkthroughs.flatMap(({ steps }) =>
    steps.map(({ title, completionEvents }) => [title, completionEvents.map(code).join(', ')]),
  );
  return table(['Step', 'Ticked off by one of'], rows);
}

function toolTable({ languageModelTools, mcpServerDefinitionProviders }: Contributed): string {
  const tools = languageModelTools.map((tool) => [
    tool.displayName,
    code(tool.name),
    code(`#${tool.toolReferenceName}`),
    Object.keys(tool.inputSchema.properties ?? {})
      .map(code)
      .join(', '),
    tool.userDescription,
  ]);
  const servers = mcpServerDefinitionProviders.map(({ id, label }) => [
    label,
    code(id),
    '',
    '',
    'The same tools, as a server of the Model Context Protocol',
  ]);
  return table(['Tool', 'Name', 'In a chat', 'Inputs', 'Does'], [...tools, ...servers]);
}
