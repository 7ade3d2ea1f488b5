import { familiarName, parseReference, type Reference } from '../../core/image/reference.ts';
import {
  findTagFamilies,
  isSiblingPath,
  readFamilyName,
  siblingPaths,
  type TagFamily,
} from '../../core/manifestList/tagFamily.ts';
import type { LanguageServer } from '../languageServer.ts';

/** Images from which a list can be made. */
export interface FamilyChoice {
  /** The family of the image that was named; undefined where none is found. */
  readonly own: TagFamily | undefined;
  readonly others: readonly TagFamily[];
  /** Tags whose names say no platform. */
  readonly rest: readonly string[];
  /** Why the tags could not be listed: a sentence. */
  readonly problem?: string;
}

/** How many other repositories are looked at. */
const mostSiblings = 12;

/**
 * Looks for images that belong to one: tags of its repository, and of repositories whose names differ in the
 * platform alone, as far as the registry lists them. Where it does not, those that are known to be called so
 * are asked for by name.
 */
export async function findFamilyImages(
  server: LanguageServer,
  text: string,
): Promise<FamilyChoice> {
  const parsed = parseReference(text);
  if (!parsed.ok) return { own: undefined, others: [], rest: [] };
  const seed = parsed.value;
  const [listed, siblings] = await Promise.all([
    server.listNames({ list: 'tags', of: familiarName(seed) }),
    findSiblings(server, seed),
  ]);
  const tags = listed?.ok === true ? listed.names : [];
  const images = [
    ...(seed.tag === undefined ? [] : [seed]),
    ...tags.flatMap((tag) => read(`${familiarName(seed)}:${tag}`)),
    ...siblings,
  ];
  const families = findTagFamilies(images);
  const { name } = readFamilyName(seed);
  const own =
    families.find((family) => family.name === name) ??
    (seed.tag === undefined ? families.find(({ images: { length } }) => length > 1) : undefined);
  const inFamilies = new Set(
    families.flatMap((each) => each.images.map((image) => image.reference)),
  );
  return {
    own,
    others: families.filter((family) => family !== own),
    rest: [...new Set(images.map(({ familiar }) => familiar))].filter(
      (familiar) => !inFamilies.has(familiar) && familiar.includes(':'),
    ),
    ...(listed?.ok === false && { problem: listed.message }),
  };
}

async function findSiblings(
  server: LanguageServer,
  seed: Reference,
): Promise<readonly Reference[]> {
  const { domain, path, tag = 'latest' } = seed;
  const catalog = await server.listNames({ list: 'repositories', of: domain });
  if (catalog?.ok === true) {
    const found = catalog.names.filter((name) => isSiblingPath(path, name));
    const lists = await Promise.all(
      found.slice(0, mostSiblings).map(async (name) => {
        const repository = `${domain}/${name}`;
        const listed = await server.listNames({ list: 'tags', of: repository });
        return listed?.ok === true
          ? listed.names.flatMap((each) => read(`${repository}:${each}`))
          : [];
      }),
    );
    return lists.flat();
  }
  const guessed = siblingPaths(path).slice(0, mostSiblings);
  const answers = await Promise.all(
    guessed.map(async (name) => {
      const [reference] = read(`${domain}/${name}:${tag}`);
      const image = reference && (await server.readImage(reference.canonical));
      return image?.known === true ? [reference] : [];
    }),
  );
  return answers.flat().filter((reference) => reference !== undefined);
}

function read(text: string): readonly Reference[] {
  const parsed = parseReference(text);
  return parsed.ok ? [parsed.value] : [];
}
