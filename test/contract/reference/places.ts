import type { Contributed } from './contributed.ts';
import { code, table } from './table.ts';

/** Menus of the editor as people call them. */
const menuNames: Readonly<Record<string, string>> = {
  'editor/title/run': 'run button',
  'editor/title': 'title of the editor',
  'editor/context': 'context menu of the editor',
  'explorer/context': 'context menu of the Explorer',
};

/** One row for each command: its title, its id, when the palette has it, and where else it is offered. */
export function commandTable({ commands, menus, views }: Contributed): string {
  const names = new Map(
    Object.values(views).flatMap((list) => list.map(({ id, name }) => [id, name] as const)),
  );
  const rows = commands.map(({ command, title }) => {
    const places = Object.entries(menus)
      .filter(([menu]) => menu !== 'commandPalette')
      .flatMap(([menu, items]) =>
        items
          .filter((item) => item.command === command)
          .map(({ when = '' }) => placeOf(menu, when, names)),
      );
    return [
      `**${title}**`,
      code(command),
      palette(menus['commandPalette']?.find((item) => item.command === command)?.when),
      [...new Set(places)].join(', '),
    ];
  });
  return table(['Command', 'Id', 'In the palette', 'Elsewhere'], rows);
}

/** One row for each view, with when it is there. */
export function viewTable({ views }: Contributed): string {
  const rows = Object.values(views)
    .flat()
    .map(({ id, name, visibility = 'open', when }) => [
      `**${name}**`,
      code(id),
      visibility,
      when === undefined ? 'always' : code(when),
    ]);
  return table(['View', 'Id', 'At first', 'There when'], rows);
}

/** What views say while they have nothing to show: the first line of it. */
export function welcomeTable({ viewsWelcome, views }: Contributed): string {
  const names = new Map(
    Object.values(views).flatMap((list) => list.map(({ id, name }) => [id, name] as const)),
  );
  const rows = viewsWelcome.map(({ view, contents, when = '' }) => [
    names.get(view) ?? view,
    code(when),
    contents.split('\n')[0] ?? '',
  ]);
  return table(['View', 'When', 'It says'], rows);
}

function palette(when: string | undefined): string {
  if (when === undefined) return 'always';
  return when === 'false' ? 'no' : code(when);
}

function placeOf(menu: string, when: string, names: ReadonlyMap<string, string>): string {
  const [, view = ''] = /\bview == ([\w.]+)/.exec(when) ?? [];
  const name = names.get(view) ?? view;
  if (menu === 'view/title') return `title of ${name}`;
  if (menu === 'view/item/context') return `rows of ${name}`;
  return menuNames[menu] ?? menu;
}
