import { InputBoxValidationSeverity, l10n } from 'vscode';
import { familiarName, parseReference } from '../../core/image/reference.ts';
import { readFamilyName } from '../../core/manifestList/tagFamily.ts';
import { askText, chooseOne } from '../steps/quickInputs.ts';
import { next, runSteps, type Step } from '../steps/runSteps.ts';
import { membersStep, moreImagesStep, seedStep } from './imageSteps.ts';
import type { ListPorts } from './listPorts.ts';
import { emptyState, imagesOf, notesOf, wishesOf, type ListState } from './listState.ts';
import { planAndPush } from './publishPlan.ts';
import { checkReference, checkTags, readTags } from './referenceInput.ts';

/** What is known of a list before anything is asked. */
export interface GivenList {
  /** References of its images; then they are not asked for. */
  readonly images: readonly string[];
  /** Its tags, separated by blanks. */
  readonly tags: string;
}

const key = 'manifestList';

type Remembered = Pick<ListState, 'seed' | 'chosen' | 'more' | 'hasMore' | 'tags'>;

/**
 * Makes a manifest list of images: asks for them, by the family of one, and for the tags, shows what a push
 * would change, and pushes.
 *
 * @param seed an image of the family, or its repository
 */
export async function createList(
  ports: ListPorts,
  seed: string | undefined,
  given?: GivenList,
): Promise<void> {
  const title = l10n.t('Create Manifest List');
  const remembered = ports.memory.get<Partial<Remembered>>(key, {});
  const isSame = seed === undefined || seed === remembered.seed;
  const before: ListState = { ...emptyState, ...(isSame && remembered) };
  const initial: ListState = {
    ...before,
    ...(seed !== undefined && seedState(seed)),
    ...(given && { chosen: given.images, tags: given.tags, hasMore: false }),
  };
  await runSteps<ListState>(initial, [
    ...(given
      ? []
      : [
          seedStep(
            title,
            {
              placeholder: l10n.t('ghcr.io/team/app:1.0-arm64'),
              prompt: l10n.t(
                'One image of the list, or its repository: the others are found by their names.',
              ),
              validate: checkReference,
            },
            seed === undefined,
          ),
          membersStep(title, ports.server, true),
          moreImagesStep(title),
        ]),
    tagsStep(title),
    typeStep(title),
    notesStep(title),
    {
      isAsked: true,
      ask: async (state, position) => {
        const tags = readTags(state.tags);
        if (!tags.ok) return { kind: 'back' };
        const sources = imagesOf(state).map((reference) => ({ reference }));
        const task = { kind: 'plan', tags: tags.tags, sources, ...wishesOf(state) } as const;
        await ports.memory.update(key, rememberedOf(state));
        const answer = await planAndPush(ports, { ...position, title, task });
        return answer === 'done' ? next(state) : { kind: answer };
      },
    },
  ]);
}

/** What was pushed without a tag is among no tags: it is offered by its digest. */
function seedState(seed: string): Partial<ListState> {
  const parsed = parseReference(seed);
  if (!parsed.ok || parsed.value.digest === undefined) return { seed };
  return { seed: familiarName(parsed.value), more: seed, hasMore: true };
}

function rememberedOf({ seed, chosen, more, hasMore, tags }: ListState): Remembered {
  return { seed, chosen, more, hasMore, tags };
}

function tagsStep(title: string): Step<ListState> {
  return {
    isAsked: true,
    ask: async (state, position) => {
      const answer = await askText({
        ...{ title, ...position, validate: checkTags },
        value: state.tags === '' ? proposedTag(state) : state.tags,
        placeholder: l10n.t('ghcr.io/team/app:1.0 latest'),
        prompt: l10n.t(
          'The tag of the list; more tags of the same repository behind it, separated by blanks',
        ),
      });
      return answer.kind === 'next' ? next({ ...state, tags: answer.value }) : answer;
    },
  };
}

/** The name that the images have in common without their platforms. */
function proposedTag(state: ListState): string {
  const [first = state.seed] = imagesOf(state);
  const parsed = parseReference(first);
  return parsed.ok ? readFamilyName(parsed.value).name : '';
}

function typeStep(title: string): Step<ListState> {
  return {
    isAsked: true,
    ask: async (state, position) => {
      const rows = [
        {
          label: l10n.t('As the Images Are'),
          description: l10n.t("Docker's type when all images are Docker's, OCI's otherwise"),
          choice: { type: 'auto' as const, hasNotes: false },
        },
        { label: l10n.t('OCI Index'), choice: { type: 'oci' as const, hasNotes: false } },
        {
          label: l10n.t('Docker Manifest List'),
          choice: { type: 'docker' as const, hasNotes: false },
        },
        {
          label: l10n.t('With Annotations…'),
          description: l10n.t('an OCI index'),
          choice: { type: 'auto' as const, hasNotes: true },
        },
      ];
      const current = rows.findIndex(
        ({ choice }) => choice.hasNotes === state.hasNotes && choice.type === state.type,
      );
      const answer = await chooseOne({
        ...{ title, ...position, items: rows, initial: rows.slice(current, current + 1) },
        placeholder: l10n.t('Type of the list'),
      });
      if (answer.kind !== 'next') return answer;
      return next({ ...state, ...answer.value.choice });
    },
  };
}

function notesStep(title: string): Step<ListState> {
  return {
    isAsked: ({ hasNotes }) => hasNotes,
    ask: async (state, position) => {
      const answer = await askText({
        ...{ title, ...position, value: state.notes },
        placeholder: l10n.t('org.opencontainers.image.version=1.0'),
        prompt: l10n.t('Annotations of the list: name=value, separated by commas'),
        validate: (value) =>
          Object.keys(notesOf(value)).length > 0
            ? undefined
            : { message: l10n.t('Write name=value.'), severity: InputBoxValidationSeverity.Error },
      });
      return answer.kind === 'next' ? next({ ...state, notes: answer.value }) : answer;
    },
  };
}
