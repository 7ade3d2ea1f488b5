import { InputBoxValidationSeverity, l10n, type InputBoxValidationMessage } from 'vscode';
import { parseReference } from '../../core/image/reference.ts';
import { askText } from '../steps/quickInputs.ts';
import { next, type Step } from '../steps/runSteps.ts';
import type { BuildPlan } from './buildPlan.ts';
import { buildTitle } from './buildTitle.ts';

/** Asks for the name of the image. */
export const tagStep: Step<BuildPlan> = {
  isAsked: true,
  ask: async (plan, position) => {
    const answer = await askText({
      title: buildTitle(),
      ...position,
      placeholder: 'registry.example.com/app:1.0',
      prompt: l10n.t(
        'Name and tag of the image. Empty: an image without a name, which cannot be pushed.',
      ),
      value: plan.tag,
      validate: validateTag,
    });
    return answer.kind === 'next' ? next({ ...plan, tag: answer.value }) : answer;
  },
};

/** What is wrong with the name of an image, or what it is in full. */
export function validateTag(tag: string): InputBoxValidationMessage | undefined {
  if (tag === '') return undefined;
  const reference = parseReference(tag);
  if (!reference.ok) return error(reference.problem.message);
  // buildx: "refusing to create a tag with a digest reference".
  if (reference.value.digest !== undefined) {
    return error(l10n.t('A tag cannot have a digest: a digest is the result of a build.'));
  }
  const full = withTag(reference.value.canonical, reference.value.tag);
  if (full === tag) return undefined;
  return { severity: InputBoxValidationSeverity.Info, message: l10n.t('In full: {0}', full) };
}

function withTag(canonical: string, tag: string | undefined): string {
  return tag === undefined ? `${canonical}:latest` : canonical;
}

function error(message: string): InputBoxValidationMessage {
  return { severity: InputBoxValidationSeverity.Error, message };
}
