import { next, type Step } from '../steps/runSteps.ts';
import type { BuildPorts } from './buildImage.ts';
import type { BuildPlan } from './buildPlan.ts';
import { choosePlatforms } from './platformChoice.ts';

/** A plan that holds that of a build, and more. */
interface WithBuild {
  readonly build: BuildPlan;
}

/** A step of a build's plan, asked for a plan that holds more. */
export function withinBuild<S extends WithBuild>(step: Step<BuildPlan>): Step<S> {
  const { isAsked } = step;
  return {
    isAsked: typeof isAsked === 'function' ? ({ build }) => isAsked(build) : isAsked,
    ask: async (state, position) => {
      const answer = await step.ask(state.build, position);
      return answer.kind === 'next' ? next({ ...state, build: answer.value }) : answer;
    },
  };
}

/** Asks for which platforms something is made. Whether a builder can build them now does not matter yet. */
export function platformsStep(
  builders: BuildPorts['builders'],
  title: () => string,
): Step<BuildPlan> {
  return {
    isAsked: true,
    ask: async (plan, position) => {
      const answer = await choosePlatforms(
        { ...position, title: title() },
        plan.platforms,
        builders,
      );
      return answer.kind === 'next' ? next({ ...plan, platforms: answer.value }) : answer;
    },
  };
}
