import { checkPipelines } from '../ci/check.ts';
import { generatePipeline } from '../ci/generate.ts';
import type { Command } from '../commandLine.ts';
import { UsageError } from '../terminal.ts';

/** `multiarch ci`: pipelines that build for several platforms. */
export const ciCommand: Command = {
  help: `Usage: multiarch ci check [file or folder…] [options]
       multiarch ci generate [Dockerfile…] --image <repository> [options]

check says what goes wrong with platforms in workflows of GitHub Actions and pipelines of GitLab; generate
writes one that builds Dockerfiles for their platforms, with a comment that says why at each step.

  [file or folder…]        default: .github/workflows and .gitlab-ci.yml of this folder
  --fix, --fail-on, --format text|json|sarif
                           of check: as for multiarch check

  [Dockerfile…]            default: Dockerfile. Platforms, context, stage and build arguments are those that
                           bake, compose and .multiarch.yaml say
  --image NAME             the repository that is pushed to, without a tag: ghcr.io/team/app. Once for each
                           Dockerfile, in the same order. May be left out for GitLab's own registry
  --provider github|gitlab (default: github)
  --strategy native|qemu   native (default): each platform on a machine of its own or the nearest one, pushed
                           by digest and joined to one list; qemu: all on one machine, by emulation
  --platform a,b           other platforms
  --target STAGE           another stage
  --build-arg NAME=value   a build argument; may be repeated
  --cache gha|registry|none
                           where the build cache is kept (default: gha on GitHub, registry on GitLab)
  --branch NAME            of GitHub: the branch that is published (default: main)
  --output, -o FILE        write there; a file that says something else is shown and kept
  --force                  ... unless this is given
  --offline                ask no registry, and do not ask docker what bake files say

Exit codes: 0 done, no error found; 1 errors found (see --fail-on); 2 bad usage, or it could not be done.
`,
  async run([name, ...args], terminal) {
    switch (name) {
      case 'check':
        return checkPipelines(args, terminal);
      case 'generate':
        return generatePipeline(args, terminal);
      case undefined:
        throw new UsageError('Say what to do: check or generate.');
      default:
        throw new UsageError(`There is no "ci ${name}": it is check or generate.`);
    }
  },
};
